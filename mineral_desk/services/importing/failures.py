"""The rows that were not taken over, as a CSV file that can be mended and imported again."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from mineral_desk.services.importing.order import JudgedRow
from mineral_desk.services.spreadsheets import harmless

REASON, ROW = "why not imported", "row in the list"
"""Their headings; they are passed over when the file is imported again."""


class FailureFile:
    """Written row by row: the columns of the list, then its row's number and the reason."""

    def __init__(self, file: IO[str], headings: Sequence[str]) -> None:
        self._lines = csv.writer(file)
        self._places = [place for place, heading in enumerate(headings) if heading not in (REASON, ROW)]
        self._line([*(headings[place] for place in self._places), ROW, REASON])

    def add(self, judged: JudgedRow) -> None:
        """A row with its reasons; cells beyond the headings have no place and are told in the reasons."""
        cells = judged.row.cells
        own = [cells[place] if place < len(cells) else "" for place in self._places]
        self._line([*own, str(judged.row.line), "; ".join(judged.reasons)])

    def _line(self, cells: Sequence[str]) -> None:
        self._lines.writerow([harmless(cell) for cell in cells])


def open_failures(path: Path) -> IO[str]:
    """A new file that spreadsheets read as UTF-8."""
    return path.open("x", encoding="utf-8-sig", errors="replace", newline="")
