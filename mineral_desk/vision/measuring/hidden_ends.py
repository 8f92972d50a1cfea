"""How much of the specimen the cube before it may hide.

Where an end of a size line lies against the cube the specimen may end there, or go on behind it: the further, the more
broadly it meets the cube, but no further than the cube reaches, beyond which it would be seen again.
"""

import cv2
import numpy as np

from mineral_desk.domain.geometry import Line
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.wireframe import Bools, Floats

NEAR_PX = 4.0
"""An end so near to the cube may go on behind it."""
FLAT_PX = 1.0
"""Points of the rim that lie so little before its end belong to the end."""
STEP = 0.02
"""Step along a size line, over its length, in which it is followed behind the cube."""
END_ERROR, PER_SHARE, PER_ROOM = 0.02, 0.25, 0.3
"""What each end against the cube adds to the error (share, 1 sd): the second per share of the extent across it along
which the specimen meets the cube, but no more than the third of the room that the cube leaves behind it."""


def hidden_ends(contour: Floats, cube_corners: Floats) -> int:
    """How many of the four ends of length and width lie against the cube.

    ``contour`` (N, 2) is the specimen's rim, ``cube_corners`` (0 or 8, 2) are the cube's.
    """
    size = feret(contour)
    lines = (_direction(line) for line in (size.length_line, size.width_line))
    return sum(len(_ends_at_cube(contour, way, cube_corners)) for line in lines for way in (-line, line))


def hidden_extents(contour: Floats, cube_corners: Floats) -> Extents:
    """How far length and width may be too short (share, 1 sd); the arguments are those of :func:`hidden_ends`."""
    meeting = contour[_at_cube(contour, cube_corners)]
    if len(meeting) < 2:
        return Extents(0.0, 0.0)
    size, meeting_px = feret(contour), feret(meeting).length
    share_of_width, share_of_length = (min(meeting_px / max(across, 1.0), 1.0) for across in (size.width, size.length))
    return Extents(
        _hidden(contour, _direction(size.length_line), share_of_width, cube_corners),
        _hidden(contour, _direction(size.width_line), share_of_length, cube_corners),
    )


def _hidden(contour: Floats, line: Floats, share: float, cube_corners: Floats) -> float:
    """The error that both ends of a size line add which leads along ``line`` (2,)."""
    steps = np.arange(STEP, 1 + STEP, STEP)[:, None]
    total = 0.0
    for way in (-line, line):
        for end in _ends_at_cube(contour, way, cube_corners):
            room = float(_at_cube(end + steps * way, cube_corners).sum()) * STEP
            total += END_ERROR + min(PER_SHARE * share, PER_ROOM * room)
    return total


def _ends_at_cube(contour: Floats, way: Floats, cube_corners: Floats) -> Floats:
    """(0 or 1, 2): the point of the rim that lies furthest along ``way`` (2,), if it lies against the cube.

    Where the rim ends in a flat side, any of its points counts.
    """
    along = contour @ (way / max(float(np.hypot(*way)), 1e-9))
    ends = contour[along > along.max() - FLAT_PX]
    return np.asarray(ends[_at_cube(ends, cube_corners)][:1])


def _direction(line: Line) -> Floats:
    return np.asarray(np.subtract(line[1], line[0]), dtype=float)


def _at_cube(points: Floats, cube_corners: Floats) -> Bools:
    """(N,): which of the points (N, 2) lie in the cube or within :data:`NEAR_PX` of it."""
    if not len(cube_corners):
        return np.zeros(len(points), dtype=bool)
    cube = cv2.convexHull(cube_corners.astype(np.float32))
    return np.array([cv2.pointPolygonTest(cube, (float(x), float(y)), True) > -NEAR_PX for x, y in points], bool)
