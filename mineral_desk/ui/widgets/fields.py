"""Text fields: with an icon, a hint and the key that goes there."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from mineral_desk.ui.keys import is_enter
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.keycap import CAP_HEIGHT, cap_width, paint_cap

PADDING = 8
ICON = 16


class Field(QLineEdit):
    """One line. ``left`` tells that the focus went elsewhere."""

    left = Signal()

    def __init__(self, theme: Theme, hint: str, key: str = "", icon: str = "", height: int | None = None) -> None:
        super().__init__()
        self._theme, self._key, self._icon, self._hint = theme, key, icon, hint
        self.setFont(theme.font(BODY))
        self.setAccessibleName(hint)
        self.setFrame(False)
        self.setFixedHeight(theme.px(height or theme.sizes.field))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        left = PADDING + (theme.px(ICON) + 8 if icon else 0)
        right = PADDING + (cap_width(theme, key) + 4 if key else 0)
        self.setTextMargins(left - 2, 0, right - 2, 0)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("faint"))
        self.setPalette(palette)
        self.setPlaceholderText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends here: what it does may move the focus, and the key must not go on as the window's own Enter."""
        super().keyPressEvent(event)
        if is_enter(event):
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        inset = 1.0 if focused else 0.5
        painter.setPen(QPen(theme.colour("accent" if focused else "control_border"), 2 if focused else 1))
        painter.setBrush(theme.colour("raised"))
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, theme.sizes.radius, theme.sizes.radius)
        middle = self.height() / 2
        if self._icon:
            side = theme.px(ICON)
            theme.shelf.paint(
                painter, self._icon, QRectF(PADDING, middle - side / 2, side, side), theme.colour("muted")
            )
        if self._key and not focused and not self.text():
            width, height = cap_width(theme, self._key), theme.px(CAP_HEIGHT)
            cap = QRectF(self.width() - PADDING - width + 1, round(middle - height / 2), width, height)
            paint_cap(painter, theme, cap, self._key)
        painter.end()
        super().paintEvent(event)


class NumberField(Field):
    """A length in millimetres."""

    def __init__(self, theme: Theme, hint: str, name: str, height: int | None = None) -> None:
        super().__init__(theme, hint, height=height)
        self.setAccessibleName(name)
        self.setMaxLength(8)
