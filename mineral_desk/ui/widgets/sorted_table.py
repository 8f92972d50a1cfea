"""A table of rows that are read at once and sorted by any column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from mineral_desk.ui.searching.row_table import RowTable
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.tables import dress_sorted
from mineral_desk.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
NEXT_COLUMN, TURN = Qt.Key.Key_F7, Qt.Key.Key_F8
"""As in the Catalogue's list."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown, and what it is sorted by; ``colour`` where it is not the usual one."""

    words: str
    value: Any
    colour: QColor | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """``key`` says what the row is about."""

    key: Any
    cells: tuple[Cell, ...]


class RowsModel(QAbstractTableModel):
    """Rows in memory: a few thousand."""

    def __init__(self, headings: Sequence[str], numbers: Sequence[int]) -> None:
        super().__init__()
        self._headings, self.numbers = tuple(headings), tuple(numbers)
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def order_by(self, column: int, descending: bool) -> None:
        """Sort; rows that are equal keep their order."""
        self.beginResetModel()
        self.rows.sort(key=lambda row: row.cells[column].value, reverse=descending)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()].cells[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell.words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return cell.colour if role == Qt.ItemDataRole.ForegroundRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self.numbers else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class SortedTable(RowTable):
    """A click on a heading sorts by it, another one turns the order; F7 and F8 do the same."""

    chosen = Signal(object)
    """The key of the row that is chosen now."""
    opened = Signal(object)
    """The key of a row that was double-clicked, or on which Enter was pressed."""

    def __init__(
        self, theme: Theme, headings: Sequence[str], name: str, numbers: Sequence[int] = (), roomy: int = 0
    ) -> None:
        """``headings`` and ``name`` are translated here; ``roomy`` is the column that takes what room is left."""
        super().__init__()
        self.rows_model = RowsModel([tr(one) for one in headings], numbers)
        self._sorted_by: tuple[int, bool] | None = None
        self.setModel(self.rows_model)
        self._dress(theme, tr(name), roomy)
        self.horizontalHeader().sectionClicked.connect(self.sort_by)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        # queued: the Enter that is still on its way would be that of the window shown next
        self.activated.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def _dress(self, theme: Theme, name: str, roomy: int) -> None:
        dress_sorted(self, theme, name, theme.px(theme.sizes.row_filter))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(roomy, QHeaderView.ResizeMode.Stretch)

    def set_widths(self, theme: Theme, widths: Sequence[int]) -> None:
        """Columns in pixels at a text scale of 1; the roomy one takes the rest whatever stands here."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, theme.px(width))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Other rows, in the order chosen before; what was chosen stays chosen where it is still there."""
        kept = self.chosen_key
        self.rows_model.show_rows(rows)
        if self._sorted_by is not None:
            self.rows_model.order_by(*self._sorted_by)
        self.choose(kept)

    @property
    def chosen_key(self) -> Any:
        """The key of the row that is chosen; None where none is."""
        row = self.currentIndex().row()
        return self.rows_model.rows[row].key if 0 <= row < len(self.rows_model.rows) else None

    def choose(self, key: Any) -> None:
        """Choose the row with that key, if there is one."""
        for place, row in enumerate(self.rows_model.rows if key is not None else ()):
            if row.key == key:
                self.selectRow(place)

    def forget_choice(self) -> None:
        """Choose nothing."""
        self.selectionModel().clear()

    def sort_by(self, column: int, descending: bool | None = None) -> None:
        """Sort by a column; figures begin with the largest. By the same once more: the other way round."""
        if descending is None:
            before = self._sorted_by
            same = before is not None and before[0] == column
            descending = not before[1] if same and before is not None else column in self.rows_model.numbers
        self._sorted_by = (column, descending)
        kept = self.chosen_key
        self.rows_model.order_by(column, descending)
        # Qt's styles point upwards for a descending order; here the arrow points where values fall
        order = Qt.SortOrder.AscendingOrder if descending else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(column, order)
        self.choose(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == NEXT_COLUMN:
            last = self.rows_model.columnCount() - 1
            self.sort_by(0 if self._sorted_by is None or self._sorted_by[0] == last else self._sorted_by[0] + 1)
        elif event.key() == TURN and self._sorted_by is not None:
            self.sort_by(self._sorted_by[0])
        else:
            super().keyPressEvent(event)

    def _current_changed(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.rows_model.rows[now.row()].key)

    def _open(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.rows_model.rows):
            self.opened.emit(self.rows_model.rows[index.row()].key)
