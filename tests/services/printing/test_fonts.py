"""Texts fit: none is wider than its room, none loses what it must keep."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.services.printing.fonts import (
    BOLD,
    ELLIPSIS,
    PLAIN,
    all_lines,
    fitted,
    one_line,
    use_fonts,
    whole_lines,
    width_pt,
    wrapped,
)
from tests.services.test_hostile_text import CONTROLS, HOSTILE

TEXTS = st.text(st.sampled_from("FMЖщ 12/-.,№x"), max_size=60)


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    use_fonts()


@pytest.mark.parametrize("text", [*HOSTILE, *CONTROLS])
def test_what_steers_is_left_out_and_letters_stay(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert "".join(line.split()) == "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def test_a_plain_text_stays_as_it_is() -> None:
    assert one_line("FMM  82451, Малахит №") == "FMM  82451, Малахит №"


@given(TEXTS, st.floats(4, 12), st.floats(5, 200), st.integers(0, 5))
@settings(deadline=None)
def test_whole_lines_are_whole_or_none(text: str, size_pt: float, room_pt: float, lines: int) -> None:
    made = whole_lines(text, BOLD, size_pt, room_pt, lines)
    if made is None:
        return
    assert 1 <= len(made) <= lines
    assert "".join("".join(made).split()) == "".join(text.split())
    assert all(width_pt(line, BOLD, size_pt) <= room_pt for line in made)


@given(TEXTS, st.floats(4, 12), st.floats(15, 200), st.integers(1, 40))
@settings(deadline=None)
def test_all_lines_keep_every_letter_as_long_as_there_are_lines(
    text: str, size_pt: float, room_pt: float, lines: int
) -> None:
    made = all_lines(text, PLAIN, size_pt, room_pt, lines)
    assert len(made) <= lines
    assert all(width_pt(line, PLAIN, size_pt) <= room_pt for line in made)
    letters, kept = "".join(text.split()), "".join("".join(made).split())
    assert kept == letters or (len(made) == lines and letters.startswith(kept.removesuffix(ELLIPSIS)))


@pytest.mark.parametrize("text", ["Rhodochrosite", "FMM 82451", "Малахит с азуритом"])
def test_broken_between_words_where_that_goes(text: str) -> None:
    assert whole_lines("Fluor-arfvedsonite", PLAIN, 5, 40, 2) == ["Fluor-", "arfvedsonite"]
    assert whole_lines(text, PLAIN, 5, 500, 1) == [text]
    assert whole_lines(text, PLAIN, 5, 4, 9) is None
    assert wrapped(text, PLAIN, 5, 500, 3) == [text]


def test_what_is_shortened_says_so() -> None:
    short = fitted("Rhodochrosite", PLAIN, 5, 25)
    assert short.endswith(ELLIPSIS)
    assert "Rhodochrosite".startswith(short.removesuffix(ELLIPSIS))
    assert width_pt(short, PLAIN, 5) <= 25
