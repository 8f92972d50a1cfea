"""Lines that can be seen on every ground: a dark casing below, the colour above."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mineral_desk.ui.theme.tokens import OVERLAY


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line's look in device pixels; ``dash`` is in pixels too."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    casing_opacity: float = OVERLAY.casing_opacity
    casing_extra: float = OVERLAY.casing_extra_px
    round_ends: bool = False


OUTLINE = Stroke(OVERLAY.outline, OVERLAY.outline_px)
OUTLINE_DOUBTFUL = Stroke(OVERLAY.outline, OVERLAY.outline_px, (6, 5))
CUBE = Stroke(OVERLAY.cube, OVERLAY.cube_px)
CUBE_HIDDEN = Stroke(OVERLAY.cube, OVERLAY.cube_hidden_px, (3, 3))
LENGTH = Stroke(OVERLAY.size, OVERLAY.length_px, (), OVERLAY.casing_size_opacity)
WIDTH = Stroke(OVERLAY.size, OVERLAY.width_px, (), OVERLAY.casing_size_opacity)
HELPER = Stroke(OVERLAY.size, 1.0, (1.5, 2.5), OVERLAY.casing_size_opacity)
SCALE = Stroke(OVERLAY.cube, OVERLAY.length_px, (), OVERLAY.casing_size_opacity)
PLATE = Stroke(OVERLAY.plate, OVERLAY.plate_px)
MASK_EDGE = Stroke("#FFFFFF", OVERLAY.mask_edge_px, (), OVERLAY.casing_size_opacity, round_ends=True)


def ticked_line(line: QLineF) -> QPainterPath:
    """A line with a tick across each end."""
    path = QPainterPath()
    path.moveTo(line.p1())
    path.lineTo(line.p2())
    if line.length() > 0:
        normal = line.normalVector().unitVector()
        across = QPointF(normal.dx(), normal.dy()) * (OVERLAY.tick_px / 2)
        for end in (line.p1(), line.p2()):
            path.moveTo(end - across)
            path.lineTo(end + across)
    return path


def draw_cased(painter: QPainter, path: QPainterPath, stroke: Stroke) -> None:
    """Stroke ``path`` (device pixels) twice."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    casing = QColor(OVERLAY.casing)
    casing.setAlphaF(stroke.casing_opacity)
    for pen in (_pen(casing, stroke.width + stroke.casing_extra, stroke), _pen(stroke.colour, stroke.width, stroke)):
        painter.setPen(pen)
        painter.drawPath(path)


def _pen(colour: QColor | str, width: float, stroke: Stroke) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if stroke.round_ends else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # round ones cost three times as much on long outlines
    if stroke.dash:
        pen.setDashPattern([part / width for part in stroke.dash])
    return pen


Draw = Callable[[QPainter], None]
