"""Why was that corrected? One key answers, in the bar at the bottom; whoever goes on working need not look at it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import tr

FIRST_KEY, OTHER_KEY = 6, "0"
"""The keys 1 to 5 take suggestions."""
HEIGHT = 22
GAP = 12
FIELD_WIDTH = 320


class ReasonStrip(QWidget):
    """Only offers; what is chosen goes out through the signals."""

    chosen = Signal(int)
    """The place of the reason in the list."""
    other_wanted = Signal()
    typed = Signal(str)
    """Words of one's own."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._label = make_label(theme, tr("Why?"), SMALL, "muted")
        self.buttons: list[KeyButton] = []
        self.other = KeyButton(theme, tr("other…"), OTHER_KEY, ButtonKind.LINK, style=SMALL, height=HEIGHT)
        self.other.clicked.connect(self.other_wanted)
        self.field = Field(theme, tr("Why?"), key="Enter", height=HEIGHT)
        self.field.setFont(theme.font(SMALL))
        self.field.setFixedWidth(theme.px(FIELD_WIDTH))
        self.field.returnPressed.connect(self._typed)
        self.field.left.connect(self._leave_field)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        for widget in (self._label, self.other, self.field):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._is_typing = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def offer(self, reasons: Sequence[str]) -> None:
        """Ask why; ``reasons`` are in the window's language."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = [self._button(place, words) for place, words in enumerate(reasons)]
        for place, button in enumerate(self.buttons, start=1):
            self._row.insertWidget(place, button)
        self._show_field(False)
        self.show()

    def minimumSizeHint(self) -> QSize:
        """The window may be as narrow as ever."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def ask(self) -> None:
        """Let words of one's own be typed."""
        self.field.clear()
        self._show_field(True)
        self.field.setFocus()

    def _button(self, place: int, words: str) -> KeyButton:
        button = KeyButton(self._theme, words, str(FIRST_KEY + place), ButtonKind.LINK, style=SMALL, height=HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(place))
        return button

    def _show_field(self, shown: bool) -> None:
        self._is_typing = shown
        self.field.setVisible(shown)
        self._fit()

    def _fit(self) -> None:
        """Show what there is room for; every key works all the same."""
        left = self.width() - self._label.sizeHint().width() - self.other.sizeHint().width() - GAP
        for button in self.buttons:
            left -= button.sizeHint().width() + GAP
            button.setVisible(left >= 0 and not self._is_typing)
        self.other.setVisible(not self._is_typing)

    def _typed(self) -> None:
        words = self.field.text().strip()
        self.window().setFocus()
        if words:
            self.typed.emit(words)

    def _leave_field(self) -> None:
        self._show_field(False)
