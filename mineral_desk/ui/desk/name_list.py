"""The list below the name field: what was typed in bold, at the right the other language or what the word means."""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mineral_desk.domain.mineral import GroupMatch, NameMatch
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, SMALL
from mineral_desk.ui.widgets.keycap import CAP_HEIGHT, cap_width, paint_cap
from mineral_desk.ui.words import count, speaks_russian, tr

ROW = 28
FOOT = 26
PADDING = 10
SHOWN_AT_MOST = 6


class NameList(QWidget):
    """Lies on top of its window; never takes the focus from the field."""

    taken = Signal(object)
    """The match clicked."""

    def __init__(self, theme: Theme, owner: QWidget) -> None:
        super().__init__(owner)
        self._theme = theme
        self._matches: tuple[NameMatch, ...] = ()
        self._typed, self._total, self._current = "", 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Names that fit"))
        self.hide()

    def show_matches(self, typed: str, matches: tuple[NameMatch, ...], total: int, below: QWidget) -> None:
        """Show what fits, right below the field."""
        self._typed, self._matches, self._total, self._current = typed, matches[:SHOWN_AT_MOST], total, 0
        corner = below.mapTo(below.window(), QPoint(0, below.height() + 2))
        height = len(self._matches) * self._theme.px(ROW) + self._theme.px(FOOT) + 2
        self.setGeometry(corner.x(), corner.y(), below.width(), height)
        self.show()
        self.raise_()
        self.update()

    @property
    def matches(self) -> tuple[NameMatch, ...]:
        """What is shown, from the top."""
        return self._matches

    @property
    def current(self) -> NameMatch | None:
        """The match that Enter takes."""
        return self._matches[self._current] if self.isVisible() and self._matches else None

    def step(self, by: int) -> None:
        """Up or down, going round."""
        if self._matches:
            self._current = (self._current + by) % len(self._matches)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y()) // self._theme.px(ROW)
        if 0 <= place < len(self._matches) and place != self._current:
            self._current = place
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y()) // self._theme.px(ROW)
        if 0 <= place < len(self._matches):
            self.taken.emit(self._matches[place])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("control_border"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        row = theme.px(ROW)
        for place, match in enumerate(self._matches):
            rect = QRectF(1, 1 + place * row, self.width() - 2, row)
            if place == self._current:
                painter.fillRect(rect, theme.colour("tint"))
            self._paint_match(painter, rect.adjusted(PADDING, 0, -PADDING, 0), match)
        self._paint_foot(painter, QRectF(1, 1 + len(self._matches) * row, self.width() - 2, theme.px(FOOT)))

    def _paint_match(self, painter: QPainter, rect: QRectF, match: NameMatch) -> None:
        theme, (left, right) = self._theme, match_words(match)
        bold = len(self._typed) if left.lower().startswith(self._typed.lower()) else 0
        x = rect.left()
        for part, weight in ((left[:bold], 600), (left[bold:], 400)):
            painter.setFont(theme.font(BODY, weight))
            painter.setPen(theme.colour("text"))
            painter.drawText(QRectF(x, rect.top(), rect.width(), rect.height()), Qt.AlignmentFlag.AlignVCenter, part)
            x += theme.metrics(BODY, weight).horizontalAdvance(part)
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("muted"))
        room = max(0.0, rect.right() - x - 12)
        text = theme.metrics(SMALL).elidedText(right, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_foot(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        painter.setFont(theme.font(CAPTION))
        painter.setPen(theme.colour("muted"))
        words = tr("{shown} of {total} names", shown=len(self._matches), total=count(self._total))
        if not self._matches:
            words = tr("No such name among {total}.", total=count(self._total))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
        x = inner.right()
        keys = [("Esc", tr("back"))] + ([("Enter", tr("take"))] if self._matches else [])
        for cap, word in keys:
            width = theme.metrics(CAPTION).horizontalAdvance(word)
            painter.drawText(
                QRectF(x - width, rect.top(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, word
            )
            x -= width + 6 + cap_width(theme, cap)
            place = QRectF(x, round(rect.center().y() - theme.px(CAP_HEIGHT) / 2), cap_width(theme, cap), CAP_HEIGHT)
            paint_cap(painter, theme, place, cap)
            x -= 10


def match_words(match: NameMatch) -> tuple[str, str]:
    """What stands left (what was matched) and right (the other name, or what a synonym or a word for a group means)."""
    if isinstance(match, GroupMatch):
        name = match.name_ru if speaks_russian() else match.group
        return match.matched[:1].upper() + match.matched[1:], f"→ {tr('{name} group', name=name)}"
    mineral = match.mineral
    if match.matched == mineral.name:
        return mineral.name, mineral.name_ru
    if match.matched == mineral.name_ru:
        return mineral.name_ru, mineral.name
    return match.matched, f"→ {mineral.name}"
