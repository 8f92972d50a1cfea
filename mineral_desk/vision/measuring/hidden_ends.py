"""How much of the specimen the cube before it may hide.

Where an end of a size line lies against the cube the specimen may end there, or go on behind it: the further, the more
broadly it meets the cube. But it goes no further than the cube reaches, beyond which it would be seen again, and than
its rim leads where that closes already at both sides of the cube.
"""

import math

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
END_ERROR, PER_SHARE, PER_ROOM, PER_CAP = 0.02, 0.25, 0.3, 0.6
"""What each end against the cube adds to the error (share, 1 sd): the second per share of the extent across it along
which the specimen meets the cube, but no more than the third of the room that the cube leaves behind it, and than the
fourth of the cap that closes the rim."""
TANGENT_SHARE = 0.06
"""Share of the rim's points along which its direction is taken at both sides of the cube."""
MOST_CLOSING = math.radians(75)
"""A rim that meets the cube's side more steeply does not close there: it may go on behind it as far as it will."""


def hidden_ends(contour: Floats, cube_corners: Floats) -> int:
    """How many of the four ends of length and width lie against the cube.

    ``contour`` (N, 2) is the specimen's rim, ``cube_corners`` (0 or 8, 2) are the cube's.
    """
    size = feret(contour)
    lines = (_direction(line) for line in (size.length_line, size.width_line))
    return sum(len(_ends_at_cube(contour, way, cube_corners)) for line in lines for way in (-line, line))


def hidden_extents(contour: Floats, rim: Floats, cube_corners: Floats) -> Extents:
    """How far length and width may be too short (share, 1 sd).

    ``rim`` (M, 2) is the specimen's outer rim in its order, the other arguments are those of :func:`hidden_ends`.
    """
    meeting = contour[_at_cube(contour, cube_corners)]
    if len(meeting) < 2:
        return Extents(0.0, 0.0)
    size, meeting_px = feret(contour), feret(meeting).length
    cap_px = _cap_px(rim, cube_corners)
    length, width = (
        _hidden(
            contour,
            _direction(line),
            min(PER_SHARE * min(meeting_px / max(across, 1.0), 1.0), PER_CAP * cap_px / max(along, 1.0)),
            cube_corners,
        )
        for line, along, across in (
            (size.length_line, size.length, size.width),
            (size.width_line, size.width, size.length),
        )
    )
    return Extents(length, width)


def _hidden(contour: Floats, line: Floats, going_on: float, cube_corners: Floats) -> float:
    """The error that both ends of a size line add which leads along ``line`` (2,); each goes on by ``going_on``."""
    steps = np.arange(STEP, 1 + STEP, STEP)[:, None]
    total = 0.0
    for way in (-line, line):
        for end in _ends_at_cube(contour, way, cube_corners):
            room = float(_at_cube(end + steps * way, cube_corners).sum()) * STEP
            total += END_ERROR + min(going_on, PER_ROOM * room)
    return total


def _cap_px(rim: Floats, cube_corners: Floats) -> float:
    """How high the cap is that closes the rim behind the cube as an arc; infinite where the rim does not close.

    Its chord leads from the last point of the rim before the cube to the first one after it, and its tangents are those
    of the rim there: a segment of a circle with half the opening angle.
    """
    at_cube = _at_cube(rim, cube_corners)
    reach = max(3, round(TANGENT_SHARE * len(rim)))
    if not at_cube.any() or int((~at_cube).sum()) < 2 * reach:
        return math.inf
    start, end = _longest_run(at_cube)
    before, after = rim[(start - 1) % len(rim)], rim[(end + 1) % len(rim)]
    chord = after - before
    chord_px = float(np.hypot(*chord))
    if chord_px < 1:
        return 0.0
    inwards = chord / chord_px
    outwards = cube_corners.mean(axis=0) - (before + after) / 2
    outwards -= (outwards @ inwards) * inwards
    outwards /= max(float(np.hypot(*outwards)), 1e-9)
    angles = []
    for point, further, closing in (
        (before, rim[(start - 1 - reach) % len(rim)], inwards),
        (after, rim[(end + 1 + reach) % len(rim)], -inwards),
    ):
        tangent = point - further
        angles.append(math.atan2(float(tangent @ outwards), float(tangent @ closing)))
    if max(angles) > MOST_CLOSING:
        return math.inf
    return chord_px / 2 * math.tan(max(sum(angles) / 2, 0.0) / 2)


def _longest_run(inside: Bools) -> tuple[int, int]:
    """First and last index of the longest run of True in a ring of both; the last may be smaller than the first."""
    start = int(np.argmin(inside))
    ring = np.concatenate([np.roll(inside, -start), [False]])
    steps = np.flatnonzero(np.diff(ring.astype(np.int8)))
    runs = steps.reshape(-1, 2)
    first, last = runs[int((runs[:, 1] - runs[:, 0]).argmax())].tolist()
    return (first + 1 + start) % len(inside), (last + start) % len(inside)


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
