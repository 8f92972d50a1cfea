"""A photo of a specimen: the file's facts, and its pixels."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""(H, W, 3) uint8 RGB, upright (EXIF orientation applied), sRGB."""

Mask = npt.NDArray[np.bool_]
"""(H, W) bool."""


@dataclass(frozen=True, slots=True)
class Photo:
    """The facts about one photo file. Width and height are those of the upright photo at full size."""

    path: Path
    sha256: str
    byte_size: int
    width_px: int
    height_px: int
    taken_at: datetime | None = None
    focal_length_35mm: float | None = None
    """Focal length in millimetres on the 36 mm wide film format, from EXIF."""


@dataclass(frozen=True, slots=True, eq=False)
class DecodedPhoto:
    """A photo with its pixels, which may be fewer than the file holds.

    ``reduction`` is full-size pixels per pixel of ``pixels`` (1.0 = not reduced): multiply a
    coordinate found in ``pixels`` by it to get one of the upright photo at full size.
    """

    photo: Photo
    pixels: Pixels
    reduction: float = 1.0
