"""Photos whose files were moved, found again by their content."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.domain.change import Changes
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import find_photos

PIECE_BYTES = 1 << 20
STEP = 200
"""Files looked at between two steps, where only their sizes are compared."""


@dataclass(slots=True)
class RelinkReport:
    """Where photos were found again, which files are still missing, and folders that may not be read (in words)."""

    found: list[tuple[Path, Path]] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def missing_photos(desk: Desk) -> list[Photo]:
    """The photos whose file is no longer where it was last seen, as it was when taken in."""
    return [desk.reading.photos.facts(row["id"]) for row in desk.reading.numbers.photos() if not _is_there(row["path"])]


def relink(desk: Desk, folder: Path) -> Job[RelinkReport]:
    """Look for missing photos in ``folder`` and below, whatever they are called now, and note their new places.

    A file is read only where its size is that of a missing photo, and counts only where its sha256 is the same.
    Raises :class:`UsageError` for a folder that does not exist. Cancelled, what was found stays found.
    """
    report = RelinkReport()
    lost = {photo.sha256: photo for photo in missing_photos(desk)}
    sizes = {photo.byte_size for photo in lost.values()}
    places = find_photos([folder])
    report.faults = [str(fault) for fault in places.faults]
    for done, path in enumerate(places.files, start=1):
        if not lost:
            break
        looked_into = _size(path) in sizes
        photo = lost.pop(_sha256(path), None) if looked_into else None
        if photo is not None:
            changes = _note(desk, photo, path)
            report.changes |= changes
            report.found.append((photo.path, path))
            yield Progress(done, len(places.files), path.name, changes)
        elif looked_into or done % STEP == 0:
            yield Progress(done, len(places.files), path.name)
    report.missing = [photo.path for photo in lost.values()]
    return report


def _note(desk: Desk, photo: Photo, path: Path) -> Changes:
    moved = Photo(path.absolute(), photo.sha256, photo.byte_size, photo.width_px, photo.height_px)
    return desk.write(lambda catalogue: catalogue.photos.add(moved, who=desk.settings.who))[2]


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _sha256(path: Path) -> str:
    """The hash of the file's bytes; empty where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()
