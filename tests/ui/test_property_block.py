"""Hardness, streak and the rest on the Desk: typed, kept, explained."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.properties import Property
from mineral_desk.domain.property_fit import Reason, Verdict
from mineral_desk.ui import words
from mineral_desk.ui.desk.property_words import reason_lines, shown_value, typed_value
from mineral_desk.ui.record_dialog import RecordDialog
from mineral_desk.ui.widgets.labels import ElidedLabel
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import settle
from tests.ui.standin import StandIn


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)
    settle(window)


@pytest.fixture
def block(window: MainWindow):  # type: ignore[no-untyped-def]
    return window.desk.panel.properties


def test_h_leads_there_and_a_streak_re_orders_the_names_and_says_why(
    window: MainWindow, backend: StandIn, block, qtbot
):  # type: ignore[no-untyped-def]
    press(window, Qt.Key.Key_H)
    assert QApplication.focusWidget() is block.fields[Property.HARDNESS]
    press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is block.fields[Property.STREAK]
    before = [one.species for one in window.desk.session.draft.suggestions]
    QTest.keyClicks(block.fields[Property.STREAK], "white")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(block.reasons.text()))
    after = [one.species for one in window.desk.session.draft.suggestions]
    assert before[0] == "Lazurite"
    assert after[0] == "Sodalite"
    assert "Streak white: fits Sodalite" in block.reasons.text()
    assert "speaks against Lazurite (blue)" in block.reasons.text()
    assert window.desk.session.draft.species == "Sodalite"
    assert backend.decisions == []


def test_a_name_chosen_by_hand_stays(window: MainWindow, block, qtbot):  # type: ignore[no-untyped-def]
    press(window, Qt.Key.Key_3)
    chosen = window.desk.session.draft.species
    press(window, Qt.Key.Key_H)
    QTest.keyClicks(block.fields[Property.HARDNESS], "3.5")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(block.reasons.text()))
    assert window.desk.session.draft.species == chosen


def test_what_is_not_understood_is_said_and_not_kept(window: MainWindow, block):  # type: ignore[no-untyped-def]
    press(window, Qt.Key.Key_H)
    QTest.keyClicks(block.fields[Property.HARDNESS], "soft")
    press(window, Qt.Key.Key_Return)
    assert "“soft” is not understood as hardness. Type a number or a range" in block.fault.text()
    assert not block.fault.isHidden()
    assert not window.desk.session.draft.stored.properties
    assert block.fields[Property.HARDNESS].text() == "soft"  # nothing typed is lost


def test_more_shows_the_rest_and_what_has_a_value_stays_shown(window: MainWindow, block, qtbot):  # type: ignore[no-untyped-def]
    assert block.fields[Property.DENSITY].isHidden() or not block.is_open
    block.more.click()
    assert block.is_open
    block.fields[Property.DENSITY].setFocus()
    QTest.keyClicks(block.fields[Property.DENSITY], "3,77")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(block.reasons.text()))
    assert block.fields[Property.DENSITY].text() == "3.77"
    block.more.click()
    assert block.is_open


def test_another_photo_has_its_own(window: MainWindow, block, qtbot):  # type: ignore[no-untyped-def]
    press(window, Qt.Key.Key_H)
    QTest.keyClicks(block.fields[Property.STREAK], "blue")
    block.fields[Property.STREAK].setFocus()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(block.reasons.text()))
    window.setFocus()
    press(window, Qt.Key.Key_Down)
    assert block.fields[Property.STREAK].text() == ""
    press(window, Qt.Key.Key_Up)
    assert block.fields[Property.STREAK].text() == "blue"


def test_values_are_words_of_the_windows_language(qapp: QApplication, resources_folder) -> None:  # type: ignore[no-untyped-def]
    words.speak(qapp, resources_folder, "ru")
    try:
        assert shown_value(Property.STREAK, "green") == "зелёная"
        assert typed_value(Property.STREAK, "Зелёная") == "green"
        assert typed_value(Property.STREAK, "green") == "green"
        told = [Reason(Property.STREAK, "green", "Azurite", Verdict.AGAINST, "blue")]
        assert reason_lines(told, lambda name: name) == ["Черта зелёная: не подходит Azurite (синяя)"]
    finally:
        words.speak(qapp, resources_folder, "en")
    unclear = [Reason(Property.HARDNESS, "5", "Azurite", Verdict.UNCLEAR, "3.5-4")]
    assert reason_lines(unclear, str) == ["Hardness 5: tells none of these apart"]


def test_the_record_shows_what_was_found_out(window: MainWindow) -> None:
    row = window.desk.session.draft.stored.row  # type: ignore[union-attr]
    record = Specimen(1, "FMM 1", "Azurite", hardness="3.5-4", streak="blue", lustre="of no known kind")
    dialog = RecordDialog(window._theme, row, record, "Azurite", window)
    texts = [label.text() for label in dialog.findChildren(ElidedLabel)]
    assert "Hardness 3.5–4 · Streak blue" in texts
