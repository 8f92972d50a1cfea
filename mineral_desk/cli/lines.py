"""JSON lines as they come, to a file or to standard output."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.domain.record_numbers import printable


class JsonLines:
    """Each line is handed to the system before the next photo begins: a run cut short keeps those it made."""

    def __init__(self, stream: IO[str], name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, record: Mapping[str, Any]) -> None:
        """Add one line. Raises :class:`OutputError` where the disk is full; a closed pipe is for the caller."""
        try:
            self._stream.write(printable(json.dumps(record, ensure_ascii=False, allow_nan=False)) + "\n")
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as fault:
            raise _refused(self._name, fault) from fault


@contextmanager
def json_lines(target: str | None, inputs: Iterable[Path]) -> Iterator[JsonLines | None]:
    """Where the lines go: nowhere (None), standard output (``-``), or a file made anew.

    Raises :class:`UsageError` where that file is one of ``inputs``, :class:`OutputError` where it cannot be written.
    """
    if target is None:
        yield None
    elif target == "-":
        yield JsonLines(sys.stdout, "Standard output")
    else:
        file = _opened(Path(target), inputs)
        try:
            yield JsonLines(file, target)
        except BaseException:
            with suppress(OSError):  # the first fault is the one to tell
                file.close()
            raise
        try:
            file.close()
        except OSError as fault:
            raise _refused(target, fault) from fault


def _opened(path: Path, inputs: Iterable[Path]) -> IO[str]:
    try:
        if path.exists() and any(one.exists() and path.samefile(one) for one in inputs):
            raise UsageError(f"{path} is read in this run; the lines would overwrite it.", "Choose another file.")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w", encoding="utf-8")
    except OSError as fault:
        raise _refused(str(path), fault) from fault


def _refused(name: str, fault: OSError) -> OutputError:
    return OutputError(f"{name} cannot be written: {fault.strerror or fault}.", "Make room, or choose another file.")
