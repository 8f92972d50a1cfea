"""What speaks against a name that somebody gave: asked once, kept with the act."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.ui.reason_words import reason_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.words import count, tr

WIDTH = 520


class ContestDialog(QDialog):
    """Enter contests; without a reason nothing can be contested."""

    given = Signal(str)

    def __init__(self, theme: Theme, number: int, reasons: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        title = tr("Contest the name") if number == 1 else tr("Contest {n} names", n=count(number))
        self.setWindowTitle(title)
        self.field = Field(theme, tr("What speaks against it?"), key="Enter")
        self.presets = [self._preset(one) for one in reasons]
        self.contest = KeyButton(theme, tr("Contest"), "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self.contest.setEnabled(False)
        self.field.textChanged.connect(lambda text: self.contest.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._give)
        self.contest.clicked.connect(self._give)
        self._lay_out(title)
        self.field.setFocus()

    def _preset(self, reason: str) -> KeyButton:
        button = KeyButton(self._theme, reason_in_own_words(reason), kind=ButtonKind.LINK, style=SMALL)
        button.clicked.connect(lambda: self.field.setText(reason))
        return button

    def _lay_out(self, title: str) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, title, TITLE))
        about = tr("The photos come back to the queue as unsure, until somebody names the specimen again.")
        words = make_label(theme, about, BODY, "muted")
        words.setWordWrap(True)
        column.addWidget(words)
        column.addWidget(self.field)
        presets = QHBoxLayout()
        presets.setSpacing(16)
        for button in self.presets:
            presets.addWidget(button)
        presets.addStretch(1)
        column.addLayout(presets)
        column.addWidget(hairline(theme))
        column.addLayout(DialogFoot(cancel_button(theme, self), self.contest))
        self.resize(theme.px(WIDTH), self.sizeHint().height())

    def _give(self) -> None:
        reason = self.field.text().strip()
        if reason:
            self.given.emit(reason)
            self.accept()
