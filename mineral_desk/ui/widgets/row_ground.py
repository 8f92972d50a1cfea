"""The ground of a row that can be chosen."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from mineral_desk.ui.theme import Theme


def paint_row_ground(painter: QPainter, theme: Theme, rect: QRectF, *, chosen: bool, hovered: bool) -> None:
    """Tinted where the row is chosen, grey below the pointer, else nothing. The painter's pen and brush change."""
    if chosen or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint" if chosen else "hover"))
        painter.drawRoundedRect(rect, theme.sizes.radius, theme.sizes.radius)
