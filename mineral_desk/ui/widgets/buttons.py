"""Buttons that show their key."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, Style
from mineral_desk.ui.widgets.keycap import CAP_HEIGHT, cap_width, paint_cap

GAP = 8
ICON = 16


class ButtonKind(StrEnum):
    """The one that does the thing, the others, and words that can be pressed."""

    PRIMARY = "primary"
    NORMAL = "normal"
    LINK = "link"


class KeyButton(QAbstractButton):
    """A verb, with an icon before and the key behind it."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        key: str = "",
        kind: ButtonKind = ButtonKind.NORMAL,
        icon: str = "",
        height: int | None = None,
        style: Style = BODY,
        spread: bool = False,
    ) -> None:
        """``spread`` puts the text to the left and the key to the right end."""
        super().__init__()
        self._theme, self._key, self._kind, self._icon_name = theme, key, kind, icon
        link_height = max(CAP_HEIGHT, style.line_px) if key else style.line_px
        self._height = height or (link_height if kind is ButtonKind.LINK else theme.sizes.control)
        self._spread, self._dimmed = spread, False
        self.setFont(theme.font(style, 600 if kind is ButtonKind.PRIMARY else None))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind is ButtonKind.LINK else Qt.CursorShape.ArrowCursor)
        self.set_words(text)

    @property
    def key(self) -> str:
        """The key shown."""
        return self._key

    def set_words(self, text: str, key: str | None = None) -> None:
        """Another verb, or another key for it."""
        self.setText(text)
        self.setAccessibleName(text)
        self._key = self._key if key is None else key
        self.updateGeometry()
        self.update()

    @property
    def is_cut(self) -> bool:
        """Whether the words do not fit."""
        return self._inner_width() + 2 * self._padding() > self.width()

    def set_icon_name(self, icon: str) -> None:
        """Another icon before the verb."""
        self._icon_name = icon
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """A pale key while keys belong to a text field."""
        self._dimmed = dimmed
        self.update()

    def _inner_width(self) -> int:
        parts = [self.fontMetrics().horizontalAdvance(self.text())]
        if self._icon_name:
            parts.append(self._theme.px(ICON))
        if self._key:
            parts.append(cap_width(self._theme, self._key))
        return sum(parts) + GAP * (len(parts) - 1)

    def _padding(self) -> int:
        return 0 if self._kind is ButtonKind.LINK else 12

    def sizeHint(self) -> QSize:
        return QSize(self._inner_width() + 2 * self._padding(), self._theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inner_width() + min(12, 2 * self._padding()), self._theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._kind is not ButtonKind.LINK:
            self._paint_ground(painter)
        self._paint_content(painter)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        theme, radius = self._theme, self._theme.sizes.radius
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._kind is ButtonKind.PRIMARY:
            fill = theme.colour("accent_fill") if self.isEnabled() else theme.colour("hover")
            if self.isEnabled() and (self.underMouse() or self.isDown()):
                fill = fill.darker(112)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
            return
        hovered = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setPen(QPen(theme.colour("control_border" if self.isEnabled() else "line"), 1))
        painter.setBrush(theme.colour("hover" if hovered else "raised"))
        painter.drawRoundedRect(rect, radius, radius)

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return self._theme.colour("faint")
        names = {ButtonKind.PRIMARY: "on_accent", ButtonKind.NORMAL: "text", ButtonKind.LINK: "accent"}
        return self._theme.colour(names[self._kind])

    def _paint_content(self, painter: QPainter) -> None:
        theme, middle = self._theme, self.height() / 2
        spare = self.width() - self._inner_width()
        x = float(max(0.0, self._padding() if self._spread else spare / 2))
        if self._icon_name:
            side = theme.px(ICON)
            theme.shelf.paint(painter, self._icon_name, QRectF(x, middle - side / 2, side, side), self._ink())
            x += side + GAP
        cap = cap_width(theme, self._key) if self._key else 0
        end = self.width() - (self._padding() if self._spread else 0) - (cap + GAP if cap and self._spread else 0)
        room = end - x if self._spread else self.fontMetrics().horizontalAdvance(self.text())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room) + 1)
        painter.setPen(self._ink())
        painter.setFont(self.font())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x, 0, room + 2, self.height()), flags, text)
        if cap:
            left = self.width() - self._padding() - cap if self._spread else x + room + GAP
            height = theme.px(CAP_HEIGHT)
            tone = "inverse" if self._kind is ButtonKind.PRIMARY and self.isEnabled() else "plain"
            rect = QRectF(left, round(middle - height / 2), cap, height)
            paint_cap(painter, theme, rect, self._key, tone, self._dimmed or not self.isEnabled())

    def _paint_focus(self, painter: QPainter) -> None:
        on_fill = self._kind is ButtonKind.PRIMARY
        painter.setPen(QPen(self._theme.colour("text" if on_fill else "accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._theme.sizes.radius
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


def row_of(*buttons: QWidget) -> list[QWidget]:
    """Buttons that share a row in equal parts."""
    for button in buttons:
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return list(buttons)
