"""Otsu's threshold maximises the variance between both sides."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.vision.explain.otsu import otsu_threshold


def between(values, threshold):
    above, below = values[values > threshold], values[values <= threshold]
    if not len(above) or not len(below):
        return 0.0
    return len(above) * len(below) * (above.mean() - below.mean()) ** 2


def test_two_groups_are_cut_between():
    values = np.concatenate([np.full(300, 0.1), np.full(100, 0.8)]).astype(np.float32)
    assert 0.1 < otsu_threshold(values) < 0.8


def test_all_the_same_leaves_nothing_above():
    assert otsu_threshold(np.full((4, 4), 0.5, np.float32)) == 1
    assert otsu_threshold(np.zeros((4, 4), np.float32)) == 1


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_opencv_on_bytes(seed):
    rng = np.random.default_rng(seed)
    level = np.clip(np.concatenate([rng.normal(70, 20, 500), rng.normal(170, 25, 300)]), 0, 255).astype(np.uint8)
    expected, _ = cv2.threshold(level, 0, 255, cv2.THRESH_OTSU)
    found = otsu_threshold((level.astype(np.float32) + 0.5) / 256)
    assert found * 256 - 1 == pytest.approx(expected, abs=1)


@given(st.lists(st.floats(0, 1, width=32), min_size=5, max_size=60))
def test_no_other_threshold_is_better(listed):
    values = np.array(listed, np.float32)
    # the histogram rounds each value to the middle of its bin
    rounded = (np.minimum(np.floor(values.astype(float) * 256), 255) + 0.5) / 256
    assert between(rounded, otsu_threshold(values)) >= max(between(rounded, t) for t in np.linspace(0, 1, 257)) - 1e-9
