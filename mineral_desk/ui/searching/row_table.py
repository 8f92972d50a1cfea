"""A table whose rows are what is walked through, not its cells."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mineral_desk.ui.searching.row_delegate import RowDelegate
from mineral_desk.ui.searching.specimen_model import Column

Index = QModelIndex | QPersistentModelIndex
_ENDS = {
    QAbstractItemView.CursorAction.MoveHome: 0,
    QAbstractItemView.CursorAction.MoveEnd: -1,
}
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class RowTable(QTableView):
    """Home and End go to the first and the last row; Qt's own table goes to the ends of a row.

    Some columns share the room that the others leave; where that is too little, columns give way one after the other,
    and where none is left to do so, the table is scrolled sideways.
    """

    stepped = Signal(int)
    """Left (-1) or right (1) was pressed: rows have no cells to walk through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sharing: tuple[int, ...] = ()
        self._giving_way: tuple[int, ...] = ()
        self._least_px = 0
        self._hidden_px: dict[int, int] = {}
        """How wide the columns were that gave way."""
        self._painter: RowDelegate | None = None
        self.setMouseTracking(True)

    def paint_with(self, delegate: RowDelegate) -> None:
        """What paints the cells; it is told where the pointer and the keys are."""
        self._painter = delegate
        self.setItemDelegate(delegate)

    def share_room(self, columns: Sequence[int], least_px: int, giving_way: Sequence[int] = ()) -> None:
        """These columns share what is left, each at least so wide; those of ``giving_way`` go first, in that order."""
        self._sharing, self._least_px, self._giving_way = tuple(columns), least_px, tuple(giving_way)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        header, room_px = self.horizontalHeader(), self.viewport().width()
        shown = list(range(header.count()))
        for column in self._giving_way:
            if self._needed_px(shown) <= room_px:
                break
            shown.remove(column)
        for column in self._giving_way:
            self._show_column(column, column in shown)
        if self._painter is not None and shown:
            self._painter.last_column = Column(shown[-1])
        roomy = self._needed_px(shown) <= room_px
        modes = QHeaderView.ResizeMode
        mode = modes.Stretch if roomy else modes.Interactive
        for column in self._sharing:
            if header.sectionResizeMode(column) is not mode:
                header.setSectionResizeMode(column, mode)
                header.resizeSection(column, self._least_px)

    def _needed_px(self, shown: Sequence[int]) -> int:
        return sum(self._least_px if column in self._sharing else self._column_px(column) for column in shown)

    def _column_px(self, column: int) -> int:
        return self._hidden_px.get(column) or self.horizontalHeader().sectionSize(column)

    def _show_column(self, column: int, shown: bool) -> None:
        if shown is not self.isColumnHidden(column):
            return
        if shown:
            self._hidden_px.pop(column, None)
        else:
            self._hidden_px[column] = self.horizontalHeader().sectionSize(column)
        self.setColumnHidden(column, not shown)

    def selectRow(self, row: int) -> None:
        """Choose this row alone, whatever keys are held: Qt's own would add it while Ctrl is down, as for an Undo."""
        index = self.model().index(row, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        model = self.model()
        if action not in _ENDS or not model.rowCount():
            return super().moveCursor(action, modifiers)
        column = max(0, self.currentIndex().column())
        return model.index(_ENDS[action] % model.rowCount(), column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _SIDEWAYS.get(event.key())
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    # where the pointer and the keys are

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if self._painter is not None and row != self._painter.hovered_row:
            self._painter.hovered_row = row
            self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self._painter is not None:
            self._painter.current_row = current.row()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._frame(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._frame(False)

    def _frame(self, framed: bool) -> None:
        if self._painter is not None:
            self._painter.has_focus = framed
        self.viewport().update()
