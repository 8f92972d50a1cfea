"""Sentences and numbers without a window say what the window says."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from mineral_desk.services.language import Language, load_language
from mineral_desk.ui import words

ENGLISH = Language()


def test_english_needs_no_table(resources_folder: Path) -> None:
    language = load_language(resources_folder, "en")
    assert language == ENGLISH
    assert language.say("Drawer {n}", n=3) == "Drawer 3"
    assert language.say("have|boxes") == "have", "what stands behind a bar is not said"
    assert (language.number(55.14), language.count(5997), language.day(date(2026, 11, 21))) == (
        "55.1",
        "5,997",
        "21 Nov 2026",
    )


@pytest.mark.parametrize("code", ["en", "ru"])
def test_it_speaks_as_the_window_does(qapp: QApplication, resources_folder: Path, code: str) -> None:
    language = load_language(resources_folder, code)
    words.speak(qapp, resources_folder, code)
    try:
        for text, values in (("Drawer {n}", {"n": 3}), ("have|boxes", {}), ("no such sentence", {})):
            assert language.say(text, **values) == words.tr(text, **values)
        for value in (0.0, 0.05, 2.5, 55.14, 1234.5678, 100.0):
            assert language.number(value) == words.number(value)
            assert language.significant(value, 5) == words.significant(value, 5)
        assert language.count(1234567) == words.count(1234567)
        assert language.day(date(2026, 11, 21)) == words.date(date(2026, 11, 21))
    finally:
        words.speak(qapp, resources_folder, "en")


def test_a_language_without_a_file_says_it_in_english(tmp_path: Path) -> None:
    assert load_language(tmp_path, "ru").say("Drawer {n}", n=3) == "Drawer 3"
