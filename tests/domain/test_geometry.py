import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.geometry import Box, scale_points

coordinate = st.floats(-1e4, 1e4)
boxes = st.builds(
    lambda x, y, width, height: Box(x, y, x + width, y + height),
    coordinate,
    coordinate,
    st.floats(0.1, 1e4),
    st.floats(0.1, 1e4),
)


@given(boxes, boxes)
def test_overlap_is_a_symmetric_share(one: Box, other: Box) -> None:
    assert 0 <= one.overlap(other) <= 1 + 1e-9
    assert one.overlap(other) == pytest.approx(other.overlap(one))


@given(boxes)
def test_a_box_overlaps_itself_wholly(box: Box) -> None:
    assert box.overlap(box) == pytest.approx(1)


@given(boxes, boxes)
def test_union_holds_both_and_intersection_lies_in_both(one: Box, other: Box) -> None:
    union, shared = one.union(other), one.intersection(other)
    assert union.area >= max(one.area, other.area) * (1 - 1e-9)
    assert shared.area <= min(one.area, other.area) * (1 + 1e-9)


@given(boxes, st.floats(0.01, 100))
def test_scaling_keeps_overlap(box: Box, factor: float) -> None:
    other = box.padded(box.width / 4)
    assert box.scaled(factor).overlap(other.scaled(factor)) == pytest.approx(box.overlap(other), rel=1e-6)


@given(boxes, st.floats(1, 1e4), st.floats(1, 1e4))
def test_a_clipped_box_lies_in_the_photo(box: Box, width: float, height: float) -> None:
    clipped = box.clipped(width, height)
    assert clipped.x0 >= 0
    assert clipped.y0 >= 0
    assert clipped.x1 <= width
    assert clipped.y1 <= height


def test_boxes_apart_share_nothing() -> None:
    assert Box(0, 0, 1, 1).overlap(Box(5, 5, 6, 6)) == 0


def test_around_holds_every_point() -> None:
    assert Box.around([(3, 1), (0, 5), (2, 2)]) == Box(0, 1, 3, 5)


def test_points_scale_like_boxes() -> None:
    assert Box.around(scale_points([(1, 2), (3, 4)], 2)) == Box.around([(1, 2), (3, 4)]).scaled(2)
