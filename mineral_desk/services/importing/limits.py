"""How large a list may be. What is larger is no list of specimens, and would only take the computer's memory."""

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said

LARGEST_BYTES = 1_000_000_000
MOST_ROWS = 1_048_576
"""What a sheet holds."""
MOST_COLUMNS = 256
LONGEST_CELL = 100_000
"""Letters; a spreadsheet's own limit is a third of it."""
LONGEST_ROW = 1_000_000
"""Letters of a row with all its cells."""


def too_many_columns(line: int) -> UsageError:
    """The error for a row that is too wide."""
    return UsageError(
        said("Row {line} has more than {most} columns.", line=line, most=MOST_COLUMNS),
        "Keep only the columns to be imported.",
    )


def too_long(line: int) -> UsageError:
    """The error for a cell or row that is too long; an open quotation mark is the usual cause."""
    words = said(
        "Row {line} is too long: a cell holds at most {longest_cell} letters, a row {longest_row}.",
        line=line,
        longest_cell=LONGEST_CELL,
        longest_row=LONGEST_ROW,
    )
    return UsageError(words, "Look for a quotation mark that is opened there and never closed.")


def too_many_rows() -> UsageError:
    """The error for a list that is too long."""
    return UsageError(said("The list has more than {most} rows.", most=MOST_ROWS), "Import it in parts.")
