"""Keys are places on the keyboard."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from mineral_desk.ui.actions import SPECS
from mineral_desk.ui.keys import combination, parse, physical_key

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def event(
    key: int, modifiers: Qt.KeyboardModifier = NONE, text: str = "", scan: int = 0, virtual: int = 0
) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0, text)


@pytest.mark.parametrize(
    ("platform", "scan", "virtual"), [("xcb", 30, 0), ("wayland", 30, 0), ("windows", 0, ord("U")), ("cocoa", 0, 32)]
)
def test_the_native_code_tells_the_place(platform: str, scan: int, virtual: int) -> None:
    assert physical_key(event(ord("Г"), text="г", scan=scan, virtual=virtual), platform) == Qt.Key.Key_U


@pytest.mark.parametrize(
    ("russian", "latin"), [("Г", "U"), ("Т", "N"), ("Ы", "S"), ("Ч", "X"), ("Ь", "M"), ("Я", "Z"), ("Б", ",")]
)
def test_without_a_native_code_the_russian_letter_tells(qapp: QApplication, russian: str, latin: str) -> None:
    assert physical_key(event(ord(russian), text=russian.lower())) == ord(latin)


@pytest.mark.parametrize(
    ("platform", "scan", "virtual"), [("xcb", 59, 0), ("windows", 0, 0xBC), ("cocoa", 0, 43), ("offscreen", 0, 0)]
)
def test_the_settings_open_under_a_russian_layout(platform: str, scan: int, virtual: int) -> None:
    pressed = event(ord("Б"), CONTROL, scan=scan, virtual=virtual)
    assert physical_key(pressed, platform) == Qt.Key.Key_Comma


def test_a_french_layout_keeps_places() -> None:
    # the key right of Tab prints "a" there, but it is the place of Q
    assert physical_key(event(Qt.Key.Key_A, text="a", scan=24), "xcb") == Qt.Key.Key_Q


def test_other_keys_go_by_their_meaning(qapp: QApplication) -> None:
    assert physical_key(event(Qt.Key.Key_F2, scan=68), "xcb") == Qt.Key.Key_F2
    assert combination(event(Qt.Key.Key_Enter)) == parse("Enter")
    assert combination(event(Qt.Key.Key_Question, SHIFT, "?")) == parse("?")
    assert combination(event(Qt.Key.Key_Plus, SHIFT, "+")) == parse("+")
    assert combination(event(Qt.Key.Key_Z, CONTROL | SHIFT)) == parse("Ctrl+Shift+Z")


def test_no_key_has_two_meanings_at_one_place() -> None:
    taken: dict[tuple[object, object], str] = {}
    for spec in SPECS:
        for key in spec.keys:
            for other in SPECS:
                if other is not spec and key in other.keys:
                    assert spec.place is not None, (spec.name, other.name)
                    assert other.place is not None, (spec.name, other.name)
                    assert spec.place is not other.place, (spec.name, other.name)
            taken[spec.place, key] = spec.name
    assert taken
