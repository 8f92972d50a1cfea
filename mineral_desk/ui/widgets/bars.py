"""Thin bars: how probable, how far."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme

BAR_HEIGHT = 4


def paint_bar(painter: QPainter, rect: QRectF, fraction: float, ground: QColor, ink: QColor) -> None:
    """A bar filled from the left; the smallest part still shows."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = rect.height() / 2
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, radius, radius)
    if fraction > 0:
        filled = QRectF(rect)
        filled.setWidth(max(1.5, rect.width() * min(1.0, fraction)))
        painter.setBrush(ink)
        painter.drawRoundedRect(filled, min(radius, filled.width() / 2), radius)
    painter.restore()


class ProgressBar(QWidget):
    """How far a stage is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._fraction, self._done = theme, 0.0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fraction(self, fraction: float, done: bool) -> None:
        """A finished stage turns grey: nothing happens there any more."""
        self._fraction, self._done = fraction, done
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        ink = self._theme.colour("key_border" if self._done else "accent")
        paint_bar(QPainter(self), QRectF(self.rect()), self._fraction, self._theme.colour("line"), ink)
