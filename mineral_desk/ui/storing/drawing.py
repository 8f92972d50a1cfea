"""Drawing a drawer and its boxes to scale."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mineral_desk.domain.storing.boxes import DrawerSize
from mineral_desk.domain.storing.plan import Drawer, PlacedBox
from mineral_desk.domain.storing.sizes import StoredSpecimen
from mineral_desk.services.storing.outlines import OutlineShares
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION

ROUNDED = 2.0
LEAST_FOR_WORDS = 34
"""A box narrower than this has no room for its number."""
GAP = 1.0
WORDS_GROUND = 190
"""How much of what lies behind words they cover, of 255."""


class DrawerScale:
    """Millimetres of a drawer on the pixels of a rectangle, as large as it goes in, in the middle."""

    def __init__(self, size: DrawerSize, room: QRectF) -> None:
        self.px_per_mm = max(0.01, min(room.width() / size.length_mm, room.height() / size.width_mm))
        width, height = size.length_mm * self.px_per_mm, size.width_mm * self.px_per_mm
        self.frame = QRectF(room.center().x() - width / 2, room.top(), width, height)

    def rect(self, box: PlacedBox) -> QRectF:
        """Where the box is drawn."""
        scale = self.px_per_mm
        return QRectF(
            self.frame.left() + box.x_mm * scale,
            self.frame.top() + box.y_mm * scale,
            box.width_mm * scale,
            box.depth_mm * scale,
        )


def paint_small(painter: QPainter, theme: Theme, drawer: Drawer, scale: DrawerScale, colour: QColor) -> None:
    """A drawer of the strip: the edges of its boxes only."""
    painter.setBrush(theme.colour("raised"))
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawRect(scale.frame)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 0.7))
    for box in drawer.placed:
        painter.drawRect(scale.rect(box))


def paint_box(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    placed: PlacedBox,
    shapes: Mapping[int, OutlineShares],
    *,
    chosen: bool,
) -> None:
    """A box with its size's name, the specimen in it, and its number; a borderline case is framed and marked."""
    boxed = placed.boxed
    warns = boxed.is_borderline
    edge = "accent" if chosen else "warning" if warns else "control_border"
    painter.setPen(QPen(theme.colour(edge), 2 if chosen or warns else 1))
    painter.setBrush(theme.colour("tint" if chosen else "raised"))
    inner = rect.adjusted(GAP, GAP, -GAP, -GAP)
    painter.drawRoundedRect(inner, ROUNDED, ROUNDED)
    line = theme.metrics(CAPTION).height()
    has_words = inner.width() >= LEAST_FOR_WORDS and inner.height() >= 1.6 * line
    shape = None if boxed.specimen.photo_id is None else shapes.get(boxed.specimen.photo_id)
    if shape is not None:
        paint_specimen(painter, theme, inner, placed, shape, line if has_words else 0)
    if has_words:
        paint_words(painter, theme, inner, placed, chosen=chosen)


def paint_specimen(
    painter: QPainter, theme: Theme, inner: QRectF, placed: PlacedBox, shape: OutlineShares, foot_px: float
) -> None:
    """Its outline, to scale, lying along its box; above the ``foot_px`` of the number where there is room."""
    sides = placed.boxed.sides
    scale = inner.width() / placed.width_mm
    lies_along = placed.width_mm >= placed.depth_mm
    length, width = sides.length.length_mm * scale, sides.width.length_mm * scale
    spare = inner.height() - (width if lies_along else length)
    centre = inner.center() - QPointF(0, max(0.0, min(foot_px, spare) / 2))
    points = []
    for one, other in shape.tolist():
        x, y = (one - 0.5) * length, (other - 0.5) * width
        points.append(centre + (QPointF(x, y) if lies_along else QPointF(-y, x)))
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.setBrush(theme.colour("hover"))
    painter.drawPolygon(QPolygonF(points))


def paint_words(painter: QPainter, theme: Theme, inner: QRectF, placed: PlacedBox, *, chosen: bool) -> None:
    """The name of the box above, the specimen's number below."""
    boxed, metrics = placed.boxed, theme.metrics(CAPTION)
    painter.setFont(theme.font(CAPTION, 600))
    name = metrics.elidedText(boxed.box.name, Qt.TextElideMode.ElideRight, int(inner.width() * 0.6))
    top = QRectF(inner.left() + 4, inner.top() + 1, inner.width() - 6, metrics.height())
    pen = theme.colour("accent" if chosen else "warning" if boxed.is_borderline else "muted")
    ground = QColor(theme.colour("tint" if chosen else "raised"))
    ground.setAlpha(WORDS_GROUND)
    marked = f"{name} !" if boxed.is_borderline else name
    _paint_line(painter, top, Qt.AlignmentFlag.AlignLeft, marked, pen, ground)
    painter.setFont(theme.font(CAPTION, 600 if chosen else 400))
    number = metrics.elidedText(shortened(boxed.specimen), Qt.TextElideMode.ElideLeft, int(inner.width()))
    bottom = QRectF(inner.left(), inner.bottom() - metrics.height() - 1, inner.width(), metrics.height())
    pen = theme.colour("text" if chosen else "muted")
    _paint_line(painter, bottom, Qt.AlignmentFlag.AlignHCenter, number, pen, ground)


def _paint_line(
    painter: QPainter, room: QRectF, align: Qt.AlignmentFlag, words: str, pen: QColor, ground: QColor
) -> None:
    """Words that can be read where an outline runs behind them."""
    painter.fillRect(painter.boundingRect(room, align, words).adjusted(-1, 1, 1, -1), ground)
    painter.setPen(pen)
    painter.drawText(room, align, words)


def shortened(specimen: StoredSpecimen) -> str:
    """Its number without the acronym, as there is little room: ``31893`` of ``FMM 31893``; else the photo's name."""
    return specimen.number.rpartition(" ")[2] or specimen.known_as
