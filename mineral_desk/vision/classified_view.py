"""What a classifier saw of a photo that was analysed before: its crop, plates covered, once more out of the file."""

from pathlib import Path

import numpy as np

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.region import RegionKind
from mineral_desk.vision.decode import decode
from mineral_desk.vision.plates import cover, to_be_covered

_WHOLE_PX = 1e-6
"""Boxes went to full size and back: what is a whole pixel but for the rounding of numbers is one."""


def classified_crop(path: Path, analysis: Analysis) -> Pixels:
    """The crop (H, W, 3) uint8 that ``analysis`` classified; the whole photo where it classified none.

    Raises :class:`PhotoError`.
    """
    decoded = decode(path)
    factor = 1 / decoded.reduction
    overrules = analysis.overrules
    boxes = to_be_covered(analysis.regions_of(RegionKind.LABEL), overrules.uncovered_px, overrules.covered_px)
    bare = cover(decoded.pixels, [_settled(box.scaled(factor)) for box in boxes])
    if analysis.classified_px is None:
        return bare
    x0, y0, x1, y1 = (round(value) for value in analysis.classified_px.scaled(factor))
    return np.ascontiguousarray(bare[y0:y1, x0:x1])


def _settled(box: Box) -> Box:
    return Box(*(round(value) if abs(value - round(value)) < _WHOLE_PX else value for value in box))
