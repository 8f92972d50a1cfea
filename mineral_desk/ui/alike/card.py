"""A photo that looks like the one on the Desk, with what it was named."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from mineral_desk.domain.neighbours import AlikePhoto
from mineral_desk.ui.alike.card_words import CardWords
from mineral_desk.ui.desk.queue_delegate import draw_filling
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION, SMALL
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.words import tr

WIDTH, PICTURE_HEIGHT = 122, 92
LINE = 16
GAP = 5
UNREADABLE = 20


class AlikeCard(QAbstractButton):
    """Pressed (Space or the mouse) it takes the name; pressed twice it opens the record."""

    record_wanted = Signal(int)

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self.alike: AlikePhoto | None = None
        self._words: CardWords | None = None
        self._bold = False
        self._lines = 4
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        thumbnails.arrived.connect(self._arrived)

    def show_alike(self, alike: AlikePhoto, words: CardWords, *, bold: bool, picture_height: int, lines: int) -> None:
        """``bold`` where it bears the name that is proposed."""
        self.alike, self._words, self._bold, self._lines = alike, words, bold, lines
        width = round(WIDTH * picture_height / PICTURE_HEIGHT)
        self.setFixedSize(QSize(width, picture_height + GAP + lines * self._theme.px(LINE)))
        self.setAccessibleName(words.spoken)
        self.setAccessibleDescription(tr("Space takes the name, Ctrl+R opens the record."))
        self.setToolTip(f"{words.spoken}\n{tr('Click takes the name, a double click opens the record.')}")
        self.update()

    def _arrived(self, sha256: str) -> None:
        if self.alike is not None and self.alike.sha256 == sha256:
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.alike is not None:
            self.record_wanted.emit(self.alike.photo_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.alike is None or self._words is None:
            return
        line = self._theme.px(LINE)
        frame = QRectF(0, 0, self.width(), self.height() - GAP - self._lines * line)
        picture = self._thumbnails.get(self.alike.sha256, self.alike.path)
        paint_card_picture(painter, self._theme, frame, picture)
        top = frame.bottom() + GAP
        paint_card_words(
            painter, self._theme, QRectF(0, top, self.width(), self._lines * line), self._words, self._bold
        )
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(1, 1, -1, -1))


def paint_card_picture(painter: QPainter, theme: Theme, frame: QRectF, picture: QPixmap | None) -> None:
    """The small photo; a grey place until it is there, with a mark in it where it cannot be read."""
    if picture is not None and not picture.isNull():
        draw_filling(painter, frame, picture)
        return
    painter.fillRect(frame, theme.colour("hover"))
    if picture is not None:
        side = min(theme.px(UNREADABLE), frame.height() / 2)
        place = QRectF(0, 0, side, side)
        place.moveCenter(frame.center())
        theme.shelf.paint(painter, "mark-failed", place, theme.colour("faint"))


def paint_card_words(painter: QPainter, theme: Theme, rect: QRectF, words: CardWords, bold: bool) -> None:
    """Name and likeness in the first line, then as many of the others as there is room for."""
    line = theme.px(LINE)
    first = QRectF(rect.left(), rect.top(), rect.width(), line)
    painter.setFont(theme.font(CAPTION))
    painter.setPen(theme.colour("muted"))
    painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words.percent)
    room = int(rect.width() - theme.metrics(CAPTION).horizontalAdvance(words.percent) - 6)
    weight = 600 if bold else 400
    painter.setFont(theme.font(SMALL, weight))
    painter.setPen(theme.colour("text" if words.is_named else "muted"))
    name = theme.metrics(SMALL, weight).elidedText(words.name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, name)
    painter.setFont(theme.font(CAPTION))
    painter.setPen(theme.colour("muted"))
    for place, text in enumerate((words.likeness, words.catalogue_number, words.named), start=1):
        if (place + 1) * line > rect.height() + 1:
            break
        shown = theme.metrics(CAPTION).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        below = QRectF(rect.left(), rect.top() + place * line, rect.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)
