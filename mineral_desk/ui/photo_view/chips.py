"""Words on the photo: chips with a size, badges with a letter. They keep their size at every zoom."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.theme.tokens import OVERLAY

PADDING = 9
BADGE = 20
SYMBOL = 9


def chip_size(theme: Theme, text: str, with_cube: bool = False) -> QSizeF:
    """How large the chip with that text is."""
    width = theme.metrics(SMALL, 600).horizontalAdvance(text) + 2 * PADDING + (SYMBOL + 7 if with_cube else 0)
    return QSizeF(width, theme.px(OVERLAY.chip_height_px))


def draw_chip(painter: QPainter, theme: Theme, rect: QRectF, text: str, with_cube: bool = False) -> None:
    """White words on near-black; the cube's chip carries its little square."""
    ground = QColor(OVERLAY.chip)
    ground.setAlphaF(OVERLAY.chip_opacity)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 3, 3)
    inner = rect.adjusted(PADDING, 0, 0, 0)
    if with_cube:
        square = QRectF(inner.left() - 1, rect.center().y() - SYMBOL / 2, SYMBOL, SYMBOL)
        pen = QPen(QColor(OVERLAY.cube), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)
        inner.adjust(SYMBOL + 7, 0, 0, 0)
    painter.setPen(QColor("#FFFFFF"))
    painter.setFont(theme.font(SMALL, 600))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def draw_badge(painter: QPainter, theme: Theme, rect: QRectF, letter: str) -> None:
    """The letter that ties a reason in the panel to its place in the photo."""
    painter.setPen(QPen(QColor(16, 16, 16, 90), 1))
    painter.setBrush(QColor(OVERLAY.badge))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(QColor(OVERLAY.badge_letter))
    painter.setFont(theme.font(SMALL, 600))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)


def around(point: QPointF, away_from: QPointF, gap: float, size: QSizeF) -> list[QPointF]:
    """Centres for a chip beside ``point``: straight away from the specimen's middle first, then all round."""
    reach_x, reach_y = size.width() / 2 + gap, size.height() / 2 + gap
    right, down = point.x() >= away_from.x(), point.y() >= away_from.y()
    sx, sy = (1 if right else -1), (1 if down else -1)
    offsets = [(sx, 0.0), (sx, sy), (0.0, sy), (sx, -sy), (-sx, sy), (0.0, -sy), (-sx, 0.0), (-sx, -sy)]
    places = []
    for factor in (1.0, 1.6, 2.4):
        places += [
            QPointF(point.x() + dx * reach_x * factor, point.y() + dy * (reach_y * factor)) for dx, dy in offsets
        ]
    return places
