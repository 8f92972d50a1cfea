"""A second look of the segmentation at the part of a photo that holds specimen and cube.

The network sees a whole photo at a few hundred pixels. Where the things that matter fill a small part of it, that part
alone shows thin crystals and rims several times finer.
"""

import math

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.classes import Segment, SegmentClass, SegmentMap

MATTERS = (SegmentClass.SPECIMEN, SegmentClass.CUBE, SegmentClass.STAND)
SEEN = 0.4
"""What is so probably one of these things is looked at again."""
SMALLEST_SHARE = 0.0004
"""Smaller specks, as a share of the photo, are not."""
MARGIN = 0.18
"""So much around them is looked at with them, over the longer side of their box."""
LARGEST_PART = 0.72
"""A part whose longer side is more than this share of the photo's would hardly be seen finer."""
SMALLEST_PART = 0.2
"""What is smaller is looked at with more around it: the network knows things by what lies around them."""
TRUST = 0.75
"""How far the second look counts where it is surest of what it sees."""


def looked_closer(segment: Segment, pixels: Pixels, first: SegmentMap) -> SegmentMap:
    """``first``, the map (C, h, w) of the photo ``pixels`` (H, W, 3), made finer where a second look can."""
    part = _part(first)
    if part is None:
        return first
    height, width = first.probabilities.shape[1:]
    rows, columns = part
    finer = pixels.shape[0] / height
    window = pixels[_scaled(rows, finer), _scaled(columns, finer)]
    second = segment(window).at(rows.stop - rows.start, columns.stop - columns.start).probabilities
    weight = TRUST * np.outer(
        _ramp(rows, height, (rows.stop - rows.start) * MARGIN / 2),
        _ramp(columns, width, (columns.stop - columns.start) * MARGIN / 2),
    )
    merged = first.probabilities.copy()
    merged[:, rows, columns] += weight.astype(np.float32) * (second - merged[:, rows, columns])
    return SegmentMap(merged)


def _part(seen: SegmentMap) -> tuple[slice, slice] | None:
    """Rows and columns of the map around the things that matter; None where that is nothing or nearly everything."""
    matters = np.sum([seen.of(kind) for kind in MATTERS], axis=0)
    height, width = matters.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats((matters > SEEN).astype(np.uint8))
    things = stats[1:][stats[1:, cv2.CC_STAT_AREA] > SMALLEST_SHARE * matters.size]
    if not len(things):
        return None
    low = things[:, :2].min(0)
    high = (things[:, :2] + things[:, 2:4]).max(0)
    longest = max(float((high - low).max()) * (1 + 2 * MARGIN), SMALLEST_PART * max(height, width))
    if longest > LARGEST_PART * max(height, width):
        return None
    middle, half = (low + high) / 2, (high - low) / 2 + (longest - float((high - low).max())) / 2
    sides = [_side(middle[axis], half[axis], size) for axis, size in ((1, height), (0, width))]
    return sides[0], sides[1]


def _side(middle: float, half: float, size: int) -> slice:
    return slice(max(0, math.floor(middle - half)), min(size, math.ceil(middle + half)))


def _scaled(side: slice, factor: float) -> slice:
    return slice(round(side.start * factor), round(side.stop * factor))


def _ramp(side: slice, size: int, length: float) -> npt.NDArray[np.float64]:
    """Weights along a side of the part, falling to its ends unless the photo ends there, too."""
    places = np.arange(side.start, side.stop) + 0.5
    before = np.inf if side.start == 0 else (places - side.start) / length
    after = np.inf if side.stop == size else (side.stop - places) / length
    return np.asarray(np.minimum(1.0, np.minimum(before, after)))
