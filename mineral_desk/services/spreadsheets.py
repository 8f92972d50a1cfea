"""Tables for spreadsheets, in which nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these is computed by some spreadsheet."""


def harmless(cell: str) -> str:
    """``cell`` as text: an apostrophe keeps a spreadsheet from computing it. Numbers stay what they are."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_SIGNS) and not _is_number(cell) else cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8 with its mark, which spreadsheets need to read Cyrillic."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", errors="replace")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
