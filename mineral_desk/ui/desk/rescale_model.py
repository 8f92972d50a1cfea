"""What another edge of the cube makes of sizes, as a table."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from mineral_desk.domain.rescaling import RescaledPhoto, SizeMm
from mineral_desk.ui.desk.queue_model import Index
from mineral_desk.ui.words import number, significant, tr

COLUMNS = ("Photo", "Edge, mm", "Size now, mm", "New size, mm", "Why it stays")
NUMBERS = (1, 2, 3)
WHY_KEPT = (
    "No cube was found.",
    "The edge is this already.",
    "The size was typed by hand.",
    "It was decided that there is no size.",
    "The size was set by hand from a line of known length.",
    "The size was set by hand, with an edge of its own.",
)
"""What the services say, to be said in the window's language."""


class RescaleModel(QAbstractTableModel):
    """A photo a row; sizes that stay are pale."""

    def __init__(self, pale: Any, parent: QObject | None = None) -> None:
        """``pale`` is the colour of what stays."""
        super().__init__(parent)
        self._pale = pale
        self._rows: tuple[RescaledPhoto, ...] = ()

    def show_rows(self, rows: Sequence[RescaledPhoto]) -> None:
        """Other photos: those that change come first."""
        self.beginResetModel()
        self._rows = tuple(sorted(rows, key=lambda row: (not row.edge_changes, bool(row.kept_because))))
        self.endResetModel()

    @property
    def rows(self) -> tuple[RescaledPhoto, ...]:
        """As they are listed."""
        return self._rows

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cells(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole and row.kept_because:
            return self._pale
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _cells(row: RescaledPhoto) -> tuple[str, str, str, str, str]:
    old = "–" if row.old_edge_mm is None else significant(row.old_edge_mm, 4)
    edge = f"{old} → {significant(row.new_edge_mm, 4)}" if row.edge_changes else old
    new = "" if row.kept_because else size_cell(row.new)
    return row.path.name, edge, size_cell(row.old), new, tr(row.kept_because) if row.kept_because else ""


def size_cell(size: SizeMm) -> str:
    """``68.8 × 55.1``."""
    if size.length_mm is None:
        return "–"
    return number(size.length_mm) if size.width_mm is None else f"{number(size.length_mm)} × {number(size.width_mm)}"
