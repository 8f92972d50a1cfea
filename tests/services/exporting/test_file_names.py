"""Names of files that every system can hold, each once."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.services.exporting.file_names import LONGEST_BYTES, FreeNames, safe_name

awkward = st.text() | st.sampled_from(
    ["..", ".", "", "../../etc/passwd", "C:\\x", "con", "NUL.jpg", "a" * 400, "я" * 300]
)


@given(awkward)
def test_a_name_is_one_plain_part_of_a_path(name: str) -> None:
    made = safe_name(name)
    assert PurePosixPath(made).name == made == PureWindowsPath(made).name
    assert made not in ("", ".", "..")
    assert not made.endswith((" ", "."))
    assert len(made.encode("utf-8")) <= LONGEST_BYTES + 1
    assert not PureWindowsPath(made).is_reserved()


@given(st.lists(awkward, max_size=30))
def test_no_name_is_given_out_twice(names: list[str]) -> None:
    free = FreeNames()
    taken = [free.take(name, f"{place:064x}"[::-1], ".json") for place, name in enumerate(names)]
    assert len({name.casefold() for name in taken}) == len(names)


def test_the_first_keeps_its_name_and_the_second_has_a_mark() -> None:
    free = FreeNames()
    marks = ("ab12" * 16, "cd34" * 16)
    assert [free.take("IMG_1.jpg", mark, ".json") for mark in marks] == ["IMG_1.jpg.json", "IMG_1.jpg-cd34cd34.json"]
    assert free.take("img_1.JPG", marks[1], ".json") == f"img_1.JPG-{marks[1]}.json"
    with pytest.raises(ValueError, match="taken before"):
        free.take("IMG_1.jpg", marks[1], ".json")


@pytest.mark.parametrize(("name", "made"), [("a/b.jpg", "a_b.jpg"), ("con.jpg", "_con.jpg"), ("камень № 7.jpg",) * 2])
def test_names_stay_readable(name: str, made: str) -> None:
    assert safe_name(name) == made
