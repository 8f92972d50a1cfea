"""A list as rows of cells, whatever kind of file it is; the content tells the kind, not the name."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.services.importing.csv_table import csv_rows
from mineral_desk.services.importing.encodings import recognise_encoding
from mineral_desk.services.importing.limits import LARGEST_BYTES, MOST_ROWS, too_many_rows
from mineral_desk.services.importing.xlsx_table import xlsx_rows

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
Row = tuple[int, tuple[str, ...]]
"""The row's number as a spreadsheet counts, and its cells without the empty ones at the end."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list that was opened: its headings, and where to read it from."""

    path: Path
    headings: tuple[str, ...]
    encoding: str
    """As it was recognised or said; empty for XLSX."""

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that have something in them. Raises :class:`UsageError` as opening does."""
        with closing(_all_rows(self.path, self.encoding)) as rows:
            next(rows)
            yield from rows


def open_table(path: Path, encoding: str = "") -> Table:
    """Read the headings. Raises :class:`UsageError` for what is no list, or none with headings."""
    if not encoding and not _is_xlsx(path):
        encoding = _recognised(path)
    with closing(_all_rows(path, encoding)) as rows:
        first = next(rows, None)
    if first is None:
        raise UsageError(said("The list {path} is empty.", path=path), "Its first row must name the columns.")
    return Table(path, first[1], encoding)


def _all_rows(path: Path, encoding: str) -> Generator[Row, None, None]:
    try:
        found = xlsx_rows(path) if _is_xlsx(path) else enumerate(csv_rows(path, encoding), start=1)
        for line, cells in found:
            if line > MOST_ROWS:
                raise too_many_rows()
            if any(cell.strip() for cell in cells):
                yield line, _trimmed(cells)
    except UsageError as fault:
        raise UsageError(said("{path}: {message}", path=path, message=fault.message), fault.hint) from fault
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def _is_xlsx(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = file.read(4)
        size = path.stat().st_size
    except OSError as fault:
        raise _unreadable(path, fault) from fault
    if first == _OLD_EXCEL:
        raise UsageError(
            said("{path} is an Excel file of the old kind, or has a password.", path=path), "Save it as XLSX or CSV."
        )
    if size > LARGEST_BYTES:
        raise UsageError(
            said("{path} is too large for a list.", path=path),
            said("The limit is {megabytes} MB.", megabytes=LARGEST_BYTES // 10**6),
        )
    return first == _ZIP


def _recognised(path: Path) -> str:
    try:
        return recognise_encoding(path)
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def _unreadable(path: Path, fault: OSError) -> UsageError:
    return UsageError(
        said("The list {path} cannot be read: {reason}.", path=path, reason=reason_of(fault)),
        "Check its name and place.",
    )
