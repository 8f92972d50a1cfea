"""Photos with names, as the sources tell them, and what had to be left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mineral_desk.domain.confirmed import ClassifiedPart


class Side(StrEnum):
    """On which side of a data set's own split a photo stands; empty where it has none."""

    TRAINING = "training"
    TESTING = "testing"
    UNTOLD = ""


SIDES = {
    "train": Side.TRAINING,
    "training": Side.TRAINING,
    "test": Side.TESTING,
    "testing": Side.TESTING,
    "val": Side.TESTING,
    "valid": Side.TESTING,
    "validation": Side.TESTING,
    "eval": Side.TESTING,
    "evaluation": Side.TESTING,
}
"""What data sets call them, in small letters."""


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """A photo file and what it is called there. Photos with the same ``specimen`` show one; empty: not told.

    ``part`` is the part that a classifier sees, where that is known already for the file with the hash ``sha256``.
    """

    path: Path
    written: str
    specimen: str = ""
    side: Side = Side.UNTOLD
    part: ClassifiedPart | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A photo, row or name that nothing is learnt from, and why."""

    what: str
    reason: str


@dataclass(slots=True)
class Source:
    """The photos of a place in their order, and what of it had to be left out."""

    photos: list[NamedPhoto] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def joined(sources: Sequence[Source]) -> Source:
    """All places as one; a file named twice is one photo, and counts as it was named first."""
    whole: dict[Path, NamedPhoto] = {}
    for source in sources:
        for photo in source.photos:
            whole.setdefault(photo.path.absolute(), photo)
    return Source(list(whole.values()), [one for source in sources for one in source.left_out])
