"""What all dialogs do: Enter carries out what the chief button says, and none is larger than the screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog

from mineral_desk.ui.keys import is_enter


class _EnterFilter(QObject):
    def __init__(self, dialog: QDialog, act: Callable[[], object]) -> None:
        super().__init__(dialog)
        self._act = act
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """What no widget in the dialog took for itself comes to the dialog."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and is_enter(event)
        if pressed:
            self._act()
        return pressed


def on_enter(dialog: QDialog, act: Callable[[], object]) -> None:
    """Enter does ``act``, wherever in the dialog the focus is, unless a widget there needs Enter itself."""
    _EnterFilter(dialog, act)


def fit_screen(dialog: QDialog, wanted: QSize) -> None:
    """Make the dialog that large, and no larger than its screen: its buttons stay in sight."""
    dialog.resize(wanted.boundedTo(dialog.screen().availableSize()))
