"""A photo of which somebody noted the size, and what comes of comparing."""

from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.contradiction import SizeCheck, TypedSize
from mineral_desk.domain.measurement import Measurement


@dataclass(frozen=True, slots=True)
class TypedPhoto:
    """``measurement`` is None where the photo is still to be measured; ``fault`` is why it cannot be, in words."""

    path: Path
    typed: TypedSize
    catalogue_number: str = ""
    measurement: Measurement | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A photo whose typed size was compared with ``measurement``; ``fault`` is why it could not be."""

    photo: TypedPhoto
    measurement: Measurement
    check: SizeCheck
    fault: str = ""
