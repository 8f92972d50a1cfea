"""Settings are kept only when they make sense; the sheet of keys lists every action."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit

from mineral_desk.ui.dialogs import KeysSheet, SettingsDialog
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button, close_button
from mineral_desk.ui.widgets.keycap import KeyCap
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import Build, settle
from tests.ui.standin import StandIn


def test_settings_are_read_back(window: MainWindow) -> None:
    dialog = SettingsDialog(window._theme, window.backend.settings, window)
    edge = dialog._editors["analysis", "cube_edge_mm"]
    assert isinstance(edge, QLineEdit)
    assert edge.text() == "10"
    edge.setText("25,4")
    assert dialog.settings.analysis.cube_edge_mm == 25.4


def test_a_wrong_value_is_said_in_words_and_nothing_is_kept(window: MainWindow) -> None:
    dialog = SettingsDialog(window._theme, window.backend.settings, window)
    edge = dialog._editors["analysis", "cube_edge_mm"]
    assert isinstance(edge, QLineEdit)
    for wrong, said in (("ten", "is no number"), ("9000", "must lie within 1 to 200 mm")):
        edge.setText(wrong)
        dialog._keep()
        assert said in dialog._fault.text()
        assert dialog.result() == 0


def test_settings_are_kept_and_left_like_other_dialogs(window: MainWindow) -> None:
    dialog = SettingsDialog(window._theme, window.backend.settings, window)
    dialog.show()
    assert dialog.cancel.x() < dialog.keep.x()
    QTest.keyClick(dialog._editors["window", "language"], Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    dialog.show()
    dialog.cancel.click()
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_settings_in_large_letters_fit_a_low_screen(build: Build, backend: StandIn) -> None:
    backend.settings = replace(backend.settings, window=replace(backend.settings.window, text_scale=2.0))
    window = build(backend)
    dialog = SettingsDialog(window._theme, window.backend.settings, window)
    assert dialog.height() <= window.screen().availableSize().height()
    dialog.resize(dialog.width(), 400)
    dialog.show()
    dialog.activateWindow()
    settle(window)
    assert dialog.height() == 400
    last = dialog._editors["analysis", "min_sharpness"]
    dialog._editors["analysis", "max_aspect_ratio"].setFocus()
    QTest.keyClick(dialog._editors["analysis", "max_aspect_ratio"], Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert last.visibleRegion().boundingRect().height() == last.height(), "what lies outside is scrolled to"
    assert dialog.keep.geometry().bottom() <= dialog.height()


def test_the_sheet_lists_every_key(window: MainWindow) -> None:
    sheet = KeysSheet(window._theme, window.commands.specs, window)
    assert len(sheet.findChildren(KeyCap)) == sum(1 for spec in window.commands.specs if spec.keys)


def test_what_is_said_takes_the_room_that_the_buttons_leave(window: MainWindow) -> None:
    dialog, said = QDialog(window), QLabel("Said")
    leave, more = cancel_button(window._theme, dialog), close_button(window._theme, dialog)
    dialog.setLayout(DialogFoot(leave, more, said=said))
    dialog.resize(600, 60)
    dialog.show()
    assert said.x() < leave.x() < more.x()
    assert said.width() > 600 - leave.width() - more.width() - 60
    assert leave.width() == leave.sizeHint().width()


def test_buttons_alone_stand_at_the_right_and_leave_the_dialog(window: MainWindow) -> None:
    dialog = QDialog(window)
    leave = cancel_button(window._theme, dialog)
    dialog.setLayout(DialogFoot(leave))
    dialog.resize(600, 60)
    dialog.show()
    assert leave.x() > 300
    leave.click()
    assert not dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Rejected
