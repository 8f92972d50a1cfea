"""What was found as pictures: a grid of any length, in which only what is in sight is computed and drawn."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame

from mineral_desk.domain.searching.found import SpecimenRow
from mineral_desk.ui.alike.card import GAP, LINE, paint_card_picture
from mineral_desk.ui.searching.specimen_model import Column, SpecimenModel, mark_of_row, title_of_row
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.words import number, tr

Index = QModelIndex | QPersistentModelIndex
PICTURE = QSize(168, 126)
MARGIN = 8
LINES = 2
MARK, MARK_GAP = 14, 5
_STEPS = {
    QAbstractItemView.CursorAction.MoveLeft: (0, -1),
    QAbstractItemView.CursorAction.MovePrevious: (0, -1),
    QAbstractItemView.CursorAction.MoveRight: (0, 1),
    QAbstractItemView.CursorAction.MoveNext: (0, 1),
    QAbstractItemView.CursorAction.MoveUp: (-1, 0),
    QAbstractItemView.CursorAction.MoveDown: (1, 0),
}
"""Lines and places that each key goes."""


class RowGallery(QAbstractItemView):
    """Shows the rows of the list's own model, and shares what is chosen with the table.

    Qt's list view lays out every item of a model; here a place follows from its row alone.
    """

    def __init__(self, theme: Theme, model: SpecimenModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._rows, self._thumbnails = theme, model, thumbnails
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, theme.colour("surface"))
        self.setPalette(palette)
        self.setAccessibleName(tr("Specimens"))
        thumbnails.arrived.connect(lambda _: self.viewport().update())
        model.rowsInserted.connect(lambda *_: self.scheduleDelayedItemsLayout())

    # places

    @property
    def card(self) -> QSize:
        """The size of one place, with the room around it."""
        words = LINES * self._theme.px(LINE) + GAP
        return QSize(PICTURE.width() + 2 * MARGIN, PICTURE.height() + words + 2 * MARGIN)

    @property
    def across(self) -> int:
        """How many stand in a line."""
        return max(1, self.viewport().width() // self.card.width())

    def _rect(self, row: int) -> QRect:
        """Where a row stands, in pixels of the viewport."""
        line, place = divmod(row, self.across)
        spare = (self.viewport().width() - self.across * self.card.width()) // (self.across + 1)
        left = max(0, spare) * (place + 1) + place * self.card.width()
        return QRect(QPoint(left, line * self.card.height() - self.verticalOffset()), self.card)

    def visualRect(self, index: Index) -> QRect:
        return self._rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        line = (point.y() + self.verticalOffset()) // self.card.height()
        first = line * self.across
        for row in range(first, min(first + self.across, self._rows.rowCount())):
            if self._rect(row).contains(point):
                return self._rows.index(row, Column.NAME)
        return QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint | None = None) -> None:  # noqa: ARG002
        if not index.isValid():
            return
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() + 1 - self.viewport().height())

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: ARG002
        return False

    def updateGeometries(self) -> None:
        super().updateGeometries()
        lines = -(-self._rows.rowCount() // self.across)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self.card.height() // 3)
        bar.setRange(0, max(0, lines * self.card.height() - self.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()
        self.scrollTo(self.currentIndex())

    # keys and choosing

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: ARG002
        rows = self._rows.rowCount()
        if not rows:
            return QModelIndex()
        now, page = self.currentIndex().row(), max(1, self.viewport().height() // self.card.height())
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: rows - 1,
            QAbstractItemView.CursorAction.MovePageUp: now - page * self.across,
            QAbstractItemView.CursorAction.MovePageDown: now + page * self.across,
        }
        lines, places = _STEPS.get(action, (0, 0))
        wanted = ends.get(action, now + lines * self.across + places)
        if now < 0:
            wanted = 0
        elif not 0 <= wanted < rows and action in (
            QAbstractItemView.CursorAction.MoveUp,
            QAbstractItemView.CursorAction.MoveDown,
        ):
            wanted = now
        return self._rows.index(min(max(wanted, 0), rows - 1), Column.NAME)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """All from the line and place at one corner to those at the other."""
        first, last = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())
        if not first.isValid() and not last.isValid():
            self.selectionModel().select(QItemSelection(), command)
            return
        rows = sorted(one.row() for one in (first, last) if one.isValid())
        chosen = QItemSelection(self._rows.index(rows[0], 0), self._rows.index(rows[-1], len(Column) - 1))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: ARG002
        return QRegion(self.viewport().rect())

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        top = event.rect().top() + self.verticalOffset()
        bottom = event.rect().bottom() + self.verticalOffset()
        first = top // self.card.height() * self.across
        last = min((bottom // self.card.height() + 1) * self.across, self._rows.rowCount())
        for row in range(first, last):
            self._paint(painter, row, QRectF(self._rect(row)))

    def _paint(self, painter: QPainter, row: int, rect: QRectF) -> None:
        index = self._rows.index(row, Column.NAME)
        chosen = self.selectionModel().isSelected(index)
        if chosen:
            painter.fillRect(rect, self._theme.colour("tint"))
        name = index.data() or ""  # asking for it asks for the row
        specimen = self._rows.row_at(row)
        inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        frame = QRectF(inner.left(), inner.top(), inner.width(), PICTURE.height())
        picture = None
        if specimen is not None and specimen.photo_path is not None:
            picture = self._thumbnails.get(specimen.photo_sha256, specimen.photo_path)
        paint_card_picture(painter, self._theme, frame, picture)
        if specimen is not None:
            self._paint_words(painter, inner.adjusted(0, PICTURE.height() + GAP, 0, 0), specimen, name)
        if self.hasFocus() and row == self.currentIndex().row():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_words(self, painter: QPainter, rect: QRectF, row: SpecimenRow, name: str) -> None:
        theme, line = self._theme, self._theme.px(LINE)
        first = QRectF(rect.left(), rect.top(), rect.width(), line)
        size = "" if row.length_mm is None else tr("{length} mm", length=number(row.length_mm))
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("muted"))
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, size)
        room = int(rect.width()) - theme.metrics(SMALL).horizontalAdvance(size) - MARGIN
        painter.setFont(theme.font(BODY, 600 if row.catalogue_number else None))
        painter.setPen(theme.colour("text" if row.catalogue_number else "muted"))
        title = theme.metrics(BODY, 600).elidedText(title_of_row(row), Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, title)
        icon, colour = mark_of_row(row, theme.tokens.dark)
        side = theme.px(MARK)
        below = QRectF(rect.left(), first.bottom(), rect.width(), line)
        place = QRectF(below.left(), below.center().y() - side / 2, side, side)
        theme.shelf.paint(painter, icon, place, theme.colour(colour))
        below.setLeft(below.left() + side + MARK_GAP)
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("text" if row.species else "muted"))
        shown = theme.metrics(SMALL).elidedText(name, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)
