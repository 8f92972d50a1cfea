"""The small framed letter that tells which key does a thing."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION

CAP_HEIGHT = 18
DIMMED = 0.45


def cap_width(theme: Theme, text: str) -> int:
    """The width of the cap in pixels."""
    return int(max(theme.px(20), theme.metrics(CAPTION, 500).horizontalAdvance(text) + theme.px(10)))


def paint_cap(
    painter: QPainter, theme: Theme, rect: QRectF, text: str, tone: str = "plain", dimmed: bool = False
) -> None:
    """Draw a cap: ``plain`` on a light ground, ``accent`` for the chosen row, ``inverse`` on the accent fill."""
    border, ink = {
        "plain": (theme.colour("key_border"), theme.colour("muted")),
        "accent": (theme.colour("accent"), theme.colour("accent")),
        "inverse": (QColor(255, 255, 255, 150), theme.colour("on_accent")),
    }[tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(painter.opacity() * (DIMMED if dimmed else 1.0))
    painter.setPen(QPen(border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if tone == "inverse" else theme.colour("raised"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.sizes.radius_key, theme.sizes.radius_key)
    painter.setPen(ink)
    painter.setFont(theme.font(CAPTION, 500))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class KeyCap(QWidget):
    """A cap as a widget of its own."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme, self._text, self._dimmed = theme, text, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_dimmed(self, dimmed: bool) -> None:
        """Pale while the key belongs to a text field."""
        self._dimmed = dimmed
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(cap_width(self._theme, self._text), self._theme.px(CAP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_cap(QPainter(self), self._theme, QRectF(self.rect()), self._text, dimmed=self._dimmed)
