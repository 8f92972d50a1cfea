"""The ground of a small panel that lies over a photo."""

from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from mineral_desk.ui.theme import Theme


def paint_floating(panel: QWidget, theme: Theme) -> None:
    """A sheet with a border: without one it would be a part of the photo to the eye."""
    painter = QPainter(panel)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("control_border"), 1))
    painter.setBrush(theme.colour("surface"))
    radius = theme.sizes.radius
    painter.drawRoundedRect(panel.rect().adjusted(0, 0, -1, -1), radius, radius)
