"""Text and moments as the file holds them."""

import sqlite3
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.catalogue.text import clean_line, clean_text, moment, now_text, storable

anything = st.text(st.characters(codec=None, categories=None))


@given(anything)
def test_clean_text_survives_sqlite_and_is_clean_already(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\n" not in clean_line(text)
    with sqlite3.connect(":memory:") as memory:
        stored = memory.execute("SELECT ?, length(?)", (clean, clean)).fetchone()
    memory.close()
    assert stored == (clean, len(clean))  # SQLite's length stops at a NUL


def test_what_is_text_stays_text() -> None:
    text = "Уч. № 3\n\tглубина 12 м — 💎"
    assert clean_text(text) == text
    assert clean_text("  one\r\ntwo\rthree\x00\x1b[0m ") == "one\ntwo\nthree[0m"
    assert clean_line(" FMM \n 82451\t") == "FMM 82451"


def test_undecodable_bytes_of_a_file_name_keep_apart() -> None:
    names = [bytes([byte]).decode("utf-8", "surrogateescape") for byte in range(0x80, 0x100)]
    assert len({storable(name) for name in names}) == 128


def test_a_moment_comes_back_in_utc() -> None:
    again = moment(now_text())
    assert again.utcoffset() == UTC.utcoffset(None)
    assert abs((datetime.now(UTC) - again).total_seconds()) < 60
