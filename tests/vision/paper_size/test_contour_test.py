import math

import cv2
import numpy as np
import pytest

from mineral_desk.vision.paper_size.contour_test import MARGIN, object_contour, squareness_residual


def photo(points, ground=230, ink=40, size=200):
    picture = np.full((size, size, 3), ground, np.uint8)
    cv2.fillPoly(picture, [np.int32(points)], (ink, ink, ink))
    return picture


def regular(corners, radius=70, turn=0.0):
    angles = turn + 2 * math.pi * np.arange(corners) / corners
    return np.stack([100 + radius * np.cos(angles), 100 + radius * np.sin(angles)], axis=1)


SQUARE = [(50, 50), (150, 50), (150, 150), (50, 150)]


@pytest.mark.parametrize(("ground", "ink"), [(230, 40), (20, 200)])
def test_a_square_passes_dark_on_light_and_light_on_dark(ground, ink):
    contour = object_contour(photo(SQUARE, ground, ink))
    assert squareness_residual(contour) == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize(
    ("points", "residual"),
    [
        (regular(60), 16 - 4 * math.pi),  # a circle: L^2 / S is 4 pi
        ([(20, 60), (180, 60), (180, 140), (20, 140)], (2 * (2 + 1)) ** 2 / 2 - 16),  # 2 x 1
    ],
)
def test_other_shapes_have_the_residual_of_equation_1(points, residual):
    found = squareness_residual(object_contour(photo(points)))
    assert found == pytest.approx(residual, abs=1.6), "the border is a staircase, a little longer than the curve"
    assert found > MARGIN


def test_specks_and_scratches_do_not_count():
    picture = photo(SQUARE)
    picture[100, 20:180] = 230
    picture[10:12, 10:12] = 40
    assert squareness_residual(object_contour(picture)) < MARGIN


def test_an_empty_crop_has_no_contour_or_a_harmless_one():
    contour = object_contour(np.full((30, 30, 3), 128, np.uint8))
    assert contour is None or squareness_residual(contour) >= 0


def test_a_contour_without_area_is_no_square():
    assert squareness_residual(np.array([[[1, 1]], [[5, 1]]], np.int32)) == math.inf
