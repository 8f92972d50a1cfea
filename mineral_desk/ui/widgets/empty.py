"""A quiet page with what happened and what to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, TITLE
from mineral_desk.ui.widgets.labels import make_label


class EmptyWords(QWidget):
    """In the middle of the place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mark = QLabel()
        self._what = make_label(theme, "", TITLE)
        self._do = make_label(theme, "", BODY, "muted")
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addStretch(2)
        for label in (self._mark, self._what, self._do):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is self._do)
            column.addWidget(label)
        column.addStretch(3)

    def show_words(self, what: str, do: str, mark: str = "") -> None:
        """Say it."""
        self._mark.setVisible(bool(mark))
        if mark:
            name = f"{mark}-dark" if self._theme.tokens.dark else mark
            self._mark.setPixmap(self._theme.pixmap(name, self._theme.px(28), "success", self.devicePixelRatioF()))
        self._what.setText(what)
        self._do.setText(do)

    @property
    def words(self) -> str:
        """What is said."""
        return f"{self._what.text()} {self._do.text()}"
