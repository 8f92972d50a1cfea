"""Paints one row of the queue: picture, number, mark and word."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mineral_desk.domain.catalogue import PhotoRow, PhotoState
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.queue_model import ROW_ROLE, Index
from mineral_desk.ui.desk.sentences import mark_of, title_of
from mineral_desk.ui.names import display_name
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.thumbnails import Thumbnails

PICTURE = QSize(60, 40)
PICTURE_LEFT, TEXT_LEFT = 10, 80
MARK = 14
LEAST_ROOM = 60
"""Words that would be cut off after a few letters are left out: the picture is enough."""
DECIDED_OPACITY = 0.55


class QueueDelegate(QStyledItemDelegate):
    """All painting by hand: one row costs well under a millisecond."""

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend, self._thumbnails = theme, backend, thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(100, max(self._theme.sizes.row_queue, self._theme.px(36) + 12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, PhotoRow):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour("tint" if selected else "hover"))
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), self._theme.colour("accent"))
        self._paint_picture(painter, rect, row, selected)
        self._paint_words(painter, rect, row, selected)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, row: PhotoRow, selected: bool) -> None:
        frame = QRect(rect.left() + PICTURE_LEFT, 0, PICTURE.width(), PICTURE.height())
        frame.moveCenter(rect.center().__class__(frame.center().x(), rect.center().y()))
        picture = self._thumbnails.get(row.sha256, row.path)
        pale = row.state is PhotoState.DECIDED and not selected
        painter.setOpacity(DECIDED_OPACITY if pale else 1.0)
        if picture is None or picture.isNull():
            painter.fillRect(frame, self._theme.colour("hover"))
        else:
            draw_filling(painter, QRectF(frame), picture)
        painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter, rect: QRect, row: PhotoRow, selected: bool) -> None:
        theme = self._theme
        left = rect.left() + TEXT_LEFT
        room = rect.right() - left - 6
        if room < theme.px(LEAST_ROOM):
            return
        title, small = theme.metrics(BODY, 600), theme.metrics(SMALL)
        top = rect.center().y() - (title.height() + small.height() + 2) // 2
        painter.setFont(theme.font(BODY, 600 if selected else 500))
        painter.setPen(theme.colour("text"))
        text = title.elidedText(title_of(row), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, top, room, title.height()), Qt.AlignmentFlag.AlignVCenter, text)
        mark = mark_of(row, display_name(self._backend, row.decided or row.proposed), theme.tokens.dark)
        line = QRect(left, top + title.height() + 2, room, small.height())
        side = theme.px(MARK)
        place = QRectF(left - 1, line.center().y() - side / 2 + 0.5, side, side)
        theme.shelf.paint(painter, mark.icon, place, theme.colour(mark.colour))
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("muted" if mark.colour == "success" else mark.colour))
        line.setLeft(left + side + 5)
        word = small.elidedText(mark.word, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, word)


def draw_filling(painter: QPainter, frame: QRectF, picture: QPixmap) -> None:
    """Draw the picture so that it fills the frame; what stands out is cut off evenly."""
    scale = max(frame.width() / picture.width(), frame.height() / picture.height())
    source = QRectF(0, 0, frame.width() / scale, frame.height() / scale)
    source.moveCenter(QRectF(picture.rect()).center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(frame, picture, source)
