"""Files are written whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from mineral_desk.domain.errors import OutputError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.record_numbers import printable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ROOM = said("Make room, or choose another folder.")
PERMISSION = said("Choose a folder that you may write to.")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the name of a file to be made beside ``path``; when the block ends it replaces ``path`` in one step.

    Whoever reads ``path`` sees the old or the new, never a part; where the block fails or is broken off, nothing is
    left. Raises :class:`OutputError` where the folder cannot be made or written, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name[:40]}.{uuid4().hex}.part")
        try:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as fault:
        what = said("{path} cannot be written: {reason}.", path=path, reason=reason_of(fault))
        raise OutputError(what, ROOM if fault.errno in FULL else PERMISSION) from fault


def write_bytes(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step. Raises as :func:`replacing`."""
    with replacing(path) as part, part.open("xb") as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """The same for text, as UTF-8; bytes of a file name that are none stand as the catalogue has them."""
    write_bytes(path, printable(text).encode("utf-8"))
