"""XLSX, written row by row: the file never is in memory as a whole."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mineral_desk.domain.errors import OutputError
from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.domain.phrase import said
from mineral_desk.services.exporting.columns import Cell, Column
from mineral_desk.services.exporting.csv_file import DIGITS
from mineral_desk.services.exporting.writer import SpecimenWriter
from mineral_desk.services.spreadsheets import is_risky

LONGEST_TEXT = 32_767
"""Letters that a cell holds (Excel's specifications and limits)."""
MOST_ROWS = 1_048_576
MILLIMETRES = "[<1]0.0##;0.0"
"""Tenths are shown, as in the window; the cell holds all decimals."""
CUT = " … (cut here: a cell holds no more)"
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}


@contextmanager
def xlsx_writer(path: Path, columns: Sequence[Column]) -> Iterator[SpecimenWriter]:
    """Adds a row a specimen to the new file ``path``, below the headings.

    Raises :class:`OutputError` where there are more rows than a sheet holds, :class:`OSError` where the disk is full.
    """
    with TemporaryDirectory(prefix=".export", dir=path.parent) as scratch, path.open("xb") as file:
        place = _UntilRefused(file)
        try:
            book = Workbook(place, {**OPTIONS, "tmpdir": scratch})
            sheet = _Sheet(book, columns)
            yield SpecimenWriter(sheet.add)
            sheet.finish()
            book.close()
            place.flush()
        except FileCreateError as fault:
            (refusal,) = fault.args
            raise refusal from fault
        finally:
            place.close()
        if place.refusal is not None:
            raise place.refusal


class _UntilRefused:
    """Where the ZIP file goes. Once the disk refuses, or it is closed, what still comes goes nowhere.

    A ``ZipFile`` that met a refusal would meet it again when it is thrown away, and Python would print a trace.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file: IO[bytes] | None = file
        self.refusal: OSError | None = None
        """Why the disk refused; None as long as it did not."""

    def write(self, data: bytes, /) -> int:
        self._try(lambda file: file.write(data))
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._try(lambda file: file.seek(offset, whence))
        return offset

    def tell(self) -> int:
        return 0 if self._file is None else self._file.tell()

    def flush(self) -> None:
        self._try(lambda file: file.flush())

    def close(self) -> None:
        """Nothing more is written."""
        self._file = None

    def _try(self, act: Callable[[IO[bytes]], object]) -> None:
        if self._file is None:
            return
        try:
            act(self._file)
        except OSError as refusal:
            self.refusal = refusal
            self.close()


class _Sheet:
    """The one sheet; texts that begin like a formula are marked as text (Excel's quote prefix and text format)."""

    def __init__(self, book: Workbook, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._sheet: Worksheet = book.add_worksheet("Specimens")
        self._text: Format = book.add_format({"num_format": "@", "quote_prefix": True})
        self._length: Format = book.add_format({"num_format": MILLIMETRES})
        self._row = 0
        heading = book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.heading, heading)

    def add(self, specimen: ExportedSpecimen) -> None:
        """The next row."""
        self._row += 1
        if self._row >= MOST_ROWS:
            raise OutputError(
                said("A sheet holds {n} specimens, and there are more.", n=MOST_ROWS - 1), "Export CSV instead."
            )
        for place, column in enumerate(self._columns):
            self._write(place, column.value(specimen))

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            text = fitting(cell)
            self._sheet.write_string(self._row, place, text, self._text if is_risky(text) else None)
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._row, place, cell)
        elif isinstance(cell, float):
            self._sheet.write_number(self._row, place, round(cell, DIGITS), self._length)
        else:
            self._sheet.write_number(self._row, place, cell)

    def finish(self) -> None:
        """Filters over the headings; no green corners at numbers that are text on purpose."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})


def fitting(text: str) -> str:
    """``text`` as a cell can hold it: cut with a mark where it is too long, without what XML forbids."""
    allowed = text.translate(_NO_XML)
    return allowed if len(allowed) <= LONGEST_TEXT else allowed[: LONGEST_TEXT - len(CUT)] + CUT
