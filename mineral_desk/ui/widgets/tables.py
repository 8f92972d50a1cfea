"""Tables of rows to look at: how they are dressed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTableWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.words import tr


def dress(table: QTableWidget, theme: Theme, headings: Sequence[str], widths: Sequence[int], name: str) -> None:
    """Give a table its columns and the looks that all tables of rows share."""
    table.setColumnCount(len(headings))
    table.setHorizontalHeaderLabels([tr(heading) for heading in headings])
    dress_rows(table, theme, tr(name), theme.px(theme.sizes.row_suggestion))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    for place, width in enumerate(widths):
        header.resizeSection(place, theme.px(width))


def dress_rows(table: QTableView, theme: Theme, name: str, height_px: int) -> None:
    """The looks of any table of rows; ``name`` is translated already."""
    table.setAccessibleName(name)
    table.setFont(theme.font(BODY))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(height_px)
    header = table.horizontalHeader()
    header.setFont(theme.font(SMALL))
    header.setHighlightSections(False)  # a heading is no bolder because a row is chosen


def dress_sorted(table: QTableView, theme: Theme, name: str, height_px: int) -> None:
    """The looks of a table that a click on a heading sorts, not sorted yet."""
    dress_rows(table, theme, name, height_px)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = table.horizontalHeader()
    header.setSectionsClickable(True)
    header.setSortIndicatorShown(True)
    header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
