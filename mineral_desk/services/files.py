"""Which files a request for photos and folders means."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.vision.decoding.kinds import PHOTO_SUFFIXES


@dataclass(slots=True)
class FoundPhotos:
    """The photos in their order, and the folders that may not be read, each as a fault in words."""

    files: list[Path] = field(default_factory=list)
    faults: list[UnreadablePhoto] = field(default_factory=list)


def find_photos(places: Iterable[Path], passed_over: Path | None = None) -> FoundPhotos:
    """The photos among ``places``, in their order: a file as it is named, a folder's photos sorted by name.

    A folder is searched with its sub-folders; hidden files, links to folders (so that a link in a circle ends) and the
    sub-folder ``passed_over`` are left out. What is named twice is one photo. A file that cannot be looked at is among
    the files: opening it tells why. Raises :class:`UsageError` for a place that does not exist.
    """
    found = FoundPhotos()
    apart = None if passed_over is None else os.path.realpath(passed_over)
    for place in places:
        if _is_folder(place):
            found.files.extend(_photos_under(place, apart, found.faults))
        else:
            found.files.append(place)
    found.files = list({path.absolute(): path for path in found.files}.values())
    return found


def photo_files(places: Iterable[Path]) -> list[Path]:
    """The same, all or nothing: raises :class:`UnreadablePhoto` for a folder that may not be read."""
    found = find_photos(places)
    for fault in found.faults:
        raise fault
    return found.files


def _is_folder(place: Path) -> bool:
    try:
        return stat.S_ISDIR(place.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(said("{place} does not exist.", place=place), "Check the spelling of its name.") from None
    except OSError:
        return False


def _photos_under(folder: Path, apart: str | None, faults: list[UnreadablePhoto]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as fault:
        words = said("The folder {folder} cannot be read: {reason}.", folder=folder, reason=reason_of(fault))
        faults.append(UnreadablePhoto(words, "Ask for permission, or copy it elsewhere."))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry):  # noqa: PTH112  Path.is_dir() raises where it may not look
            if not entry.is_symlink() and (apart is None or os.path.realpath(entry) != apart):
                yield from _photos_under(entry, apart, faults)
        elif entry.suffix.lower() in PHOTO_SUFFIXES:
            yield entry
