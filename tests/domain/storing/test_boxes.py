import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.storing.boxes import BoxSize, DrawerSize, parse_boxes, parse_drawer, written_boxes


def test_boxes_as_people_write_them() -> None:
    found = parse_boxes("Большая 190 x 140 х 90 60; A 40×30*25;  B 60,5 × 45.25 × 35 400 ;")
    assert found == (
        BoxSize("A", 40, 30, 25),
        BoxSize("B", 60.5, 45.25, 35, 400),
        BoxSize("Большая", 190, 140, 90, 60),
    )


sides = st.integers(100, 300_000).map(lambda hundredths: hundredths / 100)
boxes = st.lists(st.tuples(sides, sides, sides, st.integers(0, 10**6)), min_size=1, max_size=8)


@given(boxes)
def test_what_is_written_is_read_again(drawn: list[tuple[float, float, float, int]]) -> None:
    made = tuple(BoxSize(f"box {n}", *told) for n, told in enumerate(drawn))
    assert set(parse_boxes(written_boxes(made))) == set(made)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No box is described"),
        (" ; ", "No box is described"),
        ("40 × 30 × 25", "is no box"),
        ("A 40 × 30", "is no box"),
        ("A 40 × 0 × 25", "is no side"),
        ("A 4000 × 30 × 25", "is no side"),
        ("A 40 × 30 × 25; a 50 × 40 × 30", "Two boxes are called A"),
        ("A 40 × 30 × 25 9999999", "are too many"),
        (f"{'long' * 5} 40 × 30 × 25", "too long a name"),
        ("; ".join(f"b{n} 40 × 30 × 25" for n in range(41)), "too many"),
    ],
)
def test_what_is_no_box_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(SettingError) as told:
        parse_boxes(text)
    assert said in str(told.value)
    assert told.value.hint


def test_drawers() -> None:
    assert parse_drawer(" 600 × 400 x 130,5 ") == DrawerSize(600, 400, 130.5)
    for text in ("600 × 400", "600 × 400 × 0", "large"):
        with pytest.raises(SettingError):
            parse_drawer(text)
