"""The bar at the bottom: what was saved last and how to take it back; at the right how the work goes."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mineral_desk.ui.reason_strip import ReasonStrip
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import MarkLabel, make_label, upright
from mineral_desk.ui.words import tr

PARTS = 3
FAULT_SHOWN_MS = 12_000


class StatusBar(QWidget):
    """One line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Window, theme.colour("bg"))
        self.setPalette(palette)
        self.setFixedHeight(theme.px(theme.sizes.status) - 1)
        self._mark = MarkLabel(theme, SMALL)
        self.undo = KeyButton(theme, tr("Undo"), "Ctrl+Z", ButtonKind.LINK, style=SMALL, height=22)
        self.undo.hide()
        self.stop = KeyButton(theme, tr("Stop"), kind=ButtonKind.LINK, style=SMALL, height=22)
        self.stop.hide()
        self._running = make_label(theme, "", SMALL, "muted")
        self.reasons = ReasonStrip(theme)
        self._parts = [make_label(theme, "", SMALL, "muted") for _ in range(PARTS)]
        self._lines: list[QWidget] = []
        self._words: tuple[str, ...] = ()
        self._before: tuple[str, str, str] = ("", "", "muted")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._show(*self._before))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self._mark)
        row.addWidget(self.undo)
        row.addWidget(self.reasons, 1000)
        row.addStretch(1)
        row.addWidget(self._running)
        row.addWidget(self.stop)
        for place, part in enumerate(self._parts):
            if place:
                line = upright(theme)
                line.setFixedHeight(12)
                self._lines.append(line)
                row.addWidget(line)
            row.addWidget(part)

    def say(self, words: str, mark: str = "", colour: str = "muted") -> None:
        """What was done last; it stays. A fault that was said a moment ago is not talked over."""
        self._before = (words, mark, colour)
        if not self._timer.isActive():
            self._show(words, mark, colour)

    def say_fault(self, words: str) -> None:
        """What did not work; it goes after a while."""
        self._show(words, "mark-failed", "danger")
        self._timer.start(FAULT_SHOWN_MS)

    def _show(self, words: str, mark: str, colour: str) -> None:
        self._mark.show_mark(mark, words, "danger" if colour == "danger" else "muted", colour)

    def show_running(self, words: str) -> None:
        """What goes on in the background and can be stopped; empty where nothing does."""
        self._running.setText(words)
        self._running.setVisible(bool(words))
        self.stop.setVisible(bool(words))

    @property
    def running(self) -> str:
        """What is said to go on."""
        return self._running.text()

    def forget_fault(self) -> None:
        """Something worked again."""
        self._timer.stop()

    def offer_undo(self, possible: bool) -> None:
        """Undo can be pressed here too."""
        self.undo.setVisible(possible)

    def offer_reasons(self, reasons: Sequence[str]) -> None:
        """Ask why; the figures at the right make room. Nothing to choose from takes the question back."""
        self.reasons.offer(reasons) if reasons else self.reasons.hide()
        self.show_parts(*self._words)

    def show_parts(self, *words: str) -> None:
        """At the right: pace, what is left, what is ready."""
        self._words = words
        filled = [word for word in words if word and not self.reasons.isVisibleTo(self)]
        for place, part in enumerate(self._parts):
            part.setText(filled[place] if place < len(filled) else "")
            part.setVisible(place < len(filled))
        for place, line in enumerate(self._lines):
            line.setVisible(place + 1 < len(filled))

    @property
    def words(self) -> str:
        """What is said at the left."""
        return self._mark.word

    @property
    def parts(self) -> list[QLabel]:
        """The labels at the right."""
        return self._parts
