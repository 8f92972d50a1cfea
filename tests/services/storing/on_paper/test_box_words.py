"""Nothing is written beyond its box; a number stands there whole, or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.services.printing.fonts import ELLIPSIS, use_fonts, width_pt
from mineral_desk.services.printing.paper import MM_PER_PT
from mineral_desk.services.storing.on_paper.box_words import LEAST_LETTERS, BoxWords, Told, words_in_box

SIDES = st.floats(0.3, 120.0)
NUMBERS = st.sampled_from(("7", "FMM 31893", "ALH84001,0", "№ Кп-47/12а", "X" * 60, "–"))
NAMES = st.sampled_from(("", "Quartz", "Fluor-arfvedsonite", "Rhodochrosite", "Очень длинное название " * 5))

TOLD = st.builds(Told, st.integers(1, 9999), st.sampled_from(("A", "C!*", "very long name 16")), NUMBERS, NAMES)


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    use_fonts()


@given(SIDES, SIDES, TOLD)
@settings(deadline=None)
def test_words_stay_in_their_box_and_on_their_own_lines(width_mm: float, height_mm: float, told: Told) -> None:
    words = words_in_box(width_mm, height_mm, told)
    across, down = (height_mm, width_mm) if words.turned else (width_mm, height_mm)
    assert not words.turned or height_mm > width_mm
    last_mm = 0.0
    for line in (*([words.place] if words.place else []), *words.centred):
        wide_mm = width_pt(line.words, line.font, line.letters_pt) * MM_PER_PT
        assert wide_mm <= across
        assert line.base_mm - 0.8 * line.letters_pt * MM_PER_PT >= last_mm - 0.2, "above it is nothing else"
        last_mm = line.base_mm
        assert last_mm + 0.2 * line.letters_pt * MM_PER_PT <= down
        assert line.letters_pt >= 3.5
    assert told_of(words) == () or words.has_number
    if words.has_number:
        assert "".join(told_of(words)).replace(" ", "").startswith(told.number.replace(" ", ""))
    if words.size is not None:
        assert words.place is not None
        used = width_pt(words.place.words, words.place.font, words.place.letters_pt)
        used += width_pt(told.size, words.size.font, words.size.letters_pt)
        assert used * MM_PER_PT < across


def told_of(words: BoxWords) -> tuple[str, ...]:
    return tuple(line.words for line in words.centred)


def test_a_box_as_drawers_have_them_says_all() -> None:
    words = words_in_box(16.8, 12.8, Told(7, "A*", "FMM 31893", "Rhodochrosite"))
    assert told_of(words) == ("FMM 31893", "Rhodochrosite")
    assert (words.place and words.place.words, words.size and words.size.words) == ("7", "A*")


def test_a_high_and_narrow_box_is_written_upwards() -> None:
    words = words_in_box(6.0, 25.0, Told(7, "A", "FMM 31893", "Quartz"))
    assert words.turned
    assert words.has_number
    assert not words_in_box(25.0, 6.0, Told(7, "A", "FMM 31893", "Quartz")).turned


def test_a_long_name_is_shortened_and_still_tells_something() -> None:
    words = words_in_box(18.0, 8.0, Told(7, "A", "FMM 318", "Fluorarfvedsonitewithmore"))
    *_, name = told_of(words)
    assert name.endswith(ELLIPSIS)
    assert len(name) > LEAST_LETTERS
    assert told_of(words_in_box(6.0, 7.0, Told(7, "A", "18", "Xxxxxxxxxxxxxxxxxxxxxxxxx"))) == ("18",)


def test_a_box_too_small_for_its_number_has_its_place_alone() -> None:
    words = words_in_box(4.0, 3.0, Told(7, "A", "FMM 31893", "Quartz"))
    assert (words.has_number, words.centred) == (False, ())
    assert words.place is not None
    assert words_in_box(0.5, 0.5, Told(7, "A", "FMM 31893", "Quartz")).place is None
