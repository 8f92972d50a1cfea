"""The conflicts as rows: about what, which part, and what each side says."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from mineral_desk.domain.merging import Conflict, Said
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.merging.merge_words import CONFLICT_COLUMNS, by_words, part_words, said_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.tables import dress

WIDTHS = (124, 124)


class ConflictTable(QTableWidget):
    """One row a conflict."""

    chosen = Signal()

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme, self._backend = theme, backend
        self.conflicts: tuple[Conflict, ...] = ()
        dress(self, theme, CONFLICT_COLUMNS, WIDTHS, "Conflicts")
        for column in (2, 3):
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.itemSelectionChanged.connect(self.chosen)

    def show_conflicts(self, conflicts: Sequence[Conflict], row: int = 0) -> None:
        """Fill the table anew, and choose the row or the last one there is."""
        self.blockSignals(True)
        self.conflicts = tuple(conflicts)
        self.setRowCount(len(conflicts))
        for place, conflict in enumerate(conflicts):
            said = [self._side(conflict, side) for side in (conflict.ours, conflict.theirs)]
            for column, words in enumerate((conflict.about, part_words(conflict), *said)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                if column == 1:
                    item.setForeground(QColor(self._theme.colour("muted")))
                self.setItem(place, column, item)
        self.blockSignals(False)
        if conflicts:
            self.selectRow(min(row, len(conflicts) - 1))
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Signs are the dialog's keys: a list would take them for the beginning of what is looked for in it."""
        if event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    @property
    def current(self) -> Conflict | None:
        """The conflict of the chosen row."""
        rows = self.selectionModel().selectedRows()
        return self.conflicts[rows[0].row()] if rows and rows[0].row() < len(self.conflicts) else None

    def _side(self, conflict: Conflict, said: Said) -> str:
        by = by_words(said)
        words = said_words(self._backend, conflict.part, said)
        return f"{words}  ·  {by}" if by else words
