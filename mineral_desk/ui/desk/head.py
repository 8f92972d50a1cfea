"""The head of the decision: the catalogue number, where it came from, the file's facts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION, NUMBER, SMALL
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import ElidedLabel, MarkLabel
from mineral_desk.ui.words import date, tr

SOURCES = {
    "file name": ("file", "from the file name"),
    "label": ("label", "read in the photo"),
    "QR": ("qr", "from the QR code"),
    "list": ("file", "from a list"),
    "typed": ("person", "typed"),
}


class _NumberField(Field):
    """Enter keeps the number, and so does going on to something else; Esc brings back what stood there."""

    entered = Signal()
    number = ""
    """As the record has it."""

    def escape(self) -> bool:
        """For Esc: nothing was typed."""
        self.setText(self.number)
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever looks something up in another window, or opens a menu, is not done with typing."""
        if event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            QLineEdit.focusOutEvent(self, event)
        else:
            super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class DecisionHead(QWidget):
    """Ctrl+L turns the number into a field."""

    number_typed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._number = ElidedLabel(theme, NUMBER)
        self._source = MarkLabel(theme, SMALL, 16)
        self._facts = ElidedLabel(theme, CAPTION, "muted", middle=True)
        self.field = _NumberField(theme, tr("Catalogue number"), key="Enter")
        self.field.hide()
        self.field.entered.connect(self._keep)
        self.field.left.connect(self.finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 13)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._number, 1)
        row.addWidget(self.field, 1)
        row.addWidget(self._source)
        column.addLayout(row)
        column.addWidget(self._facts)

    def show_photo(self, stored: StoredPhoto, source: str) -> None:
        """Another photo."""
        row, analysis = stored.row, stored.analysis
        self.field.hide()
        self._number.show()
        self._number.setText(row.catalogue_number or tr("No number yet"))
        icon, words = SOURCES.get(source, ("", source)) if row.catalogue_number else ("", "Ctrl+L")
        self._source.show_mark(icon, tr(words) if words else "", "muted")
        facts = [row.path.name]
        if analysis is not None:
            if analysis.photo.taken_at is not None:
                facts.append(date(analysis.photo.taken_at))
            if analysis.photo.width_px:
                facts.append(f"{analysis.photo.width_px} × {analysis.photo.height_px}")
        self._facts.setText(" · ".join(facts))
        self.field.number = row.catalogue_number
        self.field.setText(row.catalogue_number)

    def edit_number(self) -> None:
        """Type another number."""
        self._number.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def finish(self) -> None:
        """What is being typed is kept where it says otherwise than the record."""
        text = self.field.text().strip()
        if not self.field.isHidden():
            self._close()
            if text != self.field.number:
                self.number_typed.emit(text)

    def _keep(self) -> None:
        text = self.field.text().strip()
        self._close()
        self.window().setFocus()
        self.number_typed.emit(text)

    def _close(self) -> None:
        self.field.hide()
        self._number.show()
