"""Masks and maps over whole photos."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box
from mineral_desk.vision.explain.mask import area_fraction, encode_mask, enlarged, render_heat_map, render_mask


def explanation(heat, box, threshold=0.5):
    return Explanation("gradcam++", "Quartz", np.asarray(heat, np.float32), box, threshold, 0.3, True, 0.0)


def test_one_hot_quarter():
    found = render_mask(explanation([[1, 0], [0, 0]], Box(10, 20, 30, 60)), 50, 70)
    assert found.shape == (70, 50)
    assert set(np.unique(found)) == {0, 255}
    rows, columns = np.nonzero(found)
    assert (rows.min(), columns.min()) == (20, 10)
    # the map crosses 0.5 near the middle
    assert rows.max() < 41
    assert columns.max() < 21


def test_outside_the_box_there_is_nothing():
    one = explanation(np.ones((3, 3)), Box(5, 6, 15, 26))
    heat, mask = render_heat_map(one, 40, 40), render_mask(one, 40, 40)
    assert mask[6:26, 5:15].min() == 255
    assert np.count_nonzero(mask) == 200
    np.testing.assert_allclose(heat[6:26, 5:15], 1)
    assert np.count_nonzero(heat) == 200


def test_enlarges_like_opencv():
    heat = np.random.default_rng(0).random((7, 7)).astype(np.float32)
    expected = cv2.resize(heat, (130, 90), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(render_heat_map(explanation(heat, Box(0, 0, 130, 90)), 130, 90), expected, atol=1e-4)
    np.testing.assert_allclose(enlarged(heat, 130, 90), expected, atol=1e-4)


def test_bands_join_without_a_seam():
    heat = np.random.default_rng(0).random((7, 7)).astype(np.float32)
    tall = render_heat_map(explanation(heat, Box(0, 0, 10, 1000)), 10, 1000)
    np.testing.assert_allclose(tall, cv2.resize(heat, (10, 1000), interpolation=cv2.INTER_LINEAR), atol=1e-4)


boxes = st.tuples(*[st.floats(-30, 90) for _ in range(4)]).map(lambda c: Box(*c))


@settings(deadline=None)
@given(boxes, st.integers(1, 60), st.integers(1, 60), st.integers(0, 99))
def test_any_box_gives_a_mask_of_the_photos_size(box, width, height, seed):
    one = explanation(np.random.default_rng(seed).random((4, 5)), box)
    mask = render_mask(one, width, height)
    assert mask.shape == (height, width)
    assert area_fraction(one, width, height) == pytest.approx(np.count_nonzero(mask) / mask.size)


def test_the_png_is_one_channel_at_full_size():
    data = encode_mask(explanation([[0, 1]], Box(0, 0, 64, 32)), 64, 32)
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read.shape == (32, 64)
    np.testing.assert_array_equal(read, render_mask(explanation([[0, 1]], Box(0, 0, 64, 32)), 64, 32))


def test_scaling_the_explanation_scales_the_mask():
    one = explanation(np.random.default_rng(0).random((7, 7)), Box(10, 10, 50, 40))
    small, large = render_mask(one, 60, 50), render_mask(one.scaled(4), 240, 200)
    assert np.mean(small != large[2::4, 2::4]) < 0.03
