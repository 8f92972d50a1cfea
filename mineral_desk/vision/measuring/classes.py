"""What the segmentation network sees in a photo: for each pixel how probable it is specimen, cube, label and so on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels


class SegmentClass(IntEnum):
    """The planes of a :class:`SegmentMap`; the values of truth masks, a second specimen counting as specimen."""

    BACKGROUND = 0
    SPECIMEN = 1
    CUBE = 2
    LABEL = 3
    RULER = 4
    STAND = 5


@dataclass(frozen=True, slots=True, eq=False)
class SegmentMap:
    """``probabilities`` (C, H, W) float32 of the whole photo, planes as in :class:`SegmentClass`, summing to 1."""

    probabilities: npt.NDArray[np.float32]

    def of(self, kind: SegmentClass) -> npt.NDArray[np.float32]:
        """(H, W): how probable each pixel is of that kind."""
        return np.asarray(self.probabilities[kind])

    def at(self, height: int, width: int) -> "SegmentMap":
        """The same map of the same photo, (C, height, width)."""
        planes = [cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in self.probabilities]
        return SegmentMap(np.stack(planes).astype(np.float32))


Segment = Callable[[Pixels], SegmentMap]
"""Segments a whole photo (H, W, 3) uint8 RGB, which may have any size."""
