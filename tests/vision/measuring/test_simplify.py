import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.simplify import simplified


def wavy(count: int, lobes: int, depth: float) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = 300 * (1 + depth * np.sin(lobes * angles))
    return np.stack([500 + 1.6 * radius * np.cos(angles), 400 + radius * np.sin(angles)], 1).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 1500), st.integers(1, 40), st.floats(0, 0.4))
def test_few_points_of_the_outline_stay_and_both_sizes_with_them(count: int, lobes: int, depth: float) -> None:
    points = wavy(count, lobes, depth)
    left = np.array(simplified(points))
    assert 3 <= len(left) <= 60
    apart = np.abs(points[None] - left[:, None].astype(np.float32)).max(2)
    places = apart.argmin(1)
    assert (apart.min(1) == 0).all()
    turns = np.diff(places) < 0
    assert turns.sum() <= 1, "the points are in the order of the outline"
    before, after = feret(points.astype(float)), feret(left)
    assert after.length == pytest.approx(before.length)
    assert after.width == pytest.approx(before.width, rel=1e-4)


def test_an_outline_of_few_points_stays_as_it_is() -> None:
    triangle = np.array([[0, 0], [100, 0], [50, 80]], np.float32)
    assert set(simplified(triangle)) == {(0.0, 0.0), (100.0, 0.0), (50.0, 80.0)}
