"""Length and width in pixels, and how well each is known: as drawn, else of a corrected outline, else the machine's."""

import math
from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.geometry import Line
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, Outline
from mineral_desk.vision.measuring.feret import Feret, feret
from mineral_desk.vision.measuring.hand_cube import PhotoGeometry, hand_cube
from mineral_desk.vision.measuring.hand_scale import known_scale

UNJUDGED_OUTLINE = (0.02, 0.025)
"""How far length and width read off the machine's outline are usually wrong (share, 1 sd) where it gave no size."""
SHORTEST_LINE_PX = 1.0


@dataclass(frozen=True, slots=True)
class Extent:
    """A size line in pixels of the photo and the error of its length (share, 1 sd)."""

    line: Line
    error: float

    @property
    def length_px(self) -> float:
        """Distance of the ends."""
        return math.dist(*self.line)


def extents_of(
    geometry: PhotoGeometry, machine: Measurement, outline: Outline | None, marks: HandMarks, mark_error_px: float
) -> tuple[Extent | None, Extent | None]:
    """Length and width: as drawn, else of the corrected outline, else as the machine found them."""
    ends = math.sqrt(2) * mark_error_px
    found: list[Extent | None] = []
    by_outline = feret(np.array(marks.outline_px)) if marks.outline_px else None
    lines = (marks.length_line_px, marks.width_line_px)
    left = outline if by_outline is None and None in lines else None
    machine_errors = machine_outline_errors(geometry, machine, left)
    for side, drawn in enumerate(lines):
        if drawn is not None:
            found.append(Extent(drawn, ends / math.dist(*drawn)))
        elif by_outline is not None:
            line, length = _side(by_outline, side)
            found.append(Extent(line, math.hypot(ends, geometry.outline_error_px) / max(length, SHORTEST_LINE_PX)))
        elif outline is not None:
            known = (machine.length_line_px, machine.width_line_px)[side]
            line = known or _side(feret(outline.points_px.astype(float)), side)[0]
            found.append(Extent(line, machine_errors[side]))
        else:
            found.append(None)
    return found[0], found[1]


def _side(size: Feret, side: int) -> tuple[Line, float]:
    return ((size.length_line, size.length), (size.width_line, size.width))[side]


def machine_outline_errors(
    geometry: PhotoGeometry, machine: Measurement, outline: Outline | None
) -> tuple[float, float]:
    """What the machine's outline adds to the errors of length and width (share, 1 sd): what is left of the whole.

    The whole is what the machine gave; cube, depth and model are computed again and taken out.
    """
    if outline is None:
        return 0.0, 0.0
    points = outline.points_px.astype(float)
    size = feret(points)
    rims = [geometry.outline_error_px / max(extent, SHORTEST_LINE_PX) for extent in (size.length, size.width)]
    cube = hand_cube(geometry, machine, HandMarks(), machine.cube_edge_mm or 1.0, 1.0)
    scale = known_scale(geometry, machine, cube, points)
    wholes = (
        (machine.length_mm, machine.length_error_mm, rims[0], UNJUDGED_OUTLINE[0]),
        (machine.width_mm, machine.width_error_mm, rims[1], UNJUDGED_OUTLINE[1]),
    )
    length, width = (
        math.hypot(rim, usual)
        if scale is None or not size_mm or error_mm is None
        else math.sqrt(max((error_mm / size_mm) ** 2 - scale.error**2, rim**2))
        for size_mm, error_mm, rim, usual in wholes
    )
    return length, width
