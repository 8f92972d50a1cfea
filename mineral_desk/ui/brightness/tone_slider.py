"""A slider about a middle: its line is filled from there, so that it tells at a glance which way it was moved."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from mineral_desk.ui.photo_view.tones import STRONGEST
from mineral_desk.ui.theme import Theme

HANDLE = 12
STEP, LONG_STEP = 5, 20


class ToneSlider(QSlider):
    """From -100 to 100; a double click brings it back to 0."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setRange(-STRONGEST, STRONGEST)
        self.setSingleStep(STEP)
        self.setPageStep(LONG_STEP)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, self._theme.px(self._theme.sizes.control) - 4)

    def _place(self, value: int) -> float:
        """Where the handle's middle is for ``value``."""
        reach = (self.width() - self._theme.px(HANDLE) - 2) / 2
        return self.width() / 2 + reach * value / STRONGEST

    def _value_at(self, x: float) -> int:
        reach = (self.width() - self._theme.px(HANDLE) - 2) / 2
        return round(STRONGEST * (x - self.width() / 2) / max(1.0, reach))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self.setValue(0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, start, at = self.height() / 2, self._place(0), self._place(self.value())
        line = QRectF(self._place(-STRONGEST), middle - 1, self._place(STRONGEST) - self._place(-STRONGEST), 2)
        painter.fillRect(line, theme.colour("key_border"))
        painter.fillRect(QRectF(start - 0.5, middle - 4, 1, 8), theme.colour("control_border"))
        painter.fillRect(QRectF(min(start, at), middle - 1, abs(at - start), 2), theme.colour("accent"))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("accent" if self.hasFocus() else "raised"))
        radius = theme.px(HANDLE) / 2 - 1
        painter.drawEllipse(QPointF(at, middle), radius, radius)
