"""One suggested name: key, name, bar, odds."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, NAME
from mineral_desk.ui.widgets.bars import BAR_HEIGHT, paint_bar
from mineral_desk.ui.widgets.keycap import CAP_HEIGHT, cap_width, paint_cap
from mineral_desk.ui.widgets.row_ground import paint_row_ground

INSET = 8
"""The tint reaches that far beyond the text on both sides."""
BAR_WIDTH = 48
ODDS_WIDTH = 76


class SuggestionRow(QAbstractButton):
    """Pressed by its key or the mouse; the chosen one is tinted and bold."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self._key = theme, key
        self._name, self._odds, self._fraction, self._dimmed = "", "", 0.0, False
        self._note = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str, odds: str, fraction: float, note: tuple[str, str] = ("", "")) -> None:
        """The name with its odds; ``fraction`` fills the bar; ``note`` says where it comes from, briefly and whole."""
        self._name, self._odds, self._fraction = name, odds, fraction
        self._note, whole = note
        self.setToolTip(whole)
        self.setAccessibleName(f"{self._key}: {', '.join(part for part in (name, odds, whole) if part)}")
        self.update()

    def set_key(self, key: str) -> None:
        """Another key for the same row."""
        self._key = key
        self.show_name(self._name, self._odds, self._fraction, (self._note, self.toolTip()))

    def set_dimmed(self, dimmed: bool) -> None:
        """A pale key while keys belong to a text field."""
        self._dimmed = dimmed
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self._theme.px(self._theme.sizes.row_suggestion))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter, chosen = self._theme, QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        paint_row_ground(painter, theme, rect, chosen=chosen, hovered=self.underMouse())
        middle = rect.center().y()
        width, height = cap_width(theme, self._key), theme.px(CAP_HEIGHT)
        cap = QRectF(INSET, round(middle - height / 2), width, height)
        paint_cap(painter, theme, cap, self._key, "accent" if chosen else "plain", self._dimmed)
        odds_left = rect.right() - INSET - theme.px(ODDS_WIDTH)
        bar = QRectF(odds_left - BAR_WIDTH, middle - BAR_HEIGHT / 2, BAR_WIDTH, BAR_HEIGHT)
        left = cap.right() + 10
        style, weight = (NAME, 600) if chosen else (BODY, 400)
        painter.setFont(theme.font(style, weight))
        painter.setPen(theme.colour("text"))
        room = int((bar.left() if self._odds else rect.right()) - left - 8)
        name = theme.metrics(style, weight).elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 0, room, rect.height()), Qt.AlignmentFlag.AlignVCenter, name)
        self._paint_note(painter, left + theme.metrics(style, weight).horizontalAdvance(name) + 8, left + room)
        if self._odds:
            ink = theme.colour("accent" if chosen else "muted")
            paint_bar(painter, bar, self._fraction, theme.colour("key_border" if chosen else "line"), ink)
            painter.setFont(theme.font(BODY))
            painter.setPen(theme.colour("muted"))
            place = QRectF(odds_left, 0, theme.px(ODDS_WIDTH), rect.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._odds)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_note(self, painter: QPainter, left: float, right: float) -> None:
        """Only where all of it has room beside the name."""
        if self._note and self._theme.metrics(CAPTION).horizontalAdvance(self._note) <= right - left:
            painter.setFont(self._theme.font(CAPTION))
            painter.setPen(self._theme.colour("faint"))
            place = QRectF(left, 1, right - left, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._note)
