"""Buttons that show their key."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, Style
from mineral_desk.ui.widgets.keycap import CAP_HEIGHT, cap_width, paint_cap

GAP = 8
ICON = 16
SMALLEST_PADDING = 4


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
        self._spread, self._dimmed, self._chosen = spread, False, False
        self._shorter: tuple[str, ...] = ()
        self.setFont(theme.font(style, 600 if kind is ButtonKind.PRIMARY else None))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind is ButtonKind.LINK else Qt.CursorShape.ArrowCursor)
        self.set_words(text)

    @property
    def key(self) -> str:
        """The key shown."""
        return self._key

    def set_words(self, text: str, key: str | None = None, shorter: Sequence[str] = ()) -> None:
        """Another verb, or another key for it; of the ``shorter`` ways to say it the first that fits is shown."""
        self._shorter = tuple(shorter)
        self.setText(text)
        self.setAccessibleName(text)
        self._key = self._key if key is None else key
        self.updateGeometry()
        self.update()

    @property
    def shown_words(self) -> str:
        """The longest way to say it that fits; the shortest where none does."""
        choices = (self.text(), *self._shorter)
        with_key = (words for words in choices if self._shows_key(words) or not self._key)
        without = (words for words in choices if self._fits(words))
        return next(with_key, None) or next(without, choices[-1])

    @property
    def is_cut(self) -> bool:
        """Whether the words do not fit."""
        return not self._fits(self.shown_words)

    def _fits(self, words: str) -> bool:
        return self._inner_width(words, with_key=False) + 2 * min(SMALLEST_PADDING, self._padding()) <= self.width()

    def _shows_key(self, words: str) -> bool:
        """The key goes where there is no room for it; the words stay."""
        return bool(self._key) and self._inner_width(words) + 2 * min(SMALLEST_PADDING, self._padding()) <= self.width()

    def set_icon_name(self, icon: str) -> None:
        """Another icon before the verb."""
        self._icon_name = icon
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Tinted: this is what holds now."""
        self._chosen = chosen
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """A pale key while keys belong to a text field."""
        self._dimmed = dimmed
        self.update()

    def _inner_width(self, words: str, with_key: bool = True) -> int:
        parts = [self.fontMetrics().horizontalAdvance(words)]
        if self._icon_name:
            parts.append(self._theme.px(ICON))
        if self._key and with_key:
            parts.append(cap_width(self._theme, self._key))
        return sum(parts) + GAP * (len(parts) - 1)

    def _padding(self) -> int:
        return 0 if self._kind is ButtonKind.LINK else 12

    def sizeHint(self) -> QSize:
        return QSize(self._inner_width(self.text()) + 2 * self._padding(), self._theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        shortest = self._shorter[-1] if self._shorter else self.text()
        padding = 2 * min(SMALLEST_PADDING, self._padding())
        return QSize(self._inner_width(shortest, with_key=False) + padding, self._theme.px(self._height))

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
        border = "accent" if self._chosen else "control_border" if self.isEnabled() else "line"
        painter.setPen(QPen(theme.colour(border), 1))
        painter.setBrush(theme.colour("tint" if self._chosen else "hover" if hovered else "raised"))
        painter.drawRoundedRect(rect, radius, radius)

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return self._theme.colour("faint")
        names = {ButtonKind.PRIMARY: "on_accent", ButtonKind.NORMAL: "text", ButtonKind.LINK: "accent"}
        return self._theme.colour(names[self._kind])

    def _paint_content(self, painter: QPainter) -> None:
        theme, middle, words = self._theme, self.height() / 2, self.shown_words
        with_key = self._shows_key(words)
        spare = max(0.0, self.width() - self._inner_width(words, with_key))
        padding = min(float(self._padding()), spare / 2)
        x = padding if self._spread else spare / 2
        if self._icon_name:
            side = theme.px(ICON)
            theme.shelf.paint(painter, self._icon_name, QRectF(x, middle - side / 2, side, side), self._ink())
            x += side + GAP
        width = self.fontMetrics().horizontalAdvance(words)
        painter.setPen(self._ink())
        painter.setFont(self.font())
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(self.width() - x) + 1)
        painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if with_key:
            cap = cap_width(theme, self._key)
            self._paint_key(painter, self.width() - padding - cap if self._spread else x + width + GAP, cap)

    def _paint_key(self, painter: QPainter, left: float, width: float) -> None:
        height = self._theme.px(CAP_HEIGHT)
        tone = "inverse" if self._kind is ButtonKind.PRIMARY and self.isEnabled() else "plain"
        rect = QRectF(left, round((self.height() - height) / 2), width, height)
        paint_cap(painter, self._theme, rect, self._key, tone, self._dimmed or not self.isEnabled())

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
