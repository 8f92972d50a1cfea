"""The open ring that says "working": it stands still at first and turns when it takes longer."""

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme

TURNS_AFTER_MS = 400
FRAME_MS = 50
DEGREES_A_FRAME = 18


class Ring(QWidget):
    """Turns only while it is seen, and not at all where motion is to be reduced."""

    def __init__(self, theme: Theme, side: int = 16) -> None:
        super().__init__()
        self._theme, self._side, self._angle = theme, theme.px(side), 0
        self._shown_for = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._turn)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._angle = 0
        self._shown_for.start()
        if not self._theme.reduce_motion:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _turn(self) -> None:
        if self._shown_for.elapsed() >= TURNS_AFTER_MS:
            self._angle = (self._angle + DEGREES_A_FRAME) % 360
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self._side / 2
        painter.translate(half, half)
        painter.rotate(self._angle)
        rect = QRectF(-half, -half, self._side, self._side)
        self._theme.shelf.paint(painter, "mark-working", rect, self._theme.colour("muted"))
