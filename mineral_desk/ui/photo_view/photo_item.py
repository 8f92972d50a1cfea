"""The photo as an item of the scene, drawn from the level of detail that the zoom needs."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.photo_view.tones import Tones, shown_with


class PhotoItem(QGraphicsItem):
    """In full-size coordinates. What is on the screen is kept, so that a dragged handle costs no scaling."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._kept: QImage | None = None
        self._kept_for: tuple[QTransform, int, int, float] | None = None
        self._tones = Tones()
        self._lit: QImage | None = None
        """What is kept, with the tones that were chosen."""

    def show_picture(self, picture: Picture | None) -> None:
        """Another picture, or none."""
        self.prepareGeometryChange()
        self._picture, self._kept, self._kept_for, self._lit = picture, None, None, None
        self.update()

    def show_tones(self, tones: Tones) -> None:
        """How light and contrasty; only what is on the screen is computed."""
        self._tones, self._lit = tones, None
        self.update()

    def boundingRect(self) -> QRectF:
        if self._picture is None:
            return QRectF()
        return QRectF(0, 0, self._picture.width_px, self._picture.height_px)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        if self._picture is None:
            return
        if widget is None:
            self._draw(painter, self._picture, 1.0)
            return
        ratio = widget.devicePixelRatioF()
        shown = painter.worldTransform()
        wanted = (QTransform(shown), widget.width(), widget.height(), ratio)
        if self._kept is None or self._kept_for != wanted:
            self._kept, self._kept_for = self._drawn(self._picture, shown, widget, ratio), wanted
            self._lit = None
        if self._lit is None:
            self._lit = self._kept if self._tones.is_plain else shown_with(self._kept, self._tones)
        painter.save()
        painter.resetTransform()
        painter.drawImage(0, 0, self._lit)
        painter.restore()

    def _drawn(self, picture: Picture, shown: QTransform, widget: QWidget, ratio: float) -> QImage:
        image = QImage(widget.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setTransform(shown)
        self._draw(painter, picture, ratio)
        painter.end()
        return image

    def _draw(self, painter: QPainter, picture: Picture, ratio: float) -> None:
        needed = picture.width_px * QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        level = picture.level_for(needed * ratio)
        smooth = needed * ratio < 2 * level.width() or level.width() < picture.width_px
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(self.boundingRect(), level)
