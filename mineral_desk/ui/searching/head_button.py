"""A button above the list: an icon with a word, which goes where there is no room for it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY

ICON, GAP, PADDING = 16, 7, 8


class HeadButton(QAbstractButton):
    """Flat unless ``framed``; tinted while it is checked. Its tooltip tells all words and the key."""

    def __init__(self, theme: Theme, icon: str, words: str, key: str = "", *, framed: bool = False) -> None:
        super().__init__()
        self._theme, self._icon, self._key, self._framed = theme, icon, key, framed
        self._shown, self._wordless = words, False
        self._menu: QMenu | None = None
        self.setFont(theme.font(BODY))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: str, shown: str | None = None) -> None:
        """What it does; ``shown`` is what of it stands on the button, where that is less."""
        self._shown = words if shown is None else shown
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._key})" if self._key else words)
        self.updateGeometry()
        self.update()

    def set_wordless(self, wordless: bool) -> None:
        """The icon alone."""
        if wordless != self._wordless:
            self._wordless = wordless
            self.updateGeometry()
            self.update()

    @property
    def is_wordless(self) -> bool:
        """Whether the icon stands alone."""
        return self._wordless

    @property
    def word_px(self) -> int:
        """The room that the word takes."""
        return GAP + self.fontMetrics().horizontalAdvance(self._shown)

    def open_menu(self, menu: QMenu) -> None:
        """Pressing opens that menu."""
        self._menu = menu
        self.clicked.connect(lambda: menu.popup(self.mapToGlobal(self.rect().bottomLeft())))

    def sizeHint(self) -> QSize:
        width = self._theme.px(ICON) + 2 * PADDING + (0 if self._wordless else self.word_px)
        return QSize(width, self._theme.px(self._theme.sizes.control))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side = theme.px(ICON)
        ink = self._ink()
        theme.shelf.paint(painter, self._icon, QRectF(PADDING, (self.height() - side) / 2, side, side), ink)
        if not self._wordless:
            painter.setPen(ink)
            painter.setFont(self.font())
            rect = QRectF(PADDING + side + GAP, 0, self.word_px, self.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self._shown)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = theme.sizes.radius
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        hovered = self.isEnabled() and (self.underMouse() or self.isDown())
        fill = "tint" if self.isChecked() else "hover" if hovered else "raised" if self._framed else ""
        if not fill:
            return
        framed = self._framed and not self.isChecked()
        painter.setPen(QPen(theme.colour("control_border"), 1) if framed else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(fill))
        inset = 0.5 if framed else 0
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, theme.sizes.radius, theme.sizes.radius)

    def _ink(self) -> QColor:
        name = "faint" if not self.isEnabled() else "accent" if self.isChecked() else "text"
        return self._theme.colour(name)
