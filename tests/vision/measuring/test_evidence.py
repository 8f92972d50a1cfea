"""How surely a photo shows a specimen."""

import numpy as np
import pytest

from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.evidence import specimen_evidence


def classes(probability: np.ndarray) -> SegmentMap:
    planes = np.zeros((len(SegmentClass), *probability.shape), np.float32)
    planes[SegmentClass.SPECIMEN], planes[SegmentClass.BACKGROUND] = probability, 1 - probability
    return SegmentMap(planes)


def test_the_surest_tenth_of_the_largest_part_counts() -> None:
    probability = np.zeros((100, 100), np.float32)
    probability[20:60, 20:60] = 0.8
    probability[20:28, 20:60] = 0.995  # a fifth of it
    probability[80:84, 80:84] = 1.0  # a sure speck elsewhere
    assert specimen_evidence(classes(probability)) == pytest.approx(0.995)


def test_nothing_and_specks_are_no_evidence() -> None:
    probability = np.zeros((200, 200), np.float32)
    assert specimen_evidence(classes(probability)) == 0.0
    probability[5, 5] = 1.0
    assert specimen_evidence(classes(probability)) == 0.0


def test_without_a_network_nothing_is_held_against_the_photo() -> None:
    assert specimen_evidence(None) == 1.0
