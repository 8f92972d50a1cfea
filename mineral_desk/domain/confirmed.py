"""What training needs to know of a photo beside its pixels: its name, its specimen, and which part is classified."""

from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.geometry import Box


@dataclass(frozen=True, slots=True)
class ClassifiedPart:
    """The part ``box_px`` that a classifier sees, after ``covered_px`` were covered; pixels of the upright photo."""

    box_px: Box
    covered_px: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmedPhoto:
    """A photo of a catalogue with the name that a person confirmed. Photos with the same ``specimen`` show one.

    ``part`` is what the classifier saw when the photo was analysed, None where it was not.
    """

    path: Path
    sha256: str
    species: str
    specimen: str
    part: ClassifiedPart | None = None
