"""The slim heads over the two halves: what each photo is, and what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.ui.beside.head_words import HeadWords
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label
from mineral_desk.ui.widgets.tool_button import ToolButton
from mineral_desk.ui.words import tr

HEIGHT = 40
ROOMY_FROM = 300


class Head(QWidget):
    """A title over a caption at the left, with a line below; buttons go to the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title = ElidedLabel(theme, BODY, weight=600)
        self._caption = ElidedLabel(theme, CAPTION, "muted")
        words = QVBoxLayout()
        words.setContentsMargins(0, 4, 0, 4)
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._caption)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 0, 6, 1)
        self.row.setSpacing(4)
        self.row.addLayout(words, 1)
        self.setFixedHeight(theme.px(HEIGHT) + 1)

    def say(self, title: str, caption: str) -> None:
        """Say what the photo is."""
        self._title.setText(title)
        self._caption.setText(caption)

    @property
    def words(self) -> str:
        """What is said."""
        return f"{self._title.text()} {self._caption.text()}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("line"))


class OwnHead(Head):
    """Over the photo on the Desk."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.same_scale = KeyButton(theme, tr("Same scale"), "J", style=CAPTION, height=24)
        self.row.addWidget(self.same_scale)

    def offer_same_scale(self, possible: bool, is_on: bool, hint: str) -> None:
        """Both drawn so that a millimetre is equally long; ``hint`` says what that means, or why it cannot be."""
        self.same_scale.setEnabled(possible)
        self.same_scale.set_chosen(is_on and possible)
        self.same_scale.setToolTip(hint)


class OtherHead(Head):
    """Over the photo to compare with."""

    step_wanted = Signal(int)
    """To the next photo (1) or the one before (-1)."""
    end_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._said, self._many = HeadWords("", "", ""), 0
        self._percent = make_label(theme, "", BODY, "muted")
        self._place = make_label(theme, "", CAPTION, "muted")
        self.before = _plain_button(theme, "chevron-left", tr("Compare with the photo before"), "I")
        self.following = _plain_button(theme, "chevron-right", tr("Compare with the next photo"), "O")
        self.close_button = _plain_button(theme, "close", tr("End side by side"), "Y")
        self.row.addWidget(self._percent)
        self.row.addSpacing(4)
        for part in (self.before, self._place, self.following, self.close_button):
            self.row.addWidget(part)
        self.row.setSpacing(2)
        self.before.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.following.clicked.connect(lambda: self.step_wanted.emit(1))
        self.close_button.clicked.connect(self.end_wanted)

    def show_words(self, words: HeadWords, place: int, many: int) -> None:
        """The candidate at ``place`` (from 0) of ``many``."""
        self._said = words
        self._percent.setText(words.percent)
        self._place.setText(tr("{place} of {many}", place=place + 1, many=many))
        self.setAccessibleName(words.spoken)
        self._many = many
        for part in (self.before, self.following):
            part.setVisible(many > 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the head is narrow the title needs the room: the likeness goes below, which of how many it is goes."""
        roomy = self.width() >= self._theme.px(ROOMY_FROM)
        self._place.setVisible(roomy and self._many > 1)
        self._percent.setVisible(roomy)
        below = (self._said.caption,) if roomy else (self._said.percent, self._said.caption)
        self.say(self._said.title, " · ".join(part for part in below if part))

    def show_none(self) -> None:
        """There is nothing to compare with."""
        self.show_words(HeadWords(tr("Nothing to compare with"), "", ""), 0, 0)

    @property
    def words(self) -> str:
        return f"{super().words} {self._percent.text()} {self._place.text()}".strip()


def _plain_button(theme: Theme, icon: str, word: str, key: str) -> ToolButton:
    """A button that does something at once."""
    button = ToolButton(theme, icon, word, key)
    button.setCheckable(False)
    button.setFixedWidth(theme.px(26))
    return button
