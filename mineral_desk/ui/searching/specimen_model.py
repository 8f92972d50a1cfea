"""A list of any length: the ids of all that was found, and the rows of what is looked at."""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from mineral_desk.domain.searching.found import FirstPage, SortColumn, Sorting, SpecimenRow
from mineral_desk.domain.searching.query import RecordState
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.ui import name_unsure
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.sentences import error_text
from mineral_desk.ui.names import display_name
from mineral_desk.ui.words import date, number, tr

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
ROWS_KEPT = 3_000
FALLING, RISING = "▾", "▴"


class Column(IntEnum):
    """What a row tells, from left to right."""

    PICTURE = 0
    NUMBER = 1
    NAME = 2
    LENGTH = 3
    ERROR = 4
    WIDTH = 5
    LOCALITY = 6
    STORAGE = 7
    WHO = 8
    DAY = 9


COLUMNS: tuple[tuple[str, SortColumn | None], ...] = (
    ("", None),
    ("Number", SortColumn.NUMBER),
    ("Name", SortColumn.SPECIES),
    ("Length", SortColumn.LENGTH),
    ("±", None),
    ("Width", SortColumn.WIDTH),
    ("Locality", SortColumn.PLACE),
    ("Kept in", SortColumn.STORAGE),
    ("Decided by", SortColumn.WHO),
    ("Day", SortColumn.DAY),
)
"""Heading and order of each :class:`Column`."""
HEADING_TIPS = {Column.LENGTH: "Length, mm", Column.ERROR: "Error of the length, mm", Column.WIDTH: "Width, mm"}
"""What a heading is short for."""
TO_THE_RIGHT = frozenset({Column.LENGTH, Column.ERROR, Column.WIDTH, Column.DAY})
MARKS = {
    RecordState.NAMED: ("mark-decided", "success"),
    RecordState.SIZE_TO_CHECK: ("mark-flagged", "warning"),
    RecordState.NAME_UNSURE: ("mark-none", "muted"),
    RecordState.UNNAMED: ("mark-to-decide", "muted"),
}
STATE_ABOUT = {RecordState.NAME_UNSURE: name_unsure.ABOUT}
"""What a state goes by where its name does not say it."""
STATE_WORDS = {
    RecordState.NAMED: "Named",
    RecordState.SIZE_TO_CHECK: "Size to check",
    RecordState.NAME_UNSURE: "Name unsure",
    RecordState.UNNAMED: "Without a name",
}
VERIFICATION_WORDS = {
    VerificationStatus.OPEN: "To verify",
    VerificationStatus.VERIFIED: "Verified",
    VerificationStatus.CONTESTED: "Contested",
}


class SpecimenModel(QAbstractTableModel):
    """Rows are read in pages when they are looked at, and come later: until then their place is empty.

    The order stands until another takes its place, so that nothing moves while it is scrolled.
    """

    rows_wanted = Signal(object)
    """Ids whose rows are looked at and not there."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._sorting = Sorting()
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, SpecimenRow | None] = OrderedDict()
        self._words: dict[int, tuple[str, ...]] = {}
        """What stands in the cells of rows that were looked at: a list is painted again and again."""
        self._asked: set[int] = set()

    def show_sorting(self, sorting: Sorting) -> None:
        """The heading of that column says which way values go."""
        self._sorting = sorting
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def show_first(self, page: FirstPage) -> None:
        """Another search: its first page, until the whole order is there."""
        self.beginResetModel()
        self._ids = array("q", page.ids)
        self._rows = OrderedDict((row.id, row) for row in page.rows)
        self._words.clear()
        self._asked.clear()
        self.endResetModel()

    def show_order(self, ids: "array[int]") -> None:
        """All that was found, in order; what was shown as its beginning stays where it is."""
        begun = len(self._ids)
        if len(ids) >= begun and ids[:begun] == self._ids:
            if len(ids) > begun:
                self.beginInsertRows(QModelIndex(), begun, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def take_rows(self, ids: Sequence[int], rows: Iterable[SpecimenRow]) -> None:
        """The rows asked for; ids without one are of records removed since."""
        found = {row.id: row for row in rows}
        for one in ids:
            self._rows[one] = found.get(one)
            self._rows.move_to_end(one)
        self._asked.difference_update(ids)
        self._words.clear()
        while len(self._rows) > ROWS_KEPT:
            self._rows.popitem(last=False)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(COLUMNS) - 1))

    def forget(self) -> None:
        """Something was written: rows are read anew when they are looked at."""
        self._rows.clear()
        self._words.clear()
        self._asked.clear()

    def id_at(self, row: int) -> int | None:
        """The specimen of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids_between(self, first: int, last: int) -> "array[int]":
        """The specimens of the rows from ``first`` to ``last``, both included."""
        return self._ids[first : last + 1]

    def row_at(self, row: int) -> SpecimenRow | None:
        """What is shown there; None where it is not read yet, or gone."""
        return self._rows.get(self._ids[row]) if 0 <= row < len(self._ids) else None

    def position_of(self, specimen_id: int) -> int | None:
        """The row of a specimen; None where it is not in the list."""
        try:
            return self._ids.index(specimen_id)
        except ValueError:
            return None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(section)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and section in HEADING_TIPS:
            return tr(HEADING_TIPS[Column(section)])
        return self.alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _heading(self, section: int) -> str:
        words, column = COLUMNS[section]
        if column is None or column is not self._sorting.column:
            return tr(words) if words else ""
        return f"{tr(words)} {FALLING if self._sorting.descending else RISING}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        specimen_id = self._ids[index.row()]
        if specimen_id not in self._rows:
            self._want(index.row())
            return None
        row = self._rows[specimen_id]
        if row is None:
            return tr("removed") if index.column() == Column.NAME and role == Qt.ItemDataRole.DisplayRole else None
        return self._of_row(row, index.column(), role)

    def _of_row(self, row: SpecimenRow, column: int, role: int) -> Any:
        cells = self._cells(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[column]
        if role == Qt.ItemDataRole.ToolTipRole and column == Column.NUMBER:
            if row.catalogue_number or row.photo_path is None:
                return None
            return tr("No number yet; its photo is {name}.", name=row.photo_path.name)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and column == Column.NAME:
            return ", ".join((cells[Column.NAME], *standing_words(row)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return cells[column] or None
        return None

    def _cells(self, row: SpecimenRow) -> tuple[str, ...]:
        if row.id not in self._words:
            self._words[row.id] = self._told(row)
        return self._words[row.id]

    def _told(self, row: SpecimenRow) -> tuple[str, ...]:
        name = display_name(self._backend, row.species) or "–"
        figures = ((row.length_mm, number), (row.length_error_mm, error_text), (row.width_mm, number))
        sizes = ("–" if size is None else said(size) for size, said in figures)
        return ("", title_of_row(row), name, *sizes, row.locality, row.storage_place, row.who, _day(row.day))

    @staticmethod
    def alignment(column: int) -> Qt.AlignmentFlag:
        """Figures stand to the right."""
        side = Qt.AlignmentFlag.AlignRight if column in TO_THE_RIGHT else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _want(self, row: int) -> None:
        """Ask for the page around a row, once."""
        start = row // PAGE * PAGE
        ids = [one for one in self._ids[start : start + PAGE] if one not in self._rows and one not in self._asked]
        if ids:
            self._asked.update(ids)
            self.rows_wanted.emit(ids)


def mark_of_row(row: SpecimenRow, dark: bool) -> tuple[str, str]:
    """How a record stands: icon and colour."""
    icon, colour = MARKS[row.state]
    if row.state is RecordState.NAMED and row.verification is VerificationStatus.VERIFIED:
        icon = "mark-verified"
    return (f"{icon}-dark" if dark and colour == "success" else icon), colour


def standing_words(row: SpecimenRow) -> list[str]:
    """The same in words."""
    words = [tr(STATE_WORDS[row.state])]
    if row.verification is not VerificationStatus.OPEN:
        words.append(tr(VERIFICATION_WORDS[row.verification]))
    return words


def title_of_row(row: SpecimenRow) -> str:
    """The number, or the name of the photo where there is none yet."""
    return row.catalogue_number or (row.photo_path.stem if row.photo_path is not None else "–")


def _day(text: str) -> str:
    """The day as the language writes it; what another program left there as it is."""
    try:
        return date(datetime.fromisoformat(text))
    except ValueError:
        return text
