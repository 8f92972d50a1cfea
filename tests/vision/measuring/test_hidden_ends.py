"""How far a specimen may go on behind the cube before it."""

import numpy as np
import pytest

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
    assert hidden_extents(rim(), NO_CUBE) == Extents(0.0, 0.0)


def test_a_cube_elsewhere_hides_nothing() -> None:
    assert hidden_ends(rim(), cube(150, 200, 40)) == 0
    assert hidden_extents(rim(), cube(150, 200, 40)) == Extents(0.0, 0.0)


def test_a_cube_over_the_end_hides_length_alone() -> None:
    corners = cube(330, 0, 40)
    assert hidden_ends(rim(), corners) >= 1
    found = hidden_extents(rim(), corners)
    assert found.length > END_ERROR
    assert found.width == 0.0


def test_a_cube_below_the_middle_hides_width_alone() -> None:
    found = hidden_extents(rim(), cube(150, 90, 45))
    assert found.length == 0.0
    assert found.width > END_ERROR


def test_what_meets_the_cube_more_broadly_may_go_on_further() -> None:
    narrow, broad = (hidden_extents(rim(), cube(300 + half - 5, y, half)) for half, y in ((60, 58), (60, 0)))
    assert narrow.length < broad.length


def test_a_small_cube_hides_little() -> None:
    small, large = (hidden_extents(rim(), cube(300 + half - 5, 0, half)).length for half in (6, 120))
    assert 0 < small < 0.05 < large


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_which_way_the_specimen_lies_makes_no_difference(turns: int) -> None:
    angle = turns * np.pi / 2 + 0.3
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    straight, turned = (
        hidden_extents(rim(), cube(330, 0, 40)),
        hidden_extents(rim() @ turn.T, cube(330, 0, 40) @ turn.T),
    )
    assert turned.length == pytest.approx(straight.length, abs=0.02)
    assert turned.width == pytest.approx(straight.width, abs=0.02)
