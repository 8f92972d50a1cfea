"""Lists of photos with sizes as museums keep them: comma or semicolon, UTF-8 or Windows-1251, decimal comma."""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from mineral_desk.domain.contradiction import TypedSize
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.typed_photo import TypedPhoto
from mineral_desk.services.truth_files import written_lengths_mm

LARGEST_BYTES = 100_000_000
DELIMITERS = ";\t,"
SIDES = ("length_mm", "width_mm", "height_mm")
WRITTEN = "measured_size"
"""A column of free text such as "6 x 3.5 x 3 cm"."""
NUMBERS = ("catalogue_number", "number")


def read_typed_list(path: Path, folder: Path) -> tuple[TypedPhoto, ...]:
    """The photos of ``folder`` that the list names in its column "file", with their sizes.

    Sizes stand in the columns length_mm, width_mm and height_mm, or as text in measured_size. A line whose numbers are
    none, or that names no photo, has a ``fault``; blank sizes are no sizes. Raises :class:`UsageError` where the list
    cannot be read.
    """
    text = _text(path)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        _check_columns(path, names)
        return tuple(_typed_photos(rows, names, folder))
    except csv.Error as fault:
        raise UsageError(
            said("The list {path} cannot be read: {fault}.", path=path, fault=fault), "Save it as CSV again."
        ) from fault


def _typed_photos(rows: Iterator[list[str]], names: list[str], folder: Path) -> Iterator[TypedPhoto]:
    for number, cells in enumerate(rows, start=2):
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        if row.get("file"):
            yield _typed_photo(row, number, folder)


def _typed_photo(row: Mapping[str, str], line: int, folder: Path) -> TypedPhoto:
    path = folder / row["file"]
    number = next((row[name] for name in NUMBERS if row.get(name)), "")
    if path == folder:  # it says "."
        return TypedPhoto(path, TypedSize(), number, fault=f"Line {line}: {row['file']} is no photo.")
    try:
        return TypedPhoto(path, _typed_size(row), number)
    except ValueError:
        sizes = ", ".join(row[side] for side in SIDES if row.get(side))
        return TypedPhoto(path, TypedSize(), number, fault=f"Line {line}, {row['file']}: {sizes} is no size in mm.")


def _typed_size(row: Mapping[str, str]) -> TypedSize:
    """Raises :class:`ValueError` where a cell is no positive number."""
    sides = [_millimetres(row.get(side, "")) for side in SIDES]
    if any(side is not None for side in sides):
        return TypedSize(*sides)
    return TypedSize(*written_lengths_mm(row.get(WRITTEN, "")))


def _millimetres(cell: str) -> float | None:
    if not cell:
        return None
    value = float(cell.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def _check_columns(path: Path, names: list[str]) -> None:
    if "file" not in names:
        raise UsageError(
            said("The list {path} has no column “file”.", path=path), "Its first line must name the columns."
        )
    if not {*SIDES[:2], WRITTEN} & set(names):
        words = said("The list {path} has none of the columns length_mm, width_mm and measured_size.", path=path)
        raise UsageError(words, "Name the columns with the sizes so.")


def _text(path: Path) -> str:
    """The list as text: UTF-8 with or without its mark, else Windows-1251, which older programs write."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as fault:
        raise UsageError(
            said("The list {path} cannot be read: {reason}.", path=path, reason=reason_of(fault)),
            "Check its name and place.",
        ) from fault
    if len(data) > LARGEST_BYTES:
        raise UsageError(
            said("{path} is too large for a list.", path=path),
            said("The limit is {megabytes} MB.", megabytes=LARGEST_BYTES // 10**6),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _delimiter(text: str) -> str:
    """The sign that parts the names of the columns."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)
