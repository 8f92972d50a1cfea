"""Photos sorted into folders: SPECIES/photo, SPECIES/SPECIMEN/photo, and both below train and test."""

from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.name_pattern import number_by_pattern
from mineral_desk.services.files import find_photos
from mineral_desk.training.fewshot.named_photo import SIDES, LeftOut, NamedPhoto, Side, Source


def read_folders(folder: Path, pattern: str = "") -> Source:
    """The photos below ``folder``, named by their folders ("_" is a space).

    A folder within that of a species holds the photos of one specimen; else ``pattern`` may find its number in the
    file name (:mod:`mineral_desk.domain.name_pattern`). Where all folders are called train, test and the like, they are
    the sides of the data set's own split. Raises :class:`UsageError` where there are no folders with photos.
    """
    found = find_photos([folder])
    source = Source(left_out=[LeftOut(folder.name, str(fault)) for fault in found.faults])
    within = [(path, path.relative_to(folder).parts) for path in found.files]
    is_split = all(parts[0].casefold() in SIDES for _, parts in within if len(parts) > 1)
    for path, parts in within:
        side, places = (SIDES[parts[0].casefold()], parts[1:]) if is_split and len(parts) > 1 else (Side.UNTOLD, parts)
        if len(places) < 2:
            source.left_out.append(LeftOut(str(path), "it lies in no folder named after a species"))
            continue
        species = places[0].replace("_", " ").strip()
        source.photos.append(NamedPhoto(path, species, _specimen(folder, places, pattern), side))
    if not source.photos:
        raise UsageError(f"{folder} has no folders named after species with photos in them.", "Sort, or give a table.")
    return source


def _specimen(folder: Path, places: tuple[str, ...], pattern: str) -> str:
    """Told by the folder within the species' folder, else by the file's name; the same words elsewhere are another."""
    if len(places) > 2:
        return f"{folder}: {places[0]}/{places[1]}"
    number = number_by_pattern(places[-1], pattern) if pattern else ""
    return f"{folder}: {number}" if number else ""
