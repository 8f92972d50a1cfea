"""Finished files get their name in one step, and stay after a power cut."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from mineral_desk.domain.errors import CatalogueError, CatalogueReadOnly
from mineral_desk.domain.phrase import reason_of, said

PART_PREFIX, PART_SUFFIX = ".mineral-desk-", ".part"
ABANDONED_AFTER_S = 24 * 3600.0
"""Unfinished files that are older than this belong to nobody any more: a copy takes minutes."""


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """An empty file in ``folder`` for something in the making; what still bears its name at the end is removed.

    Raises CatalogueReadOnly where the folder cannot be made or written.
    """
    part = new_part(folder)
    try:
        yield part
    finally:
        remove_part(part)


def new_part(folder: Path) -> Path:
    """The same for whoever removes it later. Raises CatalogueReadOnly."""
    with placing_in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        part = folder / f"{PART_PREFIX}{uuid4().hex}{PART_SUFFIX}"
        part.touch(exist_ok=False)
    return part


def remove_part(part: Path) -> None:
    """Remove an unfinished file with what SQLite may have left beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the unfinished files that a program killed long ago left in ``folder``."""
    for part in folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}*"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > ABANDONED_AFTER_S:
                part.unlink()


def give_new_name(part: Path, path: Path) -> None:
    """Call the finished file ``path``. Raises CatalogueError where that name was taken meanwhile."""
    with placing_in_words(path):
        sync_file(part)
        try:
            os.link(part, path)  # unlike a renaming it never replaces
            part.unlink()
        except FileExistsError:
            raise CatalogueError(said("{path} exists already.", path=path), "Choose another name.") from None
        except OSError:  # memory sticks have no links
            if path.exists():
                raise CatalogueError(said("{path} exists already.", path=path), "Choose another name.") from None
            part.rename(path)
        sync_folder(path.parent)


def put_in_place(part: Path, path: Path) -> None:
    """Let the finished file take the place of ``path`` in one step."""
    with placing_in_words(path):
        sync_file(part)
        part.replace(path)
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Wait until the file's content is on the disk.

    Never for a file that this process has open in SQLite: closing any handle gives up all locks on it.
    """
    handle = os.open(path, os.O_RDWR)  # Windows does not sync what was opened for reading
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network shares cannot
            os.fsync(handle)
    finally:
        os.close(handle)


def free_name(path: Path) -> Path:
    """``path``, or the first of its numbered siblings that does not exist."""
    candidates = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, 10_000))
    return path if not path.exists() else next(one for one in candidates if not one.exists())


@contextmanager
def placing_in_words(path: Path) -> Iterator[None]:
    """The operating system's refusals as errors of the trade."""
    try:
        yield
    except OSError as fault:
        words = said("{path} cannot be written: {reason}.", path=path, reason=reason_of(fault))
        raise CatalogueReadOnly(words, "Choose a place with room that you may write to.") from fault
