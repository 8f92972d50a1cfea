"""The outline's handles: few, on the outline, and the fine outline follows them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.ui.photo_view.anchors import (
    LEAST_ANCHORS,
    MOST_ANCHORS,
    choose_anchors,
    distances,
    dragged,
    middles,
    with_anchor,
    without_anchor,
)
from tests.ui import scenes

LUMP = scenes.outline().astype(np.float64)


def test_a_square_is_described_by_its_corners() -> None:
    side = np.linspace(0, 100, 25, endpoint=False)
    square = np.concatenate(
        [
            np.stack([side, 0 * side], 1),
            np.stack([100 + 0 * side, side], 1),
            np.stack([100 - side, 100 + 0 * side], 1),
            np.stack([0 * side, 100 - side], 1),
        ]
    )
    assert {tuple(point) for point in square[list(choose_anchors(square))]} == {(0, 0), (100, 0), (100, 100), (0, 100)}


def test_a_lump_has_enough_and_not_too_many() -> None:
    anchors = choose_anchors(LUMP)
    assert LEAST_ANCHORS < len(anchors) <= MOST_ANCHORS
    assert list(anchors) == sorted(set(anchors))
    assert distances(LUMP, LUMP[list(anchors)]).max() < 0.03 * np.ptp(LUMP, axis=0).max()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100), st.floats(-200, 1100), st.floats(-200, 800))
def test_a_dragged_anchor_takes_only_its_neighbourhood_along(which: int, x: float, y: float) -> None:
    anchors = choose_anchors(LUMP)
    which %= len(anchors)
    moved = dragged(LUMP, anchors, which, (x, y))
    assert tuple(moved[anchors[which]]) == (x, y)
    others = [place for one, place in enumerate(anchors) if one != which]
    assert np.array_equal(moved[others], LUMP[others])
    assert len(moved) == len(LUMP)
    between = anchors[which - 1], anchors[(which + 1) % len(anchors)]
    count = len(LUMP)
    near = {(between[0] + step) % count for step in range((between[1] - between[0]) % count + 1)}
    far = [place for place in range(count) if place not in near]
    assert np.array_equal(moved[far], LUMP[far])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100))
def test_an_anchor_comes_and_goes_and_the_outline_stays(which: int) -> None:
    anchors = choose_anchors(LUMP)
    which %= len(anchors)
    at = middles(LUMP, anchors)[which]
    grown, more, new = with_anchor(LUMP, anchors, (float(at[0]), float(at[1])))
    assert len(more) == len(anchors) + 1
    assert grown[more[new]] == pytest.approx(at, abs=1e-6)
    assert [tuple(point) for point in grown[[one for one in more if one != more[new]]]] == [
        tuple(point) for point in LUMP[list(anchors)]
    ]
    assert distances(grown, LUMP).max() < 1e-6
    cut, fewer = without_anchor(grown, more, new)
    assert len(fewer) == len(anchors)
    assert [tuple(point) for point in cut[list(fewer)]] == [tuple(point) for point in LUMP[list(anchors)]]


def test_where_there_is_no_outline_there_are_no_anchors() -> None:
    nothing = np.zeros((0, 2))
    assert choose_anchors(nothing) == ()
    assert middles(nothing, ()).shape == (0, 2)


def test_three_anchors_are_the_least() -> None:
    triangle = np.array([[0, 0], [10, 0], [5, 8]], np.float64)
    assert without_anchor(triangle, (0, 1, 2), 1)[1] == (0, 1, 2)
