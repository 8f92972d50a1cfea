"""The field for another name: completes from the lists of all minerals and groups, in both languages."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent

from mineral_desk.domain.mineral import NameMatch
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.name_list import SHOWN_AT_MOST, NameList
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.words import tr

LETTERS_AT_LEAST = 2


class NameField(Field):
    """Enter takes the marked name, arrows move the mark, Esc leaves the field."""

    name_taken = Signal(str)
    """The IMA name, or that of a group as decisions keep it."""

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__(theme, tr("Another name"), key="N", icon="search")
        self._backend = backend
        self.list = NameList(theme, self)
        self.list.taken.connect(self._take)
        self.textEdited.connect(self._search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.current is not None:
                self._take(self.list.current)
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Forget what was typed; the focus may go (False)."""
        self.list.hide()
        self.clear()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """The list lies on the window; moved there now, because that would take the focus from the field later."""
        super().showEvent(event)
        if self.list.parentWidget() is not self.window():
            self.list.setParent(self.window())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.list.hide()

    def _search(self, text: str) -> None:
        typed = text.strip()
        if len(typed) < LETTERS_AT_LEAST:
            self.list.hide()
            return
        matches = self._backend.find_names(typed, SHOWN_AT_MOST)
        self.list.show_matches(typed, matches, self._backend.mineral_count, self)

    def _take(self, match: NameMatch) -> None:
        self.list.hide()
        self.clear()
        self.clearFocus()
        self.window().setFocus()
        self.name_taken.emit(match.name)
