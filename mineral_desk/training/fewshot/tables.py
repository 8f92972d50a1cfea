"""Photos named by a table (CSV), as most data sets are published, MineralImage5k among them.

Of the layout of MineralImage5k its public code tells that a table with the column ``image_path`` names the photos; the
other columns are looked for under the names that such tables commonly use, and can be named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.name_pattern import number_by_pattern
from mineral_desk.services.importing.csv_table import csv_rows
from mineral_desk.services.importing.limits import MOST_ROWS, too_many_rows
from mineral_desk.training.fewshot.named_photo import SIDES, LeftOut, NamedPhoto, Side, Source

PHOTO = ("photo", "file", "image_path", "path_final", "image", "path", "filename", "file_name")
SPECIES = ("species", "mineral", "mineral_name", "label", "class", "class_name", "name")
SPECIMEN = ("specimen", "specimen_id", "catalogue_number", "sample", "sample_id", "number")
SIDE = ("side", "split", "subset", "part")
LONGEST_PATH = 4096


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns are called; empty: as they commonly are."""

    photo: str = ""
    species: str = ""
    specimen: str = ""
    side: str = ""


def read_table(table: Path, root: Path | None = None, columns: Columns | None = None, pattern: str = "") -> Source:
    """The photos that ``table`` names, looked for below ``root``: by default the folder called like the table, else
    the table's own. Rows that name no photo below it are left out with the reason.

    Raises :class:`UsageError` for what is no such table.
    """
    try:
        rows = csv_rows(table)
        headings = [cell.strip().casefold() for cell in next(rows, ())]
        places = _places(table, headings, columns or Columns())
        root = root or (table.with_suffix("") if table.with_suffix("").is_dir() else table.parent)
        return _source(table, rows, places, root, pattern)
    except OSError as fault:
        raise UsageError(f"The table {table} cannot be read: {fault.strerror}.", "Check its name and place.") from fault


def _source(
    table: Path, rows: Iterator[tuple[str, ...]], places: Mapping[str, int], root: Path, pattern: str
) -> Source:
    source = Source()
    for number, cells in enumerate(islice(rows, MOST_ROWS + 1), start=2):
        if number > MOST_ROWS + 1:
            raise too_many_rows()
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        if not any(row.values()):
            continue
        found = _photo(row, root, f"{table.name}: ", pattern)
        if isinstance(found, NamedPhoto):
            source.photos.append(found)
        else:
            source.left_out.append(LeftOut(f"{table.name}, row {number}", found))
    return source


def _photo(row: Mapping[str, str], root: Path, source: str, pattern: str) -> NamedPhoto | str:
    """The photo of a row, or why there is none."""
    if not row["photo"] or not row["species"]:
        return "it names no photo" if not row["photo"] else "it names no species"
    side = SIDES.get(row.get("side", "").casefold(), Side.UNTOLD)
    path = below(root, row["photo"])
    if path is None:
        return f"{row['photo'][:200]} does not lie below {root}"
    specimen = row.get("specimen") or (number_by_pattern(path.name, pattern) if pattern else "")
    return NamedPhoto(path, row["species"].replace("_", " "), specimen and source + specimen, side)


def below(root: Path, written: str) -> Path | None:
    """The file called ``written`` below ``root``, whether or not it is there; None for one that lies elsewhere.

    Of a path from another computer the longest end that names a file below ``root`` is taken.
    """
    if len(written) > LONGEST_PATH or "\0" in written:
        return None
    windows = "\\" in written or PureWindowsPath(written).drive != ""
    pure = PureWindowsPath(written) if windows else PurePosixPath(written)
    if ".." in pure.parts:
        return None
    parts = pure.parts[1:] if pure.anchor else pure.parts
    home = root.resolve()
    ends = [root.joinpath(*parts[start:]) for start in range(len(parts))] if pure.anchor else [root.joinpath(*parts)]
    inside = [end for end in ends if _lies_in(end, home)]
    return next((end for end in inside if end.is_file()), inside[0] if inside and not pure.anchor else None)


def _lies_in(path: Path, home: Path) -> bool:
    """Whether ``path`` lies in ``home``, links followed."""
    try:
        return path.resolve().is_relative_to(home)
    except (OSError, RuntimeError, ValueError):
        return False


def _places(table: Path, headings: Sequence[str], columns: Columns) -> dict[str, int]:
    """Where each column stands. Raises :class:`UsageError` where photo or species is missing."""
    wanted = {
        "photo": (columns.photo, PHOTO),
        "species": (columns.species, SPECIES),
        "specimen": (columns.specimen, SPECIMEN),
        "side": (columns.side, SIDE),
    }
    places: dict[str, int] = {}
    for name, (said, common) in wanted.items():
        names = (said.strip().casefold(),) if said else common
        found = next((headings.index(one) for one in names if one in headings), None)
        if found is None and (said or name in ("photo", "species")):
            raise UsageError(
                f"The table {table} has no column {said or name}.",
                f"Its columns are {', '.join(headings[:12]) or 'none'}; say which one with --{name}-column.",
            )
        if found is not None:
            places[name] = found
    return places
