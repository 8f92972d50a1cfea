"""A toggle of the photo bar: it switches an overlay and is its legend."""

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.theme.tokens import OVERLAY

SWATCH_WIDTH = 16
PALE = 0.55


class LayerToggle(QAbstractButton):
    """Swatch and word; without the word where there is no room and it is off."""

    def __init__(self, theme: Theme, layer: Layer, word: str, key: str) -> None:
        super().__init__()
        self._theme, self._layer, self._short, self._wordless = theme, layer, False, False
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(f"{word} ({key})")
        self.setCheckable(True)
        self.setFont(theme.font(BODY))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.updateGeometry)

    def set_short(self, short: bool) -> None:
        """Lose the word while off."""
        self._short = short
        self.updateGeometry()

    def set_wordless(self, wordless: bool) -> None:
        """Lose the word always."""
        self._wordless = wordless
        self.updateGeometry()

    def _shows_word(self) -> bool:
        return not self._wordless and (self.isChecked() or not self._short)

    def _padding(self) -> int:
        return 5 if self._wordless else 10

    def sizeHint(self) -> QSize:
        width = self._theme.px(SWATCH_WIDTH) + 2 * self._padding()
        if self._shows_word():
            width += 8 + self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width, self._theme.px(self._theme.sizes.control))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(theme.colour("tint" if self.isChecked() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), theme.sizes.radius, theme.sizes.radius)
        side = theme.px(SWATCH_WIDTH)
        painter.setOpacity(1.0 if self.isChecked() else PALE)
        paint_swatch(painter, self._layer, QRectF(self._padding(), (self.height() - side) / 2, side, side), theme)
        painter.setOpacity(1.0)
        if self._shows_word():
            painter.setPen(theme.colour("text" if self.isChecked() else "muted"))
            painter.setFont(self.font())
            rect = QRectF(18 + side, 0, self.width(), self.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


def paint_swatch(painter: QPainter, layer: Layer, rect: QRectF, theme: Theme) -> None:
    """The overlay in small, cased as it is on the photo."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _SWATCHES[layer](painter, rect, QColor(OVERLAY.casing) if not theme.tokens.dark else QColor(0, 0, 0, 0))
    painter.restore()


def _outline(painter: QPainter, rect: QRectF, casing: QColor) -> None:
    line = QLineF(rect.left(), rect.center().y(), rect.right(), rect.center().y())
    casing.setAlphaF(casing.alphaF() * 0.6)
    for colour, width in ((casing, 4.0), (QColor(OVERLAY.outline), 2.2)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(line)


def _cube(painter: QPainter, rect: QRectF, casing: QColor) -> None:
    square = QRectF(0, 0, 11, 11)
    square.moveCenter(rect.center())
    casing.setAlphaF(casing.alphaF() * 0.6)
    for colour, width in ((casing, 4.0), (QColor(OVERLAY.cube), 2.0)):
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(square)


def _size(painter: QPainter, rect: QRectF, casing: QColor) -> None:
    inks = [(QColor(OVERLAY.size), 1.6)]
    if casing.alpha():
        inks = [(QColor("#3A3B3D"), 3.2), (QColor("#FFFFFF"), 1.2)]
    middle = rect.center()
    lines = [
        QLineF(rect.left() + 1, middle.y(), rect.right() - 1, middle.y()),
        QLineF(rect.left() + 1, middle.y() - 4, rect.left() + 1, middle.y() + 4),
        QLineF(rect.right() - 1, middle.y() - 4, rect.right() - 1, middle.y() + 4),
    ]
    for colour, width in inks:
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(lines)


def _plates(painter: QPainter, rect: QRectF, casing: QColor) -> None:  # noqa: ARG001
    box = QRectF(0, 0, 15, 10)
    box.moveCenter(rect.center())
    painter.setPen(QPen(QColor(OVERLAY.plate), 1.5))
    painter.setBrush(QColor(OVERLAY.plate_hatch[0]))
    painter.drawRect(box)
    painter.setClipRect(box.adjusted(1, 1, -1, -1))
    painter.setPen(QPen(QColor("#D8D8D8"), 1.6))
    for x in range(-10, 16, 5):
        painter.drawLine(QPointF(box.left() + x, box.bottom()), QPointF(box.left() + x + 10, box.top()))


def _map(painter: QPainter, rect: QRectF, casing: QColor) -> None:  # noqa: ARG001
    box = QRectF(0, 0, 14, 9)
    box.moveCenter(rect.center())
    ramp = QLinearGradient(box.topLeft(), box.topRight())
    for place, colour in enumerate(OVERLAY.map_ramp[:4]):
        ramp.setColorAt(place / 4 + 0.001, QColor(colour))
        ramp.setColorAt((place + 1) / 4, QColor(colour))
    painter.fillRect(box, ramp)


_SWATCHES = {Layer.OUTLINE: _outline, Layer.CUBE: _cube, Layer.SIZE: _size, Layer.PLATES: _plates, Layer.MAP: _map}
