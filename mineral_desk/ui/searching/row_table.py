"""A table whose rows are what is walked through, not its cells."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

_ENDS = {
    QAbstractItemView.CursorAction.MoveHome: 0,
    QAbstractItemView.CursorAction.MoveEnd: -1,
}


class RowTable(QTableView):
    """Home and End go to the first and the last row; Qt's own table goes to the ends of a row.

    Some columns share the room that the others leave; where that is too little, the table is scrolled sideways.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sharing: tuple[int, ...] = ()
        self._least_px = 0

    def share_room(self, columns: Sequence[int], least_px: int) -> None:
        """These columns share what is left, each at least so wide."""
        self._sharing, self._least_px = tuple(columns), least_px
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        header = self.horizontalHeader()
        others = [column for column in range(header.count()) if column not in self._sharing]
        left_px = self.viewport().width() - sum(header.sectionSize(column) for column in others)
        modes = QHeaderView.ResizeMode
        mode = modes.Stretch if left_px >= self._least_px * len(self._sharing) else modes.Interactive
        for column in self._sharing:
            if header.sectionResizeMode(column) is not mode:
                header.setSectionResizeMode(column, mode)
                header.resizeSection(column, self._least_px)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        model = self.model()
        if action not in _ENDS or not model.rowCount():
            return super().moveCursor(action, modifiers)
        column = max(0, self.currentIndex().column())
        return model.index(_ENDS[action] % model.rowCount(), column)
