"""Scores of masks whose faults are known."""

import numpy as np
import pytest

pytest.importorskip("onnx")

from mineral_desk.training.segmentation.pictures import Picture
from mineral_desk.training.segmentation.scoring import score, summary
from mineral_desk.vision.measuring.classes import SegmentClass


def truth(cube=True):
    kinds = np.zeros((100, 200), np.uint8)
    kinds[20:70, 20:120] = SegmentClass.SPECIMEN
    if cube:
        kinds[40:50, 150:160] = SegmentClass.CUBE
    return Picture(np.zeros((100, 200, 3), np.uint8), kinds)


def test_the_truth_itself_has_no_faults():
    figures = summary([score(truth(), truth().kinds, "white")])
    assert figures["length_error_mean"] == 0
    assert figures["cube_recall"] == 1
    assert set(figures["iou"].values()) == {1.0}
    assert figures["cubes_found"] == {"35_to_60_px": "1 of 1"}
    assert figures["by_background"]["white"]["scenes"] == 1


def test_a_longer_specimen_and_a_missed_cube_count():
    found = truth(cube=False).kinds
    found[20:70, 120:140] = SegmentClass.SPECIMEN
    one = score(truth(), found)
    assert one.length_error == pytest.approx(np.hypot(119, 49) / np.hypot(99, 49) - 1)
    assert one.cubes == ((pytest.approx(50), False),)
    assert summary([one])["iou"]["cube"] == 0


def test_a_specimen_that_is_not_found_is_wholly_wrong():
    assert score(truth(), np.zeros((100, 200), np.uint8)).length_error == -1


def test_a_cube_where_there_is_none_counts_as_false():
    figures = summary([score(truth(cube=False), truth().kinds)])
    assert figures["false_cube_scenes"] == 1
    assert figures["false_cube_area"] == pytest.approx(100 / 20000)
    assert "cube_recall" not in figures
