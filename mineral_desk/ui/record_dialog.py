"""The record of a specimen: what only people know about it, typed in one small dialog."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoRow, Specimen
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.ui.desk.property_words import found_out_text
from mineral_desk.ui.desk.sentences import size_text
from mineral_desk.ui.reason_words import reason_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, NUMBER, SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.labels import ElidedLabel, hairline, make_label, set_colour
from mineral_desk.ui.words import date, tr

RECORD_WORDS: Mapping[str, str] = {
    "label_name": "Name on the label",
    "group_name": "Group",
    "locality": "Locality",
    "donor": "Donor",
    "storage_place": "Kept in",
}
"""The fields of one line, in their order."""
NOTES = "notes"
WIDTH = 560
NOTES_HEIGHT = 96


class RecordDialog(QDialog):
    """Shows one record and tells what was changed in it; nothing is written here."""

    kept = Signal(object)
    """The fields that were changed, by name."""
    history_wanted = Signal()

    def __init__(self, theme: Theme, row: PhotoRow, record: Specimen | None, name: str, parent: QWidget) -> None:
        """``name`` is the specimen's name in the window's language, empty where there is none yet."""
        super().__init__(parent)
        self._theme = theme
        self._before = {field: str(getattr(record, field, "") or "") for field in (*RECORD_WORDS, NOTES)}
        self._warned = False
        self.setWindowTitle(tr("Record"))
        self.fields = {field: self._line(field, words) for field, words in RECORD_WORDS.items()}
        self.notes = QPlainTextEdit(self._before[NOTES])
        self._said = ElidedLabel(theme, SMALL, "muted")
        self.keep = KeyButton(theme, tr("Keep"), "Ctrl+Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self._lay_out(row, record, name)
        self.keep.clicked.connect(self._keep)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._keep)
        self.fields["label_name"].setFocus()

    def _line(self, field: str, words: str) -> QLineEdit:
        line = QLineEdit(self._before[field])
        line.setFont(self._theme.font(BODY))
        line.setAccessibleName(tr(words))
        line.setCursorPosition(0)
        line.textEdited.connect(self._edited)
        return line

    def _lay_out(self, row: PhotoRow, record: Specimen | None, name: str) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        head = QVBoxLayout()
        head.setSpacing(2)
        title = ElidedLabel(theme, NUMBER)
        title.setText(row.catalogue_number or tr("No number yet"))
        facts = ElidedLabel(theme, SMALL, "muted", middle=True)
        size = size_text(record.length_mm, record.width_mm) if record is not None else ""
        facts.setText(" · ".join(part for part in (name or tr("No name yet"), size, row.path.name) if part))
        head.addWidget(title)
        head.addWidget(facts)
        if record is not None and record.properties:
            found = ElidedLabel(theme, SMALL, "muted")
            found.setText(found_out_text(record.properties))
            head.addWidget(found)
        head.addLayout(self._standing(record))
        column.addLayout(head)
        column.addWidget(hairline(theme))
        column.addLayout(self._grid())
        column.addWidget(hairline(theme))
        column.addLayout(DialogFoot(cancel_button(theme, self), self.keep, said=self._said))
        self.resize(theme.px(WIDTH), self.sizeHint().height())

    def _standing(self, record: Specimen | None) -> QHBoxLayout:
        """Who gave the name and who verified it, and the way to the whole history."""
        row, mark, said = QHBoxLayout(), QLabel(), ElidedLabel(self._theme, SMALL, "muted")
        icon, colour, words = standing_of(record, self._theme.tokens.dark)
        if icon:
            mark.setPixmap(self._theme.pixmap(icon, self._theme.px(14), colour, self.devicePixelRatioF()))
        said.setText(words)
        row.setSpacing(6)
        row.addWidget(mark)
        row.addWidget(said, 1)
        history = KeyButton(self._theme, tr("History"), "Ctrl+H", ButtonKind.LINK, style=SMALL)
        history.clicked.connect(self._to_history)
        QShortcut(QKeySequence("Ctrl+H"), self, self._to_history)
        row.addWidget(history)
        return row

    def _grid(self) -> QGridLayout:
        theme, grid = self._theme, QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (field, words) in enumerate(RECORD_WORDS.items()):
            grid.addWidget(make_label(theme, tr(words), BODY, "muted"), place, 0)
            grid.addWidget(self.fields[field], place, 1)
        self.notes.setFont(theme.font(BODY))
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(theme.px(NOTES_HEIGHT))
        self.notes.textChanged.connect(self._edited)
        top = Qt.AlignmentFlag.AlignTop
        label = make_label(theme, tr("Notes"), BODY, "muted")
        label.setContentsMargins(0, theme.px(6), 0, 0)
        grid.addWidget(label, len(RECORD_WORDS), 0, top)
        grid.addWidget(self.notes, len(RECORD_WORDS), 1)
        return grid

    @property
    def changed(self) -> dict[str, str]:
        """The fields that stand otherwise than they were, by name."""
        now = {field: line.text().strip() for field, line in self.fields.items()}
        now[NOTES] = self.notes.toPlainText().strip()
        return {field: text for field, text in now.items() if text != self._before[field]}

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    def _to_history(self) -> None:
        """Only from a record in which nothing is typed: nothing is dropped without a word."""
        if self.changed:
            self._say(tr("Keep or drop what was typed first."), "warning")
            return
        self.accept()
        self.history_wanted.emit()

    def _edited(self) -> None:
        self._warned = False
        self._say("")

    def _say(self, words: str, colour: str = "muted") -> None:
        self._said.setText(words)
        set_colour(self._said, self._theme, colour)

    def _keep(self) -> None:
        changed = self.changed
        if changed:
            self.kept.emit(changed)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line keeps as well: there is one thing to do here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), QLineEdit):
            self._keep()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Leaving drops nothing that was typed without a word."""
        if self.changed and not self._warned:
            self._warned = True
            self._say(tr("Not kept. Esc again to leave."), "warning")
            return
        super().reject()


def standing_of(record: Specimen | None, dark: bool) -> tuple[str, str, str]:
    """How the name of a record stands: icon, its colour, and words."""
    if record is None or not record.species:
        return "", "muted", ""
    named = tr("Named by {who}", who=record.identified_by) if record.identified_by else ""
    icon, colour, said = "mark-to-decide", "muted", tr("To verify")
    if record.verification is VerificationStatus.VERIFIED:
        icon, colour = "mark-verified-dark" if dark else "mark-verified", "success"
        day = "" if record.verified_at is None else date(record.verified_at)
        said = tr("Verified by {who}, {day}", who=record.verified_by, day=day)
    elif record.verification is VerificationStatus.CONTESTED:
        icon, said = "mark-none", contested_words(record)
    return icon, colour, " · ".join(part for part in (named, said) if part)


def contested_words(record: Specimen) -> str:
    """Who contests the name, and why."""
    why = reason_in_own_words(record.verification_reason)
    return tr("Contested by {who}: {reason}", who=record.verified_by, reason=why)
