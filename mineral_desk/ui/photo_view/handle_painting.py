"""Handles: hollow where the machine put them, filled where a person did; as large at every zoom."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mineral_desk.ui.photo_view.marked import Handle, HandleKind
from mineral_desk.ui.theme.tokens import OVERLAY

SIZES = {
    HandleKind.CORNER: OVERLAY.corner_handle_px,
    HandleKind.LENGTH: OVERLAY.line_handle_px,
    HandleKind.WIDTH: OVERLAY.line_handle_px,
    HandleKind.SCALE: OVERLAY.line_handle_px,
    HandleKind.OUTLINE: OVERLAY.outline_handle_px,
}
COLOURS = {
    HandleKind.CORNER: OVERLAY.cube,
    HandleKind.LENGTH: OVERLAY.size,
    HandleKind.WIDTH: OVERLAY.size,
    HandleKind.SCALE: OVERLAY.cube,
    HandleKind.OUTLINE: OVERLAY.outline,
}
RING = {HandleKind.OUTLINE: 1.5}
RING_PX = 2.0
HIDDEN_OPACITY = 0.6
MIDDLE_PX = 4.0


def draw_handle(painter: QPainter, handle: Handle, at: QPointF, hot: bool) -> None:
    """One handle at ``at`` on the screen; ``hot`` (below the mouse, or with the focus) is larger and framed white."""
    size = SIZES[handle.kind] + (OVERLAY.hot_handle_extra_px if hot else 0.0)
    ring = RING.get(handle.kind, RING_PX)
    shape = painter.drawRect if handle.kind is HandleKind.CORNER else painter.drawEllipse
    painter.save()
    painter.setOpacity(HIDDEN_OPACITY if handle.hidden and not hot else 1.0)
    casing = QColor(OVERLAY.casing)
    casing.setAlphaF(OVERLAY.casing_size_opacity)
    _frame(painter, shape, at, size + 1, casing, 1.0)
    if hot:
        _frame(painter, shape, at, size + 4, casing, 1.0)
        _frame(painter, shape, at, size + 2.5, QColor(OVERLAY.handle_frame), 2.0)
    colour = QColor(COLOURS[handle.kind])
    inner = QColor(OVERLAY.handle_core)
    if handle.moved:
        _frame(painter, shape, at, size, inner, 1.0, colour)
        if handle.kind in (HandleKind.LENGTH, HandleKind.WIDTH):  # white on white needs its edge
            _frame(painter, shape, at, size - 1, inner, 1.5, colour)
    elif handle.doubtful:
        _frame(painter, shape, at, size - ring, colour, ring)
    else:
        _frame(painter, shape, at, size - ring, colour, ring, inner)
    painter.restore()


def _frame(
    painter: QPainter,
    shape: Callable[[QRectF], object],
    at: QPointF,
    size: float,
    line: QColor,
    width: float,
    fill: QColor | None = None,
) -> None:
    pen = QPen(line, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    shape(QRectF(at.x() - size / 2, at.y() - size / 2, size, size))


def draw_middle(painter: QPainter, at: QPointF, hot: bool) -> None:
    """A small dot halfway between two of the outline's handles: a drag there makes another one."""
    size = MIDDLE_PX + (OVERLAY.hot_handle_extra_px if hot else 0.0)
    casing = QColor(OVERLAY.casing)
    casing.setAlphaF(OVERLAY.casing_size_opacity)
    painter.setPen(QPen(QColor(OVERLAY.handle_frame) if hot else casing, 1.5 if hot else 1.0))
    painter.setBrush(QColor(OVERLAY.outline))
    painter.drawEllipse(QRectF(at.x() - size / 2, at.y() - size / 2, size, size))
