"""The same in many records at once: what is typed here replaces what stands there, as one act."""

from collections.abc import Mapping

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QCompleter, QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from mineral_desk.ui.backend import Backend
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.labels import ElidedLabel, hairline, make_label, set_colour
from mineral_desk.ui.words import count, tr

MANY_WORDS: Mapping[str, str] = {
    "species": "Name",
    "label_name": "Name on the label",
    "group_name": "Group",
    "locality": "Locality",
    "donor": "Donor",
    "storage_place": "Kept in",
    "notes": "Notes",
}
"""The fields that many records can be given, in their order."""
WIDTH = 560
SHOWN_NAMES, LETTERS_AT_LEAST = 12, 2


class ManyRecordsDialog(QDialog):
    """A field is set where its box is ticked, which typing does; ticked and empty it is emptied everywhere."""

    kept = Signal(object)
    """The fields to be set, by name."""

    def __init__(self, theme: Theme, backend: Backend, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._backend, self._number = theme, backend, number
        self._warned = False
        self.setWindowTitle(tr("Change {n} records", n=count(number)))
        self._names = QStringListModel(self)
        self.boxes = {field: self._box(words) for field, words in MANY_WORDS.items()}
        self.fields = {field: self._line(field, words) for field, words in MANY_WORDS.items()}
        self._said = ElidedLabel(theme, SMALL, "muted")
        self.keep = KeyButton(theme, tr("Change|verb"), "Ctrl+Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self._lay_out()
        self.keep.clicked.connect(self._keep)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._keep)
        self._complete_names()
        self.fields["species"].setFocus()
        self._tell()

    def _box(self, words: str) -> QCheckBox:
        box = QCheckBox(tr(words))
        box.setFont(self._theme.font(BODY))
        box.toggled.connect(self._tell)
        return box

    def _line(self, field: str, words: str) -> QLineEdit:
        line = QLineEdit()
        line.setFont(self._theme.font(BODY))
        line.setAccessibleName(tr(words))
        line.setPlaceholderText(tr("as it is"))
        line.textEdited.connect(lambda text: self._typed(field, text))
        self.boxes[field].toggled.connect(lambda on: line.setPlaceholderText(tr("nothing") if on else tr("as it is")))
        return line

    def _complete_names(self) -> None:
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.fields["species"].setCompleter(completer)

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, self.windowTitle(), TITLE))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, field in enumerate(MANY_WORDS):
            grid.addWidget(self.boxes[field], place, 0)
            grid.addWidget(self.fields[field], place, 1)
        column.addLayout(grid)
        column.addWidget(hairline(theme))
        column.addLayout(DialogFoot(cancel_button(theme, self), self.keep, said=self._said))
        self.resize(theme.px(WIDTH), self.sizeHint().height())

    @property
    def values(self) -> dict[str, str]:
        """What is to be set."""
        return {field: self.fields[field].text().strip() for field, box in self.boxes.items() if box.isChecked()}

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    def _typed(self, field: str, text: str) -> None:
        self.boxes[field].setChecked(bool(text))
        if field == "species" and len(text.strip()) >= LETTERS_AT_LEAST:
            found = self._backend.find_minerals(text.strip(), SHOWN_NAMES)
            self._names.setStringList(list(dict.fromkeys(one.mineral.name for one in found)))
        self._tell()

    def _tell(self) -> None:
        self._warned = False
        emptied = [tr(MANY_WORDS[field]) for field, text in self.values.items() if not text]
        words = tr("To be emptied: {fields}", fields=", ".join(emptied)) if emptied else tr("One step for Undo.")
        self._say(words, "warning" if emptied else "muted")
        self.keep.setEnabled(bool(self.values))

    def _say(self, words: str, colour: str) -> None:
        self._said.setText(words)
        set_colour(self._said, self._theme, colour)

    def _keep(self) -> None:
        values = self.values
        name = values.get("species", "")
        if name and self._backend.mineral_count and self._backend.mineral(name) is None and not self._warned:
            self._warned = True
            self._say(tr("“{name}” is not in the list of minerals. Change again to keep it.", name=name), "warning")
            return
        if values:
            self.kept.emit(values)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line changes nothing yet: many records are not to be changed by a slip."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
