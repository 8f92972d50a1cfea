"""What happened, then what to do, with a mark before it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.labels import make_label


class Notice(QWidget):
    """Two sentences in a quiet place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._what = make_label(theme, "", BODY, weight=500)
        self._do = make_label(theme, "", BODY, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (self._what, self._do):
            label.setWordWrap(True)
            column.addWidget(label)
        row.addLayout(column, 1)
        self.hide()

    def show_words(self, icon: str, colour: str, what: str, do: str) -> None:
        """Say it."""
        side = self._theme.px(18)
        self._icon.setPixmap(self._theme.pixmap(icon, side, colour, self.devicePixelRatioF()))
        self._what.setText(what)
        self._do.setText(do)
        self._do.setVisible(bool(do))
        self.show()

    @property
    def words(self) -> str:
        """What is said."""
        return f"{self._what.text()} {self._do.text()}".strip()
