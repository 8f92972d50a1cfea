"""How wide the columns of the list are, and which go where there is no room for all."""

from mineral_desk.ui.searching.row_delegate import PADDING
from mineral_desk.ui.searching.row_table import RowTable
from mineral_desk.ui.searching.specimen_model import COLUMNS, FALLING, Column
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.words import tr

ROOMY = (Column.NAME, Column.LOCALITY, Column.STORAGE)
"""Columns that share the room that is left."""
ROOMY_AT_LEAST = 112
GIVING_WAY = (Column.STORAGE, Column.DAY, Column.WHO, Column.LOCALITY, Column.ERROR, Column.WIDTH)
"""Columns that go, in this order, where there is no room for all."""
PICTURE_WIDTH = 64
HEADING_MARGIN = 2
"""What Qt keeps free on either side of a heading, beside the padding. The widget's style would know it, but the
next style sheet deletes that style while Python still holds it: a run of the tests ended so in a segmentation fault.
"""
WIDEST = {
    Column.NUMBER: "FMM 888888",
    Column.LENGTH: "1888.8",
    Column.ERROR: "88.8",
    Column.WIDTH: "1888.8",
    Column.DAY: "28.08.2028",
}
"""What the other columns have room for, beside their headings."""
BOLD = (Column.NUMBER, Column.LENGTH)
WHO_WIDTH = 118


def give_columns_room(table: RowTable, theme: Theme) -> None:
    """Columns of figures are as wide as their figures, in whatever font; some others share what is left."""
    table.setColumnWidth(Column.PICTURE, theme.px(PICTURE_WIDTH))
    table.setColumnWidth(Column.WHO, theme.px(WHO_WIDTH))
    heading = theme.metrics(BODY)  # which the style sheet gives to headings
    for column, words in WIDEST.items():
        title, sorted_by = COLUMNS[column]
        title = tr(title) if sorted_by is None else f"{tr(title)} {FALLING}"
        heading_px = heading.horizontalAdvance(title) + 2 * (PADDING + HEADING_MARGIN)
        words_px = theme.metrics(BODY, 600 if column in BOLD else None).horizontalAdvance(words) + 2 * PADDING
        table.setColumnWidth(column, max(heading_px, words_px))
    table.share_room(ROOMY, theme.px(ROOMY_AT_LEAST), GIVING_WAY)
