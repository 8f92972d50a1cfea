"""The line on top: what the plan comes to, how far a new one is, and what can be made of it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from mineral_desk.domain.progress import Progress
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.bars import ProgressBar
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label, set_colour
from mineral_desk.ui.words import count, spoken, tr

BAR_WIDTH = 120
HEAD_TIPS = (
    "Labels with QR codes",
    "The boxes to order, as a table.",
    "Every specimen with its box and place, as CSV or JSON.",
    "To carry to the cabinet: the boxes to order, the drawers to scale, an index.",
)
"""Of labels, order, save and print."""


class StorageHead(QWidget):
    """Buttons that need a plan are off until there is one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.figures = ElidedLabel(theme, BODY, "muted")
        self.again = KeyButton(theme, tr("Something changed. Plan again"), "F5", ButtonKind.LINK)
        self.stop = KeyButton(theme, tr("Stop"), kind=ButtonKind.LINK)
        self.labels = KeyButton(theme, tr("Labels…"), icon="label")
        self.order = KeyButton(theme, tr("Order list…"), icon="file")
        self.save = KeyButton(theme, tr("Save the plan…"))
        self.print = KeyButton(theme, tr("Print the plan…"), kind=ButtonKind.PRIMARY)
        buttons = (self.labels, self.order, self.save, self.print)
        keys = ("Ctrl+P", "Ctrl+Shift+S", "Ctrl+S", "Ctrl+Shift+P")
        for button, key, about in zip(buttons, keys, HEAD_TIPS, strict=True):
            button.setToolTip(f"{tr(about)} ({key})")
        self._bar, self._stage = ProgressBar(theme), make_label(theme, "", SMALL, "muted")
        self._bar.setFixedWidth(theme.px(BAR_WIDTH))
        self._progress = QWidget()
        line = QHBoxLayout(self._progress)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self._stage, self._bar, self.stop):
            line.addWidget(widget)
        self.setFixedHeight(theme.px(theme.sizes.intake_header))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(make_label(theme, tr("Storage"), TITLE))
        row.addWidget(self.figures, 1)
        parts: tuple[QWidget, ...] = (self._progress, self.again, self.labels, self.order, self.save, self.print)
        for part in parts:
            row.addWidget(part)
        self.again.hide()
        self.show_progress(None)
        self.show_words("", has_plan=False)

    def show_words(self, words: str, *, has_plan: bool) -> None:
        """What the plan comes to."""
        self.figures.setText(words)
        set_colour(self.figures, self._theme, "muted")
        for button in (self.labels, self.order, self.save, self.print):
            button.setEnabled(has_plan)

    def complain(self, words: str) -> None:
        """What of the search was not understood; it stays until there is another plan."""
        if words:
            self.figures.setText(words)
            set_colour(self.figures, self._theme, "warning")

    def show_stale(self, stale: bool) -> None:
        """Whether the plan may not be true any more."""
        self.again.setVisible(stale)

    def show_progress(self, progress: Progress | None) -> None:
        """How far the plan is that is being made; None where none is."""
        self._progress.setVisible(progress is not None)
        if progress is not None:
            self._stage.setText(spoken(progress.text) if progress.text else tr("Planning"))
            self._stage.setToolTip(tr("{done} of {total}", done=count(progress.done), total=count(progress.total)))
            self._bar.show_fraction(progress.done / progress.total if progress.total else 0.0, done=False)
