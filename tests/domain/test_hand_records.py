import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.hand import NO_MARKS, HandMarks
from mineral_desk.domain.hand_records import marks_from_text, marks_to_text

coordinates = st.floats(-1e6, 1e6)
points = st.tuples(coordinates, coordinates)
lengths = st.none() | st.floats(1e-3, 1e5)
lines = st.none() | st.tuples(points, points)
corners = st.tuples(*[points] * 8)
cubes = st.just(((), ())) | st.tuples(corners, st.sets(st.integers(0, 7)).map(lambda found: tuple(sorted(found))))


@st.composite
def marks(draw: st.DrawFn) -> HandMarks:
    cube, moved = draw(cubes)
    outline = draw(st.just(()) | st.lists(points, min_size=3, max_size=20).map(tuple))
    return HandMarks(cube, moved, draw(lengths), draw(lines), draw(lengths), draw(lines), draw(lines), outline)


@given(marks())
def test_marks_come_back_to_the_last_digit(some: HandMarks) -> None:
    assert marks_from_text(marks_to_text(some)) == some


def test_nothing_marked_is_nothing_written() -> None:
    assert marks_to_text(NO_MARKS) is None
    assert marks_from_text(None) == NO_MARKS


BAD_OUTLINES = [
    [[1, 2], [3, 4]],
    [[1, 2], [3, 4], [5]],
    [[1, 2], [3, 4], [5, "6"]],
    [[1, 2], [3, 4], [5, None]],
    [[1, 2], [3, 4], [5, True]],
    [[1, 2], [3, 4], [5, 1e300]],
    [[1, 2], [3, 4], [5, 10**400]],
    [[0, 0]] * 20_001,
    {"x": 1},
    "outline",
]


@pytest.mark.parametrize("outline", BAD_OUTLINES, ids=range(len(BAD_OUTLINES)))
def test_an_outline_that_is_none_is_left_out_and_the_rest_kept(outline: object) -> None:
    text = json.dumps({"outline_px": outline, "scale_line_mm": 50})
    assert marks_from_text(text) == HandMarks(scale_line_mm=50.0)


@pytest.mark.parametrize(
    "record",
    [
        {"cube_corners_px": [[0, 0]] * 7, "moved_corners": [1]},
        {"cube_corners_px": [[0, 0]] * 9},
        {"moved_corners": [0, 1]},
        {"scale_line_px": [[0, 0], [1, 1], [2, 2]]},
        {"scale_line_mm": -5},
        {"cube_edge_mm": "ten"},
        {"cube_edge_mm": True},
        {"length_line_px": [0, 1]},
    ],
)
def test_marks_that_are_none_are_left_out(record: dict[str, object]) -> None:
    assert marks_from_text(json.dumps(record)) == NO_MARKS


def test_only_corners_of_a_cube_were_moved() -> None:
    record = {"cube_corners_px": [[0, 0]] * 8, "moved_corners": [7, 8, -1, "2", 0, 0, True]}
    assert marks_from_text(json.dumps(record)).moved_corners == (0, 7)


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[1, 2]", "null", '{"outline_px": ', "[" * 100_000, '{"scale_line_mm": NaN}', "1" * 2_000_001],
    ids=["empty", "words", "list", "null", "cut", "deep", "nan", "long"],
)
def test_a_text_that_is_none_holds_no_marks(text: str) -> None:
    assert marks_from_text(text) == NO_MARKS


def test_what_was_marked_is_told_in_words() -> None:
    line = ((0.0, 0.0), (9.0, 9.0))
    whole = HandMarks(((0.0, 0.0),) * 8, (1,), None, line, 50.0, line, line, ((0.0, 0.0),) * 3)
    assert whole.sources == ("a line of known length", "the cube's corners", "the size lines", "the outline")
    assert HandMarks(scale_line_px=line, width_line_px=line).sources == ("a size line",)
    assert NO_MARKS.sources == ()
    assert not NO_MARKS
