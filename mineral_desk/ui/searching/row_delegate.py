"""Paints one cell of the list: picture, number, mark and name, figures, and who decided."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mineral_desk.domain.searching.found import SpecimenRow
from mineral_desk.ui.alike.card import paint_card_picture
from mineral_desk.ui.searching.specimen_model import Column, SpecimenModel, mark_of_row
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, Style
from mineral_desk.ui.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
PICTURE = QSize(48, 32)
PICTURE_LEFT = 12
PADDING = 8
MARK, GAP = 14, 6
CHOSEN_BAR = 3
FOCUS_LINE = 2


class RowDelegate(QStyledItemDelegate):
    """All painting by hand, from the row itself; what is not read yet, or not decoded, is an empty place."""

    def __init__(self, theme: Theme, model: SpecimenModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._model, self._thumbnails = theme, model, thumbnails
        self._fonts: dict[tuple[Style, int | None], tuple[QFont, QFontMetrics]] = {}
        self._marks: dict[tuple[str, str, float], QPixmap] = {}
        self._colours: dict[str, QColor] = {}
        self.hovered_row = -1
        self.has_focus = False
        """Whether the keys go to the list: the row that they are at is framed then."""
        self.current_row = -1
        self.last_column = Column.DAY
        """The last one that is shown: there the frame ends."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        painter.save()
        self._paint_ground(painter, rect, index, bool(option.state & QStyle.StateFlag.State_Selected))
        row = self._model.row_at(index.row())
        if row is None:
            self._write(painter, rect, index, index.data() or "", "muted")  # asking for the words asks for the row
        elif index.column() == Column.PICTURE:
            self._paint_picture(painter, rect, row)
        else:
            self._paint_words(painter, rect, index, row)
        if self.has_focus and index.row() == self.current_row:
            self._paint_focus(painter, rect, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, index: Index, chosen: bool) -> None:
        if chosen or index.row() == self.hovered_row:
            painter.fillRect(rect, self._colour("tint" if chosen else "hover"))
        if chosen and index.column() == Column.PICTURE:
            painter.fillRect(QRect(rect.left(), rect.top(), CHOSEN_BAR, rect.height()), self._colour("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._colour("line"))

    def _paint_picture(self, painter: QPainter, rect: QRect, row: SpecimenRow) -> None:
        size = QSize(self._theme.px(PICTURE.width()), self._theme.px(PICTURE.height()))
        frame = QRect(rect.left() + PICTURE_LEFT, rect.top() + (rect.height() - size.height()) // 2, 0, 0)
        frame.setSize(size)
        picture = None
        if row.photo_path is not None:
            picture = self._thumbnails.get(row.photo_sha256, row.photo_path)
        paint_card_picture(painter, self._theme, QRectF(frame), picture)

    def _paint_words(self, painter: QPainter, rect: QRect, index: Index, row: SpecimenRow) -> None:
        words = index.data() or ""
        match Column(index.column()):
            case Column.NUMBER if row.catalogue_number:
                self._write(painter, rect, index, words, "text", weight=600)
            case Column.NAME:
                icon, colour = mark_of_row(row, self._theme.tokens.dark)
                self._write(painter, self._after(painter, rect, icon, colour), index, words, "text")
            case Column.LENGTH:
                self._write(painter, rect, index, words, "text", weight=600)
            case Column.WHO if words:
                self._write(painter, self._after(painter, rect, "person", "muted"), index, words, "text")
            case Column.NUMBER | Column.ERROR:
                self._write(painter, rect, index, words, "muted")
            case Column.DAY:
                self._write(painter, rect, index, words, "muted", SMALL)
            case _:
                self._write(painter, rect, index, words, "text")

    def _after(self, painter: QPainter, rect: QRect, icon: str, colour: str) -> QRect:
        """Draw a mark; returns the place for the words behind it."""
        side = self._theme.px(MARK)
        place = QRectF(rect.left() + PADDING, rect.top() + (rect.height() - side) / 2, side, side)
        ratio = painter.device().devicePixelRatio()
        if (icon, colour, ratio) not in self._marks:
            self._marks[icon, colour, ratio] = self._theme.pixmap(icon, side, colour, ratio)
        painter.drawPixmap(place.topLeft(), self._marks[icon, colour, ratio])
        return rect.adjusted(side + GAP, 0, 0, 0)

    def _write(
        self,
        painter: QPainter,
        rect: QRect,
        index: Index,
        words: str,
        colour: str,
        style: Style = BODY,
        weight: int | None = None,
    ) -> None:
        place = rect.adjusted(PADDING, 0, -PADDING, 0)
        if (style, weight) not in self._fonts:
            self._fonts[style, weight] = self._theme.font(style, weight), self._theme.metrics(style, weight)
        font, metrics = self._fonts[style, weight]
        painter.setFont(font)
        painter.setPen(self._colour(colour))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, self._model.alignment(index.column()), shown)

    def _colour(self, name: str) -> QColor:
        """Kept, as all here that is made anew for nothing: a list of 17 rows has 170 cells."""
        if name not in self._colours:
            self._colours[name] = self._theme.colour(name)
        return self._colours[name]

    def _paint_focus(self, painter: QPainter, rect: QRect, index: Index) -> None:
        accent = self._colour("accent")
        for top in (rect.top(), rect.bottom() - FOCUS_LINE + 1):
            painter.fillRect(QRect(rect.left(), top, rect.width(), FOCUS_LINE), accent)
        if index.column() == self.last_column:
            painter.fillRect(QRect(rect.right() - FOCUS_LINE + 1, rect.top(), FOCUS_LINE, rect.height()), accent)
