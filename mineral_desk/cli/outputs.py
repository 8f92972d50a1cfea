"""No command writes over a file that it reads, nor over a catalogue."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from mineral_desk.domain.errors import UsageError

WRITTEN = ("json", "out", "order", "plan", "figure", "conflicts", "failed")
"""The options that name a file to be made, or to be replaced; ``json_lines`` looks after its own."""
CATALOGUE_ENDING = ".mdc"


def refuse_overwriting(options: argparse.Namespace) -> None:
    """Raises :class:`UsageError` where a file to be written is another one that is named, or any catalogue."""
    read = [path for name, value in vars(options).items() if name not in WRITTEN for path in _paths(value)]
    for path in (path for name in WRITTEN for path in _paths(getattr(options, name, None))):
        if any(_same(path, one) for one in read):
            raise UsageError(f"{path} is read in this run; it would be overwritten.", "Choose another file.")
        if path.suffix.lower() == CATALOGUE_ENDING and path.is_file():
            raise UsageError(f"{path} is a catalogue; it would be overwritten.", "Choose another file.")


def _paths(value: object) -> Iterator[Path]:
    """The path or paths that an option holds; none where it holds something else."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Path):
            yield one


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False  # one of them is not there, or may not be looked at
