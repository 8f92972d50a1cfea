"""How far a specimen may go on behind the cube before it."""

import numpy as np
import pytest

from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.hidden_ends import END_ERROR, hidden_ends, hidden_extents
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.wireframe import Floats

NO_CUBE: Floats = np.zeros((0, 2))


def rim(width: float = 300.0, height: float = 100.0) -> Floats:
    """An ellipse whose left end lies at (0, 0)."""
    angles = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    return np.stack([width / 2 * (1 + np.cos(angles)), height / 2 * np.sin(angles)], axis=1)


def cube(x: float, y: float, half: float) -> Floats:
    square = [[x - half, y - half], [x - half, y + half], [x + half, y - half], [x + half, y + half]]
    return np.array([*square, *square])


def test_without_a_cube_nothing_is_hidden() -> None:
    assert hidden_ends(rim(), NO_CUBE) == 0
    assert hidden_extents(rim(), rim(), NO_CUBE) == Extents(0.0, 0.0)


def test_a_cube_elsewhere_hides_nothing() -> None:
    assert hidden_ends(rim(), cube(150, 200, 40)) == 0
    assert hidden_extents(rim(), rim(), cube(150, 200, 40)) == Extents(0.0, 0.0)


def test_a_cube_over_the_end_hides_length_alone() -> None:
    corners = cube(330, 0, 40)
    assert hidden_ends(rim(), corners) >= 1
    found = hidden_extents(rim(), rim(), corners)
    assert found.length > END_ERROR
    assert found.width == 0.0


def test_a_cube_below_the_middle_hides_width_alone() -> None:
    found = hidden_extents(rim(), rim(), cube(150, 90, 45))
    assert found.length == 0.0
    assert found.width > END_ERROR


def test_what_meets_the_cube_more_broadly_may_go_on_further() -> None:
    narrow, broad = (hidden_extents(rim(), rim(), cube(300 + half - 5, y, half)) for half, y in ((60, 58), (60, 0)))
    assert narrow.length < broad.length


def test_a_small_cube_hides_little() -> None:
    end = feret(band(300.0)).length_line[0]
    small, large = (hidden_extents(band(300.0), band(300.0), cube(*end, half)).length for half in (6, 120))
    assert 0 < small < 0.05 < large


def test_a_needle_alone_at_the_cube_goes_on_as_far_as_it_will() -> None:
    needle = np.stack([np.linspace(-60, 0, 61), np.zeros(61)], axis=1)
    found = hidden_extents(np.concatenate([rim(), needle]), rim(), cube(-85, 0, 25))
    assert found.length > END_ERROR


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_which_way_the_specimen_lies_makes_no_difference(turns: int) -> None:
    angle = turns * np.pi / 2 + 0.3
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    straight, turned = (
        hidden_extents(rim(), rim(), cube(330, 0, 40)),
        hidden_extents(rim() @ turn.T, rim() @ turn.T, cube(330, 0, 40) @ turn.T),
    )
    assert turned.length == pytest.approx(straight.length, abs=0.02)
    assert turned.width == pytest.approx(straight.width, abs=0.02)


def band(length: float) -> Floats:
    """A bar of 60 px across whose left end is cut off straight at x = 0."""
    corners = np.array([[0, -30], [length, -30], [length, 30], [0, 30]], dtype=float)
    places = np.linspace(0, 1, 100, endpoint=False)[:, None]
    return np.concatenate(
        [start + places * (end - start) for start, end in zip(corners, np.roll(corners, -1, 0), strict=True)]
    )


def test_a_rim_that_closes_at_the_cube_goes_on_less_than_one_that_does_not() -> None:
    closing = rim(300.0, 60.0)
    closing = closing[closing[:, 0] > 4.0]
    cut = band(300.0)
    corners = cube(-55, 0, 60)
    assert hidden_extents(closing, closing, corners).length < 0.7 * hidden_extents(cut, cut, corners).length
