"""Files are written whole or not at all."""

import os
from pathlib import Path
from uuid import uuid4

from mineral_desk.domain.errors import OutputError


def write_bytes(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step: whoever reads it sees the old or the new, never a part.

    Raises :class:`OutputError` where the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name[:40]}.{uuid4().hex}.part")
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise OutputError(f"{path} cannot be written: {reason}.", "Choose a folder that you may write to.") from fault


def write_text(path: Path, text: str) -> None:
    """The same for text, as UTF-8."""
    write_bytes(path, text.encode("utf-8"))
