"""The squares that the classifier sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.views import central_view, classified_views, crop_pixels, whole_view


def gradient(height, width):
    rows, columns = np.mgrid[:height, :width]
    return np.dstack([rows % 256, columns % 256, (rows + columns) % 256]).astype(np.uint8)


@given(st.integers(1, 90), st.integers(1, 90), st.sampled_from([16, 64]))
def test_views_are_squares_of_the_size_asked_for(height, width, size):
    assert [view.shape for view in classified_views(gradient(height, width), size)] == [(size, size, 3)] * 2


def test_the_first_view_shows_everything_and_the_second_the_middle():
    pixels = np.zeros((100, 300, 3), np.uint8)
    pixels[:, :100] = 255
    whole, centre = classified_views(pixels, 60)
    assert whole[:, :19].min() == 255
    assert whole[:, 21:].max() == 0
    assert centre.max() == 0


def test_a_square_of_the_right_size_stays_as_it_is():
    pixels = gradient(32, 32)
    np.testing.assert_array_equal(whole_view(pixels, 32), pixels)
    np.testing.assert_array_equal(central_view(pixels, 32), pixels)


coordinates = st.floats(-200, 200, allow_nan=False)


@given(coordinates, coordinates, coordinates, coordinates)
def test_a_crop_is_never_empty(x0, y0, x1, y1):
    crop = crop_pixels(gradient(50, 70), Box(x0, y0, x1, y1))
    assert crop.size > 0


@pytest.mark.parametrize(
    ("box", "rows", "columns"),
    [(Box(10, 20, 30, 45), slice(20, 45), slice(10, 30)), (Box(-5, -5, 500, 500), slice(0, 50), slice(0, 70))],
)
def test_a_crop_is_what_the_box_holds(box, rows, columns):
    pixels = gradient(50, 70)
    np.testing.assert_array_equal(crop_pixels(pixels, box), pixels[rows, columns])
