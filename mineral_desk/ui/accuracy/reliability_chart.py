"""What was said against what was right, as a picture: on the diagonal a probability keeps its word."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mineral_desk.domain.accuracy import ReliabilityBin
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.words import tr

MARGIN = 26
LEAST_SIDE = 70
"""A smaller picture tells nothing; the table beside it has the same in words."""
SMALLEST_POINT, LARGEST_POINT = 3.0, 9.0


class ReliabilityChart(QWidget):
    """A point a tenth of probability, the larger the more photos there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bins: tuple[ReliabilityBin, ...] = ()
        self.setFont(theme.font(SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("What was said against what was right"))

    def show_bins(self, bins: Sequence[ReliabilityBin]) -> None:
        """Other figures; the table beside it has the same in words."""
        self._bins = tuple(bins)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(190)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        if frame.width() < self._theme.px(LEAST_SIDE):
            return
        self._paint_ground(painter, frame)
        most = max((one.photos for one in self._bins), default=1)
        painter.setPen(QPen(self._theme.colour("raised"), 1))
        painter.setBrush(self._theme.colour("accent"))
        for one in self._bins:
            radius = SMALLEST_POINT + (LARGEST_POINT - SMALLEST_POINT) * (one.photos / most) ** 0.5
            painter.drawEllipse(self._at(frame, one.mean_probability, one.right_share), radius, radius)

    def _frame(self) -> QRectF:
        margin = self._theme.px(MARGIN)
        side = max(1, min(self.width() - margin - 8, self.height() - margin - 8))
        return QRectF(margin, 8, side, side)

    def _paint_ground(self, painter: QPainter, frame: QRectF) -> None:
        theme = self._theme
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRect(frame)
        painter.setPen(QPen(theme.colour("key_border"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(frame.bottomLeft(), frame.topRight())
        painter.setPen(theme.colour("muted"))
        below = QRectF(frame.left(), frame.bottom() + 2, frame.width(), theme.px(18))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tr("Said"))
        painter.save()
        painter.translate(frame.left() - theme.px(20), frame.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, frame.height(), theme.px(18)), Qt.AlignmentFlag.AlignCenter, tr("Right"))
        painter.restore()

    @staticmethod
    def _at(frame: QRectF, said: float, right: float) -> QPointF:
        return QPointF(frame.left() + said * frame.width(), frame.bottom() - right * frame.height())
