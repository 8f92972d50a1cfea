"""What every format's file looks like to the job that fills it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from mineral_desk.domain.exported import ExportedSpecimen


def _at_once() -> Generator[None, None, None]:
    yield from ()


@dataclass(frozen=True, slots=True)
class SpecimenWriter:
    """``add`` puts a specimen into the file; after the last one ``settle`` does what else takes long, step by step."""

    add: Callable[[ExportedSpecimen], None]
    settle: Callable[[], Generator[None, None, None]] = _at_once
