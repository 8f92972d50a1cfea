"""What happened to a record as a line of marks, latest first: hollow for the machine, filled for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.history_block import fields_in_own_words, in_own_words
from mineral_desk.ui.reason_words import why_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.words import clock, date, tr

SHOWN = 12
"""The whole history is a dialog of its own."""
MARK, INDENT, GAP = 14, 26, 8


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One act: its mark and colour, what was done, by whom and why, and when."""

    icon: str
    colour: str
    what: str
    about: str
    when: str

    @property
    def spoken(self) -> str:
        """All of it as one sentence."""
        return ", ".join(part for part in (self.what, self.about, self.when) if part)


def marked_line(line: HistoryLine, backend: Backend, dark: bool, this_year: int) -> MarkedLine:
    """A line of the history in the window's language."""
    filled = "mark-decided-dark" if dark else "mark-decided"
    icon, colour = (filled, "success") if line.who else ("mark-to-decide", "muted")
    what = in_own_words(line.what, backend)
    if line.undone:
        icon, colour, what = "undo", "muted", tr("{what} (undone)", what=what)
    parts = (line.who or tr("machine"), why_in_own_words(line), fields_in_own_words(line.details, backend))
    about = " · ".join(part for part in parts if part)
    return MarkedLine(icon, colour, what, about, moment_words(line.when.astimezone(), this_year))


def moment_words(when: datetime, this_year: int) -> str:
    """``21 Nov, 11:33`` in this year, ``2 Feb 2026`` before."""
    if when.year != this_year:
        return date(when)
    return f"{date(when).removesuffix(str(when.year)).rstrip(' .')}, {clock(when)}"


class HistoryMarks(QWidget):
    """Painted as one; a reader of screens is told all lines."""

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme, self._backend = theme, backend
        self.lines: list[MarkedLine] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("History"))

    def show_lines(self, lines: Sequence[HistoryLine]) -> None:
        """The latest ones."""
        dark, this_year = self._theme.tokens.dark, datetime.now().astimezone().year
        self.lines = [marked_line(line, self._backend, dark, this_year) for line in lines[:SHOWN]]
        self.setAccessibleDescription("\n".join(line.spoken for line in self.lines))
        self.updateGeometry()
        self.update()

    @property
    def _line_px(self) -> int:
        return self._theme.px(BODY.line_px) + self._theme.px(SMALL.line_px) + GAP

    def sizeHint(self) -> QSize:
        return QSize(0, self._line_px * len(self.lines))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos().y() // self._line_px
            QToolTip.showText(event.globalPos(), self.lines[place].spoken if place < len(self.lines) else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, line in enumerate(self.lines):
            self._paint_mark(painter, place, line)
            self._paint_words(painter, place * self._line_px, line)

    def _paint_mark(self, painter: QPainter, place: int, line: MarkedLine) -> None:
        """The mark, and the thread down to the next one."""
        theme, side = self._theme, self._theme.px(MARK)
        top = place * self._line_px + (theme.px(BODY.line_px) - side) / 2
        theme.shelf.paint(painter, line.icon, QRectF(1, top, side, side), theme.colour(line.colour))
        if place + 1 < len(self.lines):
            thread = QRectF(1 + side / 2 - 0.5, top + side + 3, 1, self._line_px - side - 6)
            painter.fillRect(thread, theme.colour("line"))

    def _paint_words(self, painter: QPainter, top: int, line: MarkedLine) -> None:
        theme, left = self._theme, self._theme.px(INDENT)
        small = theme.metrics(SMALL)
        when_px = small.horizontalAdvance(line.when)
        first = QRectF(left, top, self.width() - left, theme.px(BODY.line_px))
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("muted"))
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line.when)
        second = QRectF(left, first.bottom(), first.width(), theme.px(SMALL.line_px))
        about = small.elidedText(line.about, Qt.TextElideMode.ElideRight, int(second.width()))
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, about)
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.colour("text" if line.icon != "undo" else "muted"))
        room = int(first.width()) - when_px - GAP
        what = theme.metrics(BODY).elidedText(line.what, Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, what)
