"""Taking photos in: the files are looked at and registered, never moved, changed or deleted."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from mineral_desk import vision
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import PhotoError
from mineral_desk.domain.numbering import number_of_file
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import find_photos


@dataclass(frozen=True, slots=True)
class TakenIn:
    """One photo's id in the catalogue, and whether it was not there before."""

    photo_id: int
    is_new: bool
    changes: Changes


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What a run took in: ids in the order of the files; those that were there before are ``known``."""

    taken_in: tuple[int, ...]
    known: tuple[int, ...]


def register(desk: Desk, photo: Photo) -> TakenIn:
    """Enter one photo into the catalogue, also one that cannot be opened, so that it is seen and can be tried again."""
    number = number_of_file(photo.path.name, desk.settings.window.file_name_pattern)
    entered = photo if photo.sha256 else replace(photo, sha256=_known_by_place(photo.path))
    photo_id, is_new, changes = desk.write(
        lambda catalogue: catalogue.photos.add(
            entered, catalogue_number=number, number_source="file name" if number else "", who=desk.settings.who
        )
    )
    return TakenIn(photo_id, is_new, changes)


def facts(path: Path) -> Photo:
    """The file's facts; width and height are 0 where it cannot be opened, its hash is empty where it has no content."""
    try:
        return vision.decode.inspect(path)
    except PhotoError:
        return vision.decode.unreadable(path)


def _known_by_place(path: Path) -> str:
    """What stands for the hash of a file without readable content: such files are told apart by their place."""
    return hashlib.sha256(f"no content at {path.absolute()}".encode(errors="surrogateescape")).hexdigest()


def take_in(desk: Desk, places: Iterable[Path]) -> Job[IntakeResult]:
    """Register the photos among ``places`` (files and folders).

    Raises :class:`UsageError` for a place that does not exist and, once all other photos are registered,
    :class:`UnreadablePhoto` for a folder that may not be read.
    """
    found = find_photos(places)
    files = found.files
    taken_in: list[int] = []
    known: list[int] = []
    for number, path in enumerate(files, start=1):
        one = register(desk, facts(path))
        (taken_in if one.is_new else known).append(one.photo_id)
        yield Progress(number, len(files), path.name, one.changes)
    for fault in found.faults:
        raise fault
    return IntakeResult(tuple(taken_in), tuple(known))
