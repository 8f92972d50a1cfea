"""The multigrid solver gives what a dense solver gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.explain.imputation import impute

NEIGHBOURS = [(dy, dx, 1 / 6 if dy == 0 or dx == 0 else 1 / 12) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx]


def dense(image, known):
    """Each unknown pixel is the weighted mean of its neighbours in the picture, solved with LAPACK."""
    height, width = known.shape
    matrix = np.eye(height * width)
    target = image.reshape(-1, image.shape[2]).astype(float).copy()
    for y, x in zip(*np.nonzero(~known), strict=True):
        near = [(y + dy, x + dx, w) for dy, dx, w in NEIGHBOURS if 0 <= y + dy < height and 0 <= x + dx < width]
        total = sum(w for _, _, w in near)
        row = y * width + x
        target[row] = 0
        for ny, nx, w in near:
            matrix[row, ny * width + nx] -= w / total
    return np.linalg.solve(matrix, target).reshape(image.shape)


def picture(seed, height, width, channels=3):
    return np.random.default_rng(seed).uniform(-1, 1, (height, width, channels)).astype(np.float32)


@pytest.mark.parametrize(("height", "width"), [(16, 16), (24, 17), (9, 31)])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_agrees_with_a_dense_solver(height, width, share):
    image = picture(1, height, width)
    known = np.random.default_rng(2).random((height, width)) > share
    np.testing.assert_allclose(impute(image, known, tolerance=1e-5), dense(image, known), atol=1e-3)


@pytest.mark.parametrize("gone", [np.s_[4:20, 3:22], np.s_[:, :15], np.s_[10:, :]])
def test_agrees_with_a_dense_solver_in_large_holes(gone):
    image, known = picture(3, 26, 26), np.ones((26, 26), bool)
    known[gone] = False
    np.testing.assert_allclose(impute(image, known, tolerance=1e-5), dense(image, known), atol=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_known_pixels_stay_and_filled_ones_lie_between_them(seed, share):
    image, known = picture(seed, 20, 20), np.random.default_rng(seed).random((20, 20)) >= share
    filled = impute(image, known)
    np.testing.assert_array_equal(filled[known], image[known])
    low, high = (image[known].min(), image[known].max()) if known.any() else (image.min(), image.max())
    assert filled.min() >= low - 0.05
    assert filled.max() <= high + 0.05


def test_an_even_picture_stays_even():
    image = np.full((30, 30, 1), 0.25, np.float32)
    known = np.random.default_rng(0).random((30, 30)) > 0.7
    np.testing.assert_allclose(impute(image, known), 0.25, atol=1e-4)


def test_nothing_known_gives_the_mean_colour():
    image = picture(4, 12, 12)
    filled = impute(image, np.zeros((12, 12), bool))
    np.testing.assert_allclose(filled, np.broadcast_to(image.mean((0, 1)), image.shape), atol=1e-5)
