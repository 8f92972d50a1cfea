"""A table whose rows are what is walked through, not its cells."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

_ENDS = {
    QAbstractItemView.CursorAction.MoveHome: 0,
    QAbstractItemView.CursorAction.MoveEnd: -1,
}


class RowTable(QTableView):
    """Home and End go to the first and the last row; Qt's own table goes to the ends of a row."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        model = self.model()
        if action not in _ENDS or not model.rowCount():
            return super().moveCursor(action, modifiers)
        column = max(0, self.currentIndex().column())
        return model.index(_ENDS[action] % model.rowCount(), column)
