"""What is said in a half that has no picture to show."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.labels import make_label


class HalfNote(QWidget):
    """What happened, and what to do; both are wrapped, however narrow the half."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._what = make_label(theme, "", BODY, weight=600)
        self._do = make_label(theme, "", BODY, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        column.addStretch(2)
        for label in (self._what, self._do):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(3)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(self.rect(), self._theme.colour("photo_surround"))

    def say(self, what: str, do: str) -> None:
        """Say it."""
        self._what.setText(what)
        self._do.setText(do)

    @property
    def words(self) -> str:
        """What is said."""
        return f"{self._what.text()} {self._do.text()}".strip()
