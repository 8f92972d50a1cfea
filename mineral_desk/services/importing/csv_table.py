"""CSV, row by row: any separator, any encoding, and a bound to everything."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.services.importing.encodings import recognise_encoding
from mineral_desk.services.importing.limits import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    too_long,
    too_many_columns,
)
from mineral_desk.services.spreadsheets import as_it_was

SEPARATORS = ";\t,|"
_GLANCE_LETTERS = 65_536


def csv_rows(path: Path, encoding: str = "") -> Iterator[tuple[str, ...]]:
    """The rows with their cells as they were before an export made them harmless; the first one is the headings.

    Without ``encoding`` it is recognised. Bytes that it does not know become U+FFFD. Raises :class:`UsageError` for
    what is too large, OSError where the file cannot be read.
    """
    name = encoding or recognise_encoding(path)
    with path.open("r", encoding=name, errors="replace", newline="") as file:
        separator = _separator(_first_row(file))
        file.seek(0)
        reader = csv.reader(_lines(file), delimiter=separator)
        csv.field_size_limit(LONGEST_CELL)
        row = 0
        while True:
            row += 1
            try:
                cells = next(reader, None)
            except csv.Error as fault:
                raise _in_words(fault, row) from fault
            if cells is None:
                return
            if len(cells) > MOST_COLUMNS:
                raise too_many_columns(row)
            yield tuple(as_it_was(cell) for cell in cells)


def _lines(file: IO[str]) -> Iterator[str]:
    """Lines of the file, none of them longer than a row may be: a file may be one line of a gigabyte."""
    number = 0
    while line := file.readline(LONGEST_ROW + 1):
        number += 1
        if len(line) > LONGEST_ROW:
            raise too_long(number)
        yield line


def _first_row(file: IO[str]) -> str:
    """The headings, which a quoted line break may spread over several lines."""
    text = file.read(_GLANCE_LETTERS)
    quoted = False
    for place, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif sign in "\r\n" and not quoted:
            return text[:place]
    return text


def _separator(first: str) -> str:
    """The sign that parts the headings, counted outside of quotation marks."""
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count) if any(sign in bare for sign in SEPARATORS) else ","


def _in_words(fault: csv.Error, row: int) -> UsageError:
    if "field larger" in str(fault):
        return too_long(row)
    return UsageError(said("Row {row} cannot be read: {fault}.", row=row, fault=fault), "Save the list as CSV again.")
