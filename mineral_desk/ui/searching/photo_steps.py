"""Which of a record's photos is looked at, and the way to the others."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel
from mineral_desk.ui.words import tr


class PhotoSteps(QWidget):
    """One line below the photo, where there are several."""

    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = ElidedLabel(theme, SMALL, "muted")
        before = KeyButton(theme, "", "←", ButtonKind.LINK, style=SMALL)
        after = KeyButton(theme, "", "→", ButtonKind.LINK, style=SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 5)
        row.setSpacing(6)
        row.addWidget(self._words, 1)
        for button, by, name in ((before, -1, tr("Photo before")), (after, 1, tr("Next photo"))):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(partial(self.stepped.emit, by))
            row.addWidget(button)
        self.buttons = before, after

    def show_place(self, place: int, photos: int, name: str) -> None:
        """The photo at ``place`` of so many."""
        self._words.setText(f"{tr('Photo {n} of {total}', n=place + 1, total=photos)} · {name}")
        self.setVisible(photos > 1)

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()
