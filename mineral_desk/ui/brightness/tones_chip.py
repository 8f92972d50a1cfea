"""Words in the corner of a photo that is not shown as it was taken, so that nobody decides by it unknowingly."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from mineral_desk.ui.brightness.panel import signed
from mineral_desk.ui.photo_view.chips import chip_size, draw_chip
from mineral_desk.ui.photo_view.tones import Tones
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr

GAP = 8


def tones_words(tones: Tones, kept: bool) -> str:
    """What was changed, and by how much; that it holds for the photos that follow, too."""
    parts = []
    if tones.brightness:
        parts.append(tr("Brightness {value}", value=signed(tones.brightness)))
    if tones.contrast:
        parts.append(tr("Contrast {value}", value=signed(tones.contrast)))
    if parts and kept:
        parts.append(tr("kept|brightness"))
    return ", ".join(parts)


class TonesChip(QAbstractButton):
    """Pressed it opens the panel."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("The photo is not shown as it was taken."))
        self.move(GAP, GAP)
        self.hide()

    def show_words(self, words: str) -> None:
        """Nothing where ``words`` is empty."""
        self.setText(words)
        self.setAccessibleName(words)
        self.resize(self.sizeHint())
        self.setVisible(bool(words))

    def sizeHint(self) -> QSize:
        return chip_size(self._theme, self.text()).toSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, self._theme, QRectF(self.rect()), self.text())
