"""What is typed into the search field: every text is a query."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.searching import parser
from mineral_desk.domain.searching.days import parse_days
from mineral_desk.domain.searching.folding import folded_words
from mineral_desk.domain.searching.parser import parse, quoted
from mineral_desk.domain.searching.query import (
    DayRange,
    ExactField,
    Exactly,
    Flagged,
    RecordState,
    SizeRange,
    Standing,
    TextField,
    Words,
)
from mineral_desk.domain.searching.sizes import parse_size

PIECES = st.sampled_from(
    ["size:", "date:", "flag:", "species:", "вид:", "-", '"', ">", "..", "=", "*", ":", " ", "50mm", "2026-11", "a"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
@example('size:>50mm -flag:no_cube "green beryl')
@example("date:99999999 size:1e999 size:" + "9" * 400)
@example("\ud800 \0 -")
def test_every_text_is_a_query(text: str) -> None:
    query = parse(text)
    for complaint in query.complaints:
        assert complaint.what in parser.COMPLAINTS
        assert str(complaint)
    for term in query.terms:
        if isinstance(term, Words):
            assert any(character.isalnum() for character in term.text)
            term.text.encode("utf-8")
    assert query.terms or query.complaints or not any(character.isalnum() for character in text)


def test_words_may_be_unfinished_and_phrases_may_not() -> None:
    assert parse("quartz amet").terms == (Words("quartz", is_prefix=True), Words("amet", is_prefix=True))
    assert parse("amet size:5..6 ").terms == (Words("amet", is_prefix=True), SizeRange(5, 6))
    assert parse("malach place:ural").terms[0] == Words("malach", is_prefix=True)
    assert parse("ame* -violet ").terms == (Words("ame", is_prefix=True), Words("violet", None, True, negated=True))
    assert parse('"green beryl" number:"77"').terms == (Words("green beryl"), Words("77", TextField.NUMBER))


def test_fields_in_both_languages() -> None:
    assert (
        parse("species:beryl ").terms
        == parse("вид:beryl ").terms
        == (Words("beryl", TextField.SPECIES, is_prefix=True),)
    )
    assert parse("size:>50mm").terms == parse("размер:>5см").terms == (SizeRange(50, None, with_low=False),)
    assert parse("-flag:no_cube").terms == (Flagged((FlagCode.NO_CUBE,), negated=True),)
    assert parse("state:name-unsure").terms == (Standing(RecordState.NAME_UNSURE),)
    assert parse('species:="Green beryl"').terms == (Exactly(ExactField.SPECIES, "Green beryl"),)
    assert parse('storage:="Шкаф 14"').terms == (Exactly(ExactField.STORAGE, "Шкаф 14"),)


@pytest.mark.parametrize(
    ("text", "low_mm", "high_mm"),
    [("10..20", 10, 20), ("1..2cm", 10, 20), ("1in..2in", 25.4, 50.8), ("..20", None, 20), ("10..", 10, None),
     ("50", 49.5, 50.5), ("5,0 cm", 49.5, 50.5), ("1mm..2cm", 1, 20)],
)  # fmt: skip
def test_sizes(text: str, low_mm: float | None, high_mm: float | None) -> None:
    found = parse_size(text)
    assert found is not None
    assert (found.low_mm, found.high_mm) == (pytest.approx(low_mm), pytest.approx(high_mm))


@pytest.mark.parametrize("text", ["", "..", "5 ells", "big", "1..2..3", ">", "-5"])
def test_what_is_no_size(text: str) -> None:
    assert parse_size(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"),
     ("21.11.2026", "2026-11-21", "2026-11-21"), ("11.2026", "2026-11-01", "2026-11-30"),
     ("2025..2026-03", "2025-01-01", "2026-03-31"), ("2025..", "2025-01-01", ""), (">2024", "2025-01-01", ""),
     ("<=2024-02", "", "2024-02-29")],
)  # fmt: skip
def test_days(text: str, first: str, last: str) -> None:
    assert parse_days(text) == DayRange(first, last)


@pytest.mark.parametrize("text", ["", "..", "2024-13", "31.02.2024", "0000", "yesterday", "<0001", ">9999"])
def test_what_is_no_date(text: str) -> None:
    assert parse_days(text) is None


def test_what_is_wrong_is_told_and_the_rest_holds() -> None:
    query = parse("colour:green size:huge quartz flag:nonsense date: ")
    assert query.terms == (Words("green", is_prefix=True), Words("quartz", is_prefix=True))
    assert [one.what for one in query.complaints] == [
        parser.NO_FIELD, parser.NO_SIZE, parser.NO_FLAG, parser.NO_VALUE,
    ]  # fmt: skip
    assert str(query.complaints[1]) == "“huge” is no size; write >50mm, 2..3cm or <=1in."
    assert parse('"open').complaints[0].what == parser.NOT_CLOSED


def test_letters_are_folded_however_they_were_typed() -> None:
    assert folded_words("Ёлкий") == folded_words("Елкии")
    assert folded_words("Sørł\0") == "Sorl "


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters='"\0'), min_size=1))
def test_a_value_put_in_quotes_comes_back_whole(value: str) -> None:
    if value.strip():
        assert parse(f"species:={quoted(value)}").terms == (Exactly(ExactField.SPECIES, value),)
