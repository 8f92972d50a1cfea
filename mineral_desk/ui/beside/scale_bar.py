"""A bar in the corner of a photo that says how long some millimetres are there."""

from PySide6.QtCore import QEvent, QLineF, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mineral_desk.ui.beside.scales import Scale, round_length_mm
from mineral_desk.ui.photo_view.chips import chip_size, draw_chip
from mineral_desk.ui.photo_view.strokes import Stroke, draw_cased, ticked_line
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.words import as_typed, tr

LONGEST_PX = 120
GAP, EDGE = 6, 10
LINE = Stroke(OVERLAY.size, OVERLAY.length_px, (), OVERLAY.casing_size_opacity)
DOUBTFUL = Stroke(OVERLAY.size, OVERLAY.length_px, (5, 4), OVERLAY.casing_size_opacity)


class ScaleBar(QWidget):
    """Follows the zoom; dashed where nobody vouches for the scale."""

    def __init__(self, theme: Theme, view: PhotoView) -> None:
        super().__init__(view.viewport())
        self._theme, self._view = theme, view
        self._scale: Scale | None = None
        self._wanted = False
        self.length_mm, self.length_px = 0.0, 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.zoomed.connect(self._measure)
        view.viewport().installEventFilter(self)
        self.hide()

    def show_scale(self, scale: Scale | None) -> None:
        """The scale of the photo in the view."""
        self._scale = scale
        self._measure()

    def want(self, wanted: bool) -> None:
        """Whether it is to be seen at all."""
        self._wanted = wanted
        self._measure()

    @property
    def words(self) -> str:
        """``10 mm``, with a sign before it where nobody vouches for it."""
        words = tr("{length} mm", length=as_typed(self.length_mm))
        return words if self._scale is not None and self._scale.vouched else f"≈ {words}"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _measure(self) -> None:
        scale = self._scale
        self.setVisible(self._wanted and scale is not None and self._view.picture is not None)
        if scale is None or not self._wanted:
            return
        px_per_mm = self._view.scale_now / scale.mm_per_px
        self.length_mm = round_length_mm(LONGEST_PX / px_per_mm)
        self.length_px = self.length_mm * px_per_mm
        self._place()
        self.update()

    def _place(self) -> None:
        chip = chip_size(self._theme, self.words)
        width = max(self.length_px + 4, chip.width())
        height = chip.height() + GAP + OVERLAY.tick_px + 4
        ground = self._view.viewport().rect()
        self.setGeometry(QRectF(EDGE, ground.height() - EDGE - height, width, height).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._scale is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chip = chip_size(self._theme, self.words)
        draw_chip(painter, self._theme, QRectF(0, 0, chip.width(), chip.height()), self.words)
        y = self.height() - OVERLAY.tick_px / 2 - 2
        line = ticked_line(QLineF(2, y, 2 + self.length_px, y))
        draw_cased(painter, line, LINE if self._scale.vouched else DOUBTFUL)
