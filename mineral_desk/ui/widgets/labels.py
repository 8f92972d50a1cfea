"""Text: plain labels, labels that shorten themselves, marks with a word, hairlines."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, Style


def make_label(
    theme: Theme, text: str = "", style: Style = BODY, colour: str = "text", weight: int | None = None
) -> QLabel:
    """A label of plain text in a colour of the theme."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(style, weight))
    set_colour(made, theme, colour)
    return made


def set_colour(widget: QWidget, theme: Theme, colour: str) -> None:
    """Write in that colour from now on."""
    palette = widget.palette()
    for role in (palette.ColorRole.WindowText, palette.ColorRole.Text, palette.ColorRole.ButtonText):
        palette.setColor(role, theme.colour(colour))
    widget.setPalette(palette)


def hold_lines(label: QLabel, width_px: int) -> None:
    """Room for all lines of wrapped words at that width: a layout that is short of height would cut them off."""
    label.setMinimumHeight(max(0, label.heightForWidth(width_px)))  # without words it is negative


def hairline(theme: Theme) -> QFrame:
    """A line across, one pixel high."""
    line = QFrame()
    line.setFixedHeight(1)
    line.setAutoFillBackground(True)
    palette = line.palette()
    palette.setColor(palette.ColorRole.Window, theme.colour("line"))
    line.setPalette(palette)
    return line


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where the room ends; the whole text is its tooltip then."""

    def __init__(
        self, theme: Theme, style: Style = BODY, colour: str = "text", weight: int | None = None, middle: bool = False
    ) -> None:
        super().__init__()
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(style, weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_colour(self, theme, colour)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class MarkLabel(QWidget):
    """An icon with a word beside it, never a colour alone; where the room ends, an ellipsis."""

    def __init__(self, theme: Theme, style: Style = BODY, icon_px: int = 14) -> None:
        super().__init__()
        self._theme, self._icon_px = theme, icon_px
        self._icon = QLabel()
        self._word = ElidedLabel(theme, style)
        self._word.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._word)

    def show_mark(self, icon: str, word: str, colour: str, icon_colour: str = "", weight: int | None = None) -> None:
        """Show that icon and word; no icon where its name is empty."""
        side = self._theme.px(self._icon_px)
        self._icon.setVisible(bool(icon))
        if icon:
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(self._theme.pixmap(icon, side, icon_colour or colour, ratio))
        self._word.setText(word)
        font = self._word.font()
        font.setWeight(font.Weight(weight or 400))
        self._word.setFont(font)
        set_colour(self._word, self._theme, colour)

    @property
    def word(self) -> str:
        """The word shown."""
        return self._word.text()


def upright(theme: Theme) -> QFrame:
    """A line down, one pixel wide."""
    line = hairline(theme)
    line.setMaximumHeight(16_777_215)
    line.setMinimumHeight(0)
    line.setFixedWidth(1)
    return line
