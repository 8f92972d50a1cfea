"""What is known about the photos of a folder: rendered scenes' truth, tables, or folders named after species."""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.phrase import said
from mineral_desk.domain.truth import SceneTruth
from mineral_desk.services.files import photo_files

TRUTH_FILE = "truth.json"


@dataclass(frozen=True, slots=True)
class KnownSize:
    """A photo of which something about the size is known.

    ``expected`` is measure, flag, either or empty (unknown). ``cube_boxes_px`` is None where nothing is known about
    cubes and empty where there is none; ``specimen_px`` is the specimen's box, ``mask_path`` the true mask.
    ``traits`` (elevation, cube_px, background, category, length ...) group the results.
    """

    path: Path
    expected: str = ""
    length_mm: float | None = None
    width_mm: float | None = None
    cube_boxes_px: tuple[Box, ...] | None = None
    traits: Mapping[str, str | float] = field(default_factory=dict)
    specimen_px: Box | None = None
    mask_path: Path | None = None


@dataclass(frozen=True, slots=True)
class KnownSpecies:
    """A photo whose species is known.

    ``collection`` is empty where it is not told. Photos with the same ``specimen`` show one specimen.
    """

    path: Path
    species: str
    collection: str = ""
    specimen: str = ""


def read_truth(folder: Path) -> tuple[SceneTruth, ...]:
    """The truth of rendered scenes. Raises :class:`UsageError` where there is none or it cannot be read."""
    path = folder / TRUTH_FILE
    try:
        records = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
        scenes = tuple(SceneTruth.from_dict(record) for record in records)
    except FileNotFoundError:
        raise UsageError(
            said("There is no {truth_file} in {folder}.", truth_file=TRUTH_FILE, folder=folder),
            "Name a folder of rendered scenes.",
        ) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise UsageError(
            said("{path} is no truth of rendered scenes: {fault}.", path=path, fault=fault), "Render the scenes again."
        ) from fault
    if not scenes:
        raise UsageError(said("{path} names no scenes.", path=path), "Name a folder of rendered scenes.")
    return scenes


def read_sizes(folder: Path, table: Path | None = None) -> tuple[KnownSize, ...]:
    """Rendered scenes, or a folder with a table of cube boxes (x0, y0, x1, y1) or of sizes (measured_size)."""
    if table is None and (folder / TRUTH_FILE).exists():
        return tuple(_scene_size(folder, truth) for truth in read_truth(folder))
    rows = _table(folder, table)
    if rows and "x0" in rows[0]:
        return tuple(KnownSize(folder / row["file"], cube_boxes_px=_cube_boxes(folder, row)) for row in rows)
    if rows and "measured_size" in rows[0]:
        return tuple(_written_size(folder, row) for row in rows)
    raise UsageError(
        said("The table of {folder} holds neither cubes nor sizes.", folder=folder), "Name a folder of rendered scenes."
    )


def read_species(folder: Path, table: Path | None = None) -> tuple[KnownSpecies, ...]:
    """A folder with a table (file, species), or with one sub-folder a species as ImageNet has them."""
    if table is not None or _table_beside(folder) is not None:
        rows = _table(folder, table)
        if rows and "species" not in rows[0]:
            raise UsageError(
                said("The table of {folder} has no column “species”.", folder=folder),
                "Add it, or sort photos into folders.",
            )
        return tuple(_known_species(folder, row) for row in rows if row["species"])
    if (folder / TRUTH_FILE).exists():
        scenes = read_truth(folder)
        return tuple(KnownSpecies(folder / one.file, one.specimen.species) for one in scenes if one.specimen)
    if not folder.is_dir():
        raise UsageError(said("{folder} does not exist.", folder=folder), "Check the spelling of its name.")
    named = [(one.name, photo_files([one])) for one in sorted(folder.iterdir()) if one.is_dir()]
    if not any(photos for _, photos in named):
        raise UsageError(
            said("{folder} has neither a table nor folders named after species.", folder=folder),
            "Name the table with --csv, or sort.",
        )
    return tuple(KnownSpecies(photo, species.replace("_", " ")) for species, photos in named for photo in photos)


def _known_species(folder: Path, row: Mapping[str, str]) -> KnownSpecies:
    """Without a column ``specimen``, photos of one collection, species and size, in two sides at least, show one."""
    collection, sides = row.get("collection", ""), written_lengths_mm(row.get("measured_size", ""))
    told = row.get("specimen") or (f"{row['species']} {sides}" if sides else row["file"])
    return KnownSpecies(folder / row["file"], row["species"], collection, f"{collection}: {told}")


def written_lengths_mm(text: str) -> tuple[float, ...]:
    """The sides in a text such as "6 x 3.5 x 3 cm" or "82.5x89.5x69 mm", longest first; empty where it has none."""
    number = r"(\d+(?:[.,]\d+)?)"
    found = re.search(rf"{number}\s*[x×х]\s*{number}(?:\s*[x×х]\s*{number})?\s*(cm|mm)", text, re.IGNORECASE)
    if not found:
        return ()
    unit = 10.0 if found[4].lower() == "cm" else 1.0
    return tuple(sorted((float(side.replace(",", ".")) * unit for side in found.groups()[:3] if side), reverse=True))


def _scene_size(folder: Path, truth: SceneTruth) -> KnownSize:
    specimen = truth.specimen
    cubes = tuple(cube.box_px for cube in truth.cubes if cube.box_px is not None)
    traits: dict[str, str | float] = {
        "category": truth.category,
        "background": truth.background,
        "elevation_deg": truth.elevation_deg,
    }
    if truth.cubes:
        traits["cube_px"] = truth.cubes[0].edge_px
    if specimen is not None:
        traits["length_mm"] = specimen.length_mm
    return KnownSize(
        path=folder / truth.file,
        expected=truth.expected.value,
        length_mm=None if specimen is None else specimen.length_mm,
        width_mm=None if specimen is None else specimen.width_mm,
        cube_boxes_px=cubes,
        traits=traits,
        specimen_px=None if specimen is None else specimen.box_px,
        mask_path=folder / truth.mask_file if truth.mask_file else None,
    )


def _written_size(folder: Path, row: Mapping[str, str]) -> KnownSize:
    sides = written_lengths_mm(row["measured_size"])
    if not sides:
        return KnownSize(folder / row["file"])
    return KnownSize(folder / row["file"], length_mm=sides[0], width_mm=sides[1], traits={"length_mm": sides[0]})


def _cube_boxes(folder: Path, row: Mapping[str, str]) -> tuple[Box, ...]:
    """The cube of a row; none where the row leaves it blank."""
    if not row["x0"]:
        return ()
    try:
        return (Box(*(float(row[key]) for key in ("x0", "y0", "x1", "y1"))),)
    except (KeyError, ValueError) as fault:
        words = said(
            "The table of {folder} has no box x0, y0, x1, y1 in numbers for {file}.", folder=folder, file=row["file"]
        )
        raise UsageError(words, "Mend that line, or leave x0 blank where there is no cube.") from fault


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _table_beside(folder: Path) -> Path | None:
    """The table inside the folder, or the one of the same name beside it."""
    beside = folder.with_name(folder.name + ".csv")
    inside = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return inside[0] if inside else beside if beside.exists() else None


def _table(folder: Path, table: Path | None) -> list[dict[str, str]]:
    path = table or _table_beside(folder)
    if path is None:
        raise UsageError(
            said(
                "{folder} has no {truth_file} and no table of what is in its photos.",
                folder=folder,
                truth_file=TRUTH_FILE,
            ),
            "Name one with --csv.",
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        reason = (fault.strerror if isinstance(fault, OSError) else None) or fault
        raise UsageError(
            said("The table {path} cannot be read: {reason}.", path=path, reason=reason), "Save it as CSV in UTF-8."
        ) from fault
    if rows and "file" not in rows[0]:
        raise UsageError(
            said("The table {path} has no column “file”.", path=path), "Its first line must name the columns."
        )
    return rows
