"""Icons: SVG drawings on a grid of 20, tinted with a colour of the theme, crisp on every screen."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class TintedEngine(QIconEngine):
    """Draws one SVG in a colour that depends on the button's state, at the size and ratio asked for."""

    def __init__(self, shelf: "IconShelf", name: str, normal: QColor, checked: QColor | None, disabled: QColor) -> None:
        super().__init__()
        self._shelf, self._name = shelf, name
        self._normal, self._checked, self._disabled = normal, checked or normal, disabled

    def clone(self) -> QIconEngine:
        return TintedEngine(self._shelf, self._name, self._normal, self._checked, self._disabled)

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._colour(mode, state)
        self._shelf.paint(painter, self._name, QRectF(rect), colour)  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._shelf.pixmap(self._name, size.width(), self._colour(mode, state))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        logical = round(size.width() / scale)
        return self._shelf.pixmap(self._name, logical, self._colour(mode, state), scale)

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        if mode == QIcon.Mode.Disabled:
            return self._disabled
        return self._checked if state == QIcon.State.On else self._normal


class IconShelf:
    """The drawings of one folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}

    def icon(self, name: str, normal: QColor, checked: QColor | None, disabled: QColor) -> QIcon:
        """An icon for buttons and menus."""
        return QIcon(TintedEngine(self, name, normal, checked, disabled))

    def pixmap(self, name: str, size_px: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
        """A picture of ``size_px`` logical pixels at ``ratio`` device pixels each."""
        side = max(1, round(size_px * ratio))
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, name, QRectF(0, 0, side, side), colour)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def paint(self, painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
        """Draw the icon into ``rect``."""
        self._renderer(name, colour).render(painter, rect)

    def _renderer(self, name: str, colour: QColor) -> QSvgRenderer:
        key = (name, colour.name())
        if key not in self._renderers:
            if name not in self._texts:
                self._texts[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            drawing = self._texts[name].replace("currentColor", colour.name())
            self._renderers[key] = QSvgRenderer(drawing.encode())
        return self._renderers[key]
