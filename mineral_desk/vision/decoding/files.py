"""The bytes of a photo: read once, hashed on the way, and every refusal of the file system in words."""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mineral_desk.domain.errors import UnreadablePhoto
from mineral_desk.domain.phrase import Phrase, reason_of, said

COPY_AGAIN = "Copy it again, then Try again."
_HELD_IN_MEMORY = 64 * 2**20
"""Files up to this many bytes are read once and kept; longer ones are hashed in a first pass, to save memory."""
_WINDOWS_PATH_LIMIT = 248


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """An open photo file: ``stream`` stands at its start and can seek."""

    path: Path
    stream: BinaryIO
    byte_size: int
    sha256: str
    head: bytes
    """The first 32 bytes."""

    @property
    def name(self) -> str:
        """The file's name, as messages give it."""
        return self.path.name


@contextmanager
def open_photo_file(path: Path, hashed: bool = True) -> Iterator[PhotoFile]:
    """Open ``path`` for reading; raises UnreadablePhoto when it is missing, no ordinary file, forbidden or empty."""
    with refusals_in_words(path):
        _check_ordinary(path)
    with refusals_in_words(path), Path(_for_the_system(path)).open("rb") as stream:
        byte_size = os.fstat(stream.fileno()).st_size
        if byte_size == 0:
            raise UnreadablePhoto(said("{name} is empty.", name=path.name), COPY_AGAIN)
        kept: io.BufferedReader | io.BytesIO = stream
        if byte_size <= _HELD_IN_MEMORY:
            kept = io.BytesIO(stream.read())
        sha256 = hashlib.file_digest(kept, "sha256").hexdigest() if hashed else ""
        kept.seek(0)
        head = kept.read(32)
        kept.seek(0)
        yield PhotoFile(path, kept, byte_size, sha256, head)


@contextmanager
def refusals_in_words(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals about ``path`` into UnreadablePhoto."""
    try:
        yield
    except FileNotFoundError as refusal:
        raise UnreadablePhoto(
            said("{name} is not there any more.", name=path.name), said("Look in {folder}.", folder=path.parent)
        ) from refusal
    except IsADirectoryError as refusal:
        raise UnreadablePhoto(
            said("{name} is a folder, not a photo.", name=path.name), "Choose the photos in it."
        ) from refusal
    except PermissionError as refusal:
        is_folder = os.path.isdir(path)  # noqa: PTH112  Path.is_dir() raises where it may not look
        folder = said("{name} is a folder, not a photo.", name=path.name)
        forbidden = said("{name} may not be read by you.", name=path.name)
        raise UnreadablePhoto(
            folder if is_folder else forbidden, "Change its permissions, or copy it elsewhere."
        ) from refusal
    except OSError as refusal:
        raise UnreadablePhoto(
            said("{name} cannot be read: {reason}.", name=path.name, reason=reason_of(refusal)),
            "Check the disk, then Try again.",
        ) from refusal


def _check_ordinary(path: Path) -> None:
    """Refuse what is neither file nor folder: opening a pipe would wait for ever."""
    mode = Path(_for_the_system(path)).stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UnreadablePhoto(
            said("{name} is a device or a pipe, not a photo.", name=path.name), "Choose the file of the photo."
        )


def byte_size_in_words(byte_size: int) -> Phrase:
    """``1.5 MB``, ``12 kB`` or ``7 bytes``."""
    for unit, size in ((said("GB"), 1e9), (said("MB"), 1e6), (said("kB"), 1e3)):
        if byte_size >= size:
            return said("{size:.3g} {unit}", size=byte_size / size, unit=unit)
    return said("{n} bytes", n=byte_size)


def _for_the_system(path: Path) -> str:
    """The path as the operating system takes it: Windows opens long paths only in their extended form."""
    if os.name == "nt" and len(str(path.absolute())) >= _WINDOWS_PATH_LIMIT:
        absolute = str(path.absolute())
        return absolute if absolute.startswith("\\\\") else "\\\\?\\" + absolute
    return str(path)
