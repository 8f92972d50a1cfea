"""A dialog that makes a PDF in true millimetres: what is chosen, beside it a page in small."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.services.whose import Whose
from mineral_desk.ui.file_dialog import AskPath, FileDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label
from mineral_desk.ui.words import tr

WIDTH = 640


class PrintDialog(FileDialog):
    """Says at the top for whom it is."""

    def __init__(self, theme: Theme, lane: Lane, ask: AskPath, parent: QWidget) -> None:
        super().__init__(theme, lane, ask, tr("Make the PDF…"), parent)
        self._whose = Whose()
        self._for = ElidedLabel(theme, BODY, "muted")

    def _lay_out_beside(self, title: str, grid: QGridLayout, preview: QWidget) -> None:
        """``title``, the fields in ``grid`` with ``preview`` at their right, and the foot."""
        theme, column, middle = self._theme, QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, title, TITLE))
        column.addWidget(self._for)
        middle.setSpacing(24)
        middle.addLayout(grid, 1)
        middle.addWidget(preview, 1)
        column.addLayout(middle)
        hint = tr("Print at 100 %, without fitting to the page: then every millimetre is one.")
        column.addWidget(make_label(theme, hint, SMALL, "muted"))
        self._add_foot(column)
        self.resize(theme.px(WIDTH), self.sizeHint().height())
