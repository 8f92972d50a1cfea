"""CSV as spreadsheets and scripts both read it: UTF-8 with its mark, nothing that is computed."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from mineral_desk.services.exporting.columns import Cell, Column
from mineral_desk.services.exporting.order import Separator
from mineral_desk.services.exporting.writer import SpecimenWriter
from mineral_desk.services.spreadsheets import harmless

SIGNS = {Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"}
DIGITS = 3
"""Decimals of millimetres: what is beyond a micrometre is noise."""


@contextmanager
def csv_writer(path: Path, columns: Sequence[Column], separator: Separator) -> Iterator[SpecimenWriter]:
    """Adds a line a specimen to the new file ``path``; the headings are there already."""
    comma = separator is Separator.SEMICOLON
    with path.open("x", encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.writer(file, delimiter=SIGNS[separator])
        lines.writerow([harmless(column.heading) for column in columns])
        yield SpecimenWriter(
            lambda specimen: lines.writerow([as_text(column.value(specimen), comma) for column in columns])
        )


def as_text(cell: Cell, decimal_comma: bool = False) -> str:
    """The cell as it stands in the file: numbers to three decimals without idle zeros, days as YYYY-MM-DD."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        number = f"{cell:.{DIGITS}f}".rstrip("0").rstrip(".")
        return number.replace(".", ",") if decimal_comma else number
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(str(cell))
