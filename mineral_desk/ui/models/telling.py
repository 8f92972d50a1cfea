"""A dialog on a lane whose refusals may need several lines."""

from PySide6.QtWidgets import QWidget

from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.labels import hold_lines, make_label, set_colour

MARGIN = 24
"""At the left and the right of what these dialogs show."""


class TellingDialog(LaneDialog):
    """What it says is wrapped; nothing said takes no room."""

    def __init__(self, theme: Theme, lane: Lane, parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._told = make_label(theme, "", SMALL, "muted")
        self._told.setWordWrap(True)
        self._told.hide()

    def _say(self, words: str, colour: str = "muted") -> None:
        self._told.setText(words)
        hold_lines(self._told, self.width() - 2 * MARGIN)
        self._told.setVisible(bool(words))
        set_colour(self._told, self._theme, colour)

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._told.text()
