"""A flat button that opens a menu."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY

CHEVRON = 14


class MenuButton(QAbstractButton):
    """A word and a chevron."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._menu: QMenu | None = None
        self._wordless = False
        self.setFont(theme.font(BODY))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        self.set_words(text)

    def setMenu(self, menu: QMenu) -> None:
        """What opens."""
        self._menu = menu

    def set_words(self, text: str) -> None:
        """Another word."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self._told_words()

    def set_wordless(self, wordless: bool) -> None:
        """Only the sign that a menu opens; a tooltip says the word."""
        if wordless != self._wordless:
            self._wordless = wordless
            self._told_words()

    def _told_words(self) -> None:
        self.setToolTip(self.text() if self._wordless else "")
        self.updateGeometry()
        self.update()

    @property
    def _shown(self) -> str:
        return "" if self._wordless else self.text()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._shown) + self._theme.px(CHEVRON) + 24
        return QSize(width, self._theme.px(self._theme.sizes.control))

    def _open(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(rect, theme.sizes.radius, theme.sizes.radius)
        painter.setPen(theme.colour("text"))
        painter.setFont(self.font())
        painter.drawText(rect.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._shown)
        side = theme.px(CHEVRON)
        place = QRectF(rect.right() - side - 7, (self.height() - side) / 2 + 1, side, side)
        theme.shelf.paint(painter, "chevron-down", place, theme.colour("text"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
