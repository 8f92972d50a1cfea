"""Which files a request for photos and folders means."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.vision.decode import PHOTO_SUFFIXES


def photo_files(places: Iterable[Path]) -> list[Path]:
    """The photos among ``places``, in their order: a file as it is named, a folder's photos sorted by name.

    A folder is searched with its sub-folders; hidden files and links to folders are passed over, so that a link in a
    circle ends. Raises :class:`UsageError` for a place that does not exist, :class:`UnreadablePhoto` for a folder that
    may not be read.
    """
    files: list[Path] = []
    for place in places:
        if place.is_dir():
            files.extend(_photos_under(place))
        elif place.exists():
            files.append(place)
        else:
            raise UsageError(f"{place} does not exist.", "Check the spelling of its name.")
    return files


def _photos_under(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as fault:
        raise UnreadablePhoto(
            f"The folder {folder} cannot be read: {fault.strerror}.", "Ask for permission, or copy it elsewhere."
        ) from fault
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _photos_under(entry)
        elif entry.suffix.lower() in PHOTO_SUFFIXES:
            yield entry
