"""A button of the photo bar: an icon alone, tinted while its tool is held or what it switches is on."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from mineral_desk.ui.theme import Theme

ICON = 18
WIDTH = 32


class ToolButton(QAbstractButton):
    """Its word and key are in the tooltip."""

    def __init__(self, theme: Theme, icon: str, word: str, key: str) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self._word, self._key = word, key
        self.setCheckable(True)
        self.say("")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, state: str) -> None:
        """Add to the word how things stand; nothing where ``state`` is empty."""
        words = f"{self._word}: {state}" if state else self._word
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._key})" if self._key else words)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(WIDTH), self._theme.px(self._theme.sizes.control))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint" if self.isChecked() else "hover"))
            painter.drawRoundedRect(rect, theme.sizes.radius, theme.sizes.radius)
        side = theme.px(ICON)
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        theme.shelf.paint(painter, self._icon, place, theme.colour("accent" if self.isChecked() else "text"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.sizes.radius, theme.sizes.radius)
