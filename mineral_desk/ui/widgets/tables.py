"""Tables of rows to look at: how they are dressed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.words import tr


def dress(table: QTableWidget, theme: Theme, headings: Sequence[str], widths: Sequence[int], name: str) -> None:
    """Give a table its columns and the looks that all tables of rows share."""
    table.setColumnCount(len(headings))
    table.setHorizontalHeaderLabels([tr(heading) for heading in headings])
    table.setAccessibleName(tr(name))
    table.setFont(theme.font(BODY))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(theme.sizes.row_suggestion))
    header = table.horizontalHeader()
    header.setFont(theme.font(SMALL))
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    for place, width in enumerate(widths):
        header.resizeSection(place, theme.px(width))
