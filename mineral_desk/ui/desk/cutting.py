"""A cutting of the photo, enlarged, with what was found in it."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.domain.geometry import Box
from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION
from mineral_desk.ui.widgets.labels import ElidedLabel

Draw = Callable[[QPainter, QTransform], None]
NARROWEST, WIDEST = 0.85, 2.0


class _Window(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: Picture | None = None
        self._box = Box(0, 0, 1, 1)
        self._draw: Draw | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_part(self, picture: Picture | None, box: Box, draw: Draw | None) -> None:
        self._picture, self._box, self._draw = picture, box, draw
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("hover"))
        if self._picture is None or self._box.area <= 0:
            return
        scale = max(self.width() / self._box.width, self.height() / self._box.height)
        centre_x, centre_y = self._box.centre
        to_screen = QTransform(
            scale, 0, 0, scale, self.width() / 2 - centre_x * scale, self.height() / 2 - centre_y * scale
        )
        level = self._picture.level_for(self._picture.width_px * scale * self.devicePixelRatioF())
        reduction = self._picture.width_px / level.width()
        part = to_screen.inverted()[0].mapRect(QRectF(self.rect()))
        source = QRectF(part.x() / reduction, part.y() / reduction, part.width() / reduction, part.height() / reduction)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect())
        painter.drawImage(QRectF(self.rect()), level, source)
        if self._draw is not None:
            self._draw(painter, to_screen)


class Cutting(QWidget):
    """The cutting with two short lines below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._window = _Window(theme)
        self._first = ElidedLabel(theme, CAPTION, "muted")
        self._second = ElidedLabel(theme, CAPTION, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._window)
        column.addSpacing(5)
        column.addWidget(self._first)
        column.addWidget(self._second)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_part(
        self, picture: Picture | None, box: Box, height: int, captions: tuple[str, str], draw: Draw | None = None
    ) -> None:
        """Show ``box`` of the photo, ``height`` screen pixels high."""
        ratio = box.width / box.height if box.area > 0 else 1.0
        width = round(height * min(max(ratio, NARROWEST), WIDEST))
        self._window.setFixedSize(QSize(width, height))
        self._window.show_part(picture, box, draw)
        self._first.setText(captions[0])
        self._second.setText(captions[1])
        metrics = self._first.fontMetrics()
        words = max(metrics.horizontalAdvance(text) for text in captions) + 2
        self.setFixedWidth(max(width, min(words, round(height * WIDEST))))
        self.setAccessibleName(", ".join(text for text in captions if text))
