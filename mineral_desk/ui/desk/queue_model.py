"""The queue as a list of any length: only the pages that are looked at are read."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mineral_desk.domain.catalogue import PhotoRow, QueueFilter
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.proposals import Proposals
from mineral_desk.ui.desk.sentences import mark_of, title_of
from mineral_desk.ui.names import display_name

ROW_ROLE = Qt.ItemDataRole.UserRole
PAGE = 50
PAGES_KEPT = 20
KEPT_AT_MOST = 8
Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """The photos that a filter shows, in the order they were taken in.

    A photo that leaves the filter because it was decided stays where it is (``kept``) until another filter is chosen,
    so that the list does not jump under the curator's eyes and the last decisions remain in sight.
    """

    def __init__(self, backend: Backend, parent: QObject | None = None, proposals: Proposals | None = None) -> None:
        super().__init__(parent)
        self._backend, self._proposals = backend, proposals
        self._shown = QueueFilter.TO_DECIDE
        self._count = 0
        self._pages: OrderedDict[int, list[PhotoRow]] = OrderedDict()
        self._kept: dict[int, PhotoRow] = {}
        self._kept_at: dict[int, PhotoRow] = {}

    @property
    def shown(self) -> QueueFilter:
        """The filter."""
        return self._shown

    def show_filter(self, shown: QueueFilter) -> None:
        """Show another filter from the start."""
        self.beginResetModel()
        self._shown = shown
        self._kept.clear()
        self._read()
        self.endResetModel()

    def refresh(self, keep: Iterable[int] = ()) -> bool:
        """Read anew; photos of ``keep`` stay even if they left the filter. True where rows came or went."""
        for photo_id in keep:
            self._kept[photo_id] = self._backend.photo_row(photo_id)
        before = self.rowCount()
        old = (self._count, dict(self._kept_at))
        self._read()
        if self.rowCount() == before:
            self.dataChanged.emit(self.index(0), self.index(max(0, before - 1)))
            return False
        after = (self._count, self._kept_at)
        self._count, self._kept_at = old
        self.beginResetModel()
        self._count, self._kept_at = after
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count + len(self._kept_at)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        if self._proposals is not None:
            row = self._proposals.renewed(row)
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{title_of(row)}, {mark_of(row, display_name(self._backend, row.decided or row.proposed)).word}"
        return None

    def row_at(self, position: int) -> PhotoRow | None:
        """The photo at a place of the list."""
        if position in self._kept_at:
            return self._kept_at[position]
        offset = position - sum(1 for kept in self._kept_at if kept < position)
        page = self._page(offset // PAGE)
        return page[offset % PAGE] if 0 <= offset % PAGE < len(page) else None

    def position_of(self, photo_id: int) -> int | None:
        """Where the photo stands in the list; None where the filter does not show it."""
        for position, row in self._kept_at.items():
            if row.id == photo_id:
                return position
        offset = self._backend.queue_position(self._shown, photo_id)
        position = offset
        for kept in sorted(self._kept_at):
            position += 1 if kept <= position else 0
        row_there = self.row_at(position) if position < self.rowCount() else None
        return position if row_there is not None and row_there.id == photo_id else None

    def is_kept(self, photo_id: int) -> bool:
        """Whether the photo is only still here because it was decided a moment ago."""
        return photo_id in self._kept

    def _read(self) -> None:
        self._pages.clear()
        self._count = self._backend.queue_counts()[self._shown]
        for photo_id in list(self._kept)[:-KEPT_AT_MOST]:
            del self._kept[photo_id]
        self._kept_at = {}
        for photo_id in sorted(self._kept):
            offset = self._backend.queue_position(self._shown, photo_id)
            there = self._page(offset // PAGE)
            in_filter = offset % PAGE < len(there) and there[offset % PAGE].id == photo_id
            if in_filter:
                del self._kept[photo_id]  # undone: it belongs to the filter again
            else:
                self._kept_at[offset + len(self._kept_at)] = self._kept[photo_id]

    def _page(self, number: int) -> list[PhotoRow]:
        if number not in self._pages:
            self._pages[number] = list(self._backend.queue_rows(self._shown, PAGE, number * PAGE))
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number]
