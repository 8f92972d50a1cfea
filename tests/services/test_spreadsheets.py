"""No cell is computed by a spreadsheet, and every cell can be had back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.services.spreadsheets import as_it_was, csv_bytes, harmless, is_risky

pieces = st.lists(st.sampled_from([*"=+-@\t\r\n;,' 1ａ＝＋", "ab", "1,5", "Урал"]), max_size=8).map("".join)


@given(pieces | st.text())
def test_what_was_made_harmless_can_be_had_back(cell: str) -> None:
    assert as_it_was(harmless(cell)) == cell


@given(pieces)
def test_nothing_begins_like_a_formula_any_more(cell: str) -> None:
    made = harmless(cell)
    for separator in (",", ";", "\t"):
        for part in made.split(separator):
            first = part.lstrip(" ")
            assert not first.startswith(("=", "+", "-", "@", "＝", "＋")) or not is_risky(cell)
    assert not made.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " ="])
def test_each_sign_is_held_back(sign: str) -> None:
    assert harmless(f"{sign}cmd|'/c calc'!A0") == f"'{sign}cmd|'/c calc'!A0"


def test_a_file_opened_with_another_separator_is_safe_too() -> None:
    assert harmless("gift;=cmd|' /C calc'!A0;b") == "gift;'=cmd|' /C calc'!A0;b"
    assert harmless("Ural, +5") == "Ural,' +5"
    assert harmless("\t=1") == "'\t'=1"


@pytest.mark.parametrize("number", ["-5", "+1.25", "-1,5", "3e-4"])
def test_numbers_stay_numbers(number: str) -> None:
    assert harmless(number) == number == as_it_was(number)


@pytest.mark.parametrize("words", ["-inf", "-1_000", "+7 912 345", "-5+2"])
def test_what_only_looks_like_a_number_is_text(words: str) -> None:
    assert harmless(words) == f"'{words}"


def test_plain_words_are_left_alone() -> None:
    assert harmless("Сар-и-Санг, 1912 г.; дар") == "Сар-и-Санг, 1912 г.; дар"
    assert csv_bytes([["a", "=1"]]).decode("utf-8-sig") == "a,'=1\r\n"
