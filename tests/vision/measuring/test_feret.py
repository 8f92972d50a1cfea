import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.vision.measuring.feret import feret, width_ambiguity

clouds = st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=3, max_size=30, unique=True)


def test_a_rectangle_measures_its_diagonal() -> None:
    size = feret(np.array([[0, 0], [40, 0], [40, 30], [0, 30]], dtype=float))
    assert size.length == pytest.approx(50)
    assert size.width == pytest.approx(2 * 40 * 30 / 50)


def test_an_ellipse_measures_its_axes() -> None:
    angle = np.linspace(0, 2 * math.pi, 720, endpoint=False)
    size = feret(np.stack([50 * np.cos(angle), 20 * np.sin(angle)], axis=1))
    assert size.length == pytest.approx(100, rel=1e-3)
    assert size.width == pytest.approx(40, rel=1e-3)


@given(clouds)
def test_the_lines_have_the_lengths_and_stand_at_right_angles(points: list[tuple[int, int]]) -> None:
    size = feret(np.array(points, dtype=float))
    assert math.dist(*size.length_line) == pytest.approx(size.length, abs=1e-3)
    assert math.dist(*size.width_line) == pytest.approx(size.width, abs=1e-3)
    (a, b), (c, d) = size.length_line, size.width_line
    assert (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1]) == pytest.approx(0, abs=0.5)


@given(clouds, st.floats(0, math.pi), st.floats(0.1, 10))
def test_turning_changes_nothing_and_scaling_scales(points: list[tuple[int, int]], turn: float, factor: float) -> None:
    cloud = np.array(points, dtype=float)
    turned = cloud @ np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) * factor
    assert feret(turned).length == pytest.approx(feret(cloud).length * factor, rel=1e-4, abs=1e-3)


@given(clouds)
def test_no_two_points_are_further_apart_than_the_length(points: list[tuple[int, int]]) -> None:
    cloud = np.array(points, dtype=float)
    size = feret(cloud)
    apart = np.hypot(*(cloud[:, None] - cloud[None]).transpose(2, 0, 1))
    assert apart.max() == pytest.approx(size.length, rel=1e-5)
    assert size.width <= size.length + 1e-3


def test_a_single_point_has_no_size() -> None:
    size = feret(np.array([[3.0, 4.0]]))
    assert (size.length, size.width) == (0, 0)


def test_the_width_of_a_long_body_is_clear_and_that_of_a_square_is_not() -> None:
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    ellipse = np.stack([100 * np.cos(angles), 40 * np.sin(angles)], axis=1)
    assert width_ambiguity(ellipse) < 0.01
    assert width_ambiguity(ellipse * [1, 2.5]) < 1e-3
    kite = np.array([[0.0, 0.0], [100.0, 0.0], [16.0, 97.0], [40.0, -30.0]])
    assert width_ambiguity(kite) > 0.05
    assert width_ambiguity(np.array([[3.0, 4.0]])) == 0.0
