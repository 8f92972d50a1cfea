"""Sends keys to actions. Printable keys belong to a text field while one has the focus; Esc leaves it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from mineral_desk.ui.actions import Actions
from mineral_desk.ui.keys import combination

REPEATED = ("next_photo", "previous_photo", "zoom_in", "zoom_out", "brush_smaller", "brush_larger")
"""Actions that go on while their key is held."""
UNDO_KEYS = (Qt.Key.Key_Z, Qt.Key.Key_Y)


def is_text_field(widget: QWidget | None) -> bool:
    """Whether typed letters go there."""
    return isinstance(widget, QLineEdit | QPlainTextEdit) and not widget.isReadOnly()


class KeyFilter(QObject):
    """Watches the keys of one window."""

    bare_held = Signal(bool)
    field_focus_changed = Signal(bool)

    def __init__(
        self, window: QWidget, actions: Actions, first: Callable[[QKeyCombination], bool] = lambda _: False
    ) -> None:
        """``first`` may take a key before the actions do, while no text field has the focus."""
        super().__init__(window)
        self._first = first
        self._window, self._actions = window, actions
        self._bare = self._stopped = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.installEventFilter(self)
        application.focusChanged.connect(self._focus_changed)

    def stop(self) -> None:
        """Watch no more."""
        if self._stopped:
            return
        self._stopped = True
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.removeEventFilter(self)
            application.focusChanged.disconnect(self._focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not isinstance(event, QKeyEvent):
            return False
        if not self._concerns_window(watched):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._released(event)
        return self._pressed(event)

    def _concerns_window(self, watched: QObject) -> bool:
        if QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None:
            return False
        return isinstance(watched, QWidget) and watched.window() is self._window

    def _pressed(self, event: QKeyEvent) -> bool:
        # keys reach an inactive window too (a display without a window manager): its own focus counts then
        focus = QApplication.focusWidget() or self._window.focusWidget()
        in_field = is_text_field(focus)
        pressed = combination(event)
        if pressed.key() == Qt.Key.Key_Escape and focus is not None and in_field:
            return self._leave(focus, event)
        if self._belongs_to(focus, pressed.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)):
            return False
        if not in_field and self._first(pressed):
            return True
        spec = self._actions.for_key(pressed, in_field)
        if spec is None:
            return False
        if spec.name == "bare":
            self._hold_bare(True)
        elif not event.isAutoRepeat() or spec.name in REPEATED:
            self._actions[spec.name].trigger()
        return True

    def _released(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Space and self._bare and not event.isAutoRepeat():
            self._hold_bare(False)
            return True
        return False

    def _hold_bare(self, bare: bool) -> None:
        if bare != self._bare:
            self._bare = bare
            self.bare_held.emit(bare)

    def _leave(self, field: QWidget, event: QKeyEvent) -> bool:
        """Esc: the field may use it first (to close its list), then the focus goes back to the photo."""
        event.ignore()
        escape = getattr(field, "escape", None)
        if escape is None or not escape():
            field.clearFocus()
            self._window.setFocus()
        return True

    @staticmethod
    def _belongs_to(focus: QWidget | None, key: int, with_control: bool) -> bool:
        """Keys that the focused control needs for itself."""
        if isinstance(focus, QLineEdit) and with_control and key in UNDO_KEYS:
            return focus.isUndoAvailable() if key == Qt.Key.Key_Z else focus.isRedoAvailable()
        if isinstance(focus, QPlainTextEdit) and with_control and key in UNDO_KEYS:
            return focus.document().isUndoAvailable()
        if isinstance(focus, QAbstractButton):
            return key == Qt.Key.Key_Space
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space)
        return isinstance(focus, QComboBox | QAbstractSlider) and key in arrows

    def _focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        was, is_now = is_text_field(before), is_text_field(now)
        if self._bare:
            self._hold_bare(False)
        if was != is_now:
            self.field_focus_changed.emit(is_now)
