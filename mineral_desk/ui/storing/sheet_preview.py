"""A sheet of labels in small: where they lie on the paper."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mineral_desk.domain.labelling import LabelSettings, label_corner_mm
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr

CODE_SHARE = 0.45
EDGE_MM = 3.0


class SheetPreview(QWidget):
    """The squares are the codes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sheet = LabelSettings()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The sheet in small"))

    def show_sheet(self, sheet: LabelSettings) -> None:
        """Another sheet, which makes sense."""
        self._sheet = sheet
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(300))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, sheet, painter = self._theme, self._sheet, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width_mm, height_mm = sheet.paper_mm
        scale = min((self.width() - 2) / width_mm, (self.height() - 2) / height_mm)
        left, top = (self.width() - width_mm * scale) / 2, (self.height() - height_mm * scale) / 2
        painter.setPen(QPen(theme.colour("control_border"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRect(QRectF(left, top, width_mm * scale, height_mm * scale))
        painter.setPen(QPen(theme.colour("key_border"), 1))
        side = min(sheet.height_mm - 2 * EDGE_MM, sheet.width_mm * CODE_SHARE - 2 * EDGE_MM)
        for place in range(sheet.a_sheet):
            x, y = (corner * scale for corner in label_corner_mm(sheet, place))
            label = QRectF(left + x, top + y, sheet.width_mm * scale, sheet.height_mm * scale)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(label)
            code = QRectF(label.left() + EDGE_MM * scale, 0, side * scale, side * scale)
            code.moveTop(label.center().y() - code.height() / 2)
            painter.fillRect(code, theme.colour("key_border"))
