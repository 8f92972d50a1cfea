"""An outline with few points, so that a person can drag them."""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Point
from mineral_desk.vision.measuring.feret import feret

MOST_POINTS = 60
FINEST_PX = 0.5


def simplified(points: npt.NDArray[np.float32], most: int = MOST_POINTS) -> tuple[Point, ...]:
    """At most ``most`` of the ``points`` (N, 2) of a closed outline, in their order (Douglas and Peucker 1973).

    The ends of the longest distance and the outermost points across it are among them, so that length and width stay.
    """
    kept = _outermost(points.astype(float))
    tolerance = FINEST_PX
    while True:
        chosen = _between(points, kept, tolerance)
        if len(chosen) <= most or len(chosen) == len(kept):
            return tuple((float(x), float(y)) for x, y in points[chosen])
        tolerance *= 1.3


def _outermost(points: npt.NDArray[np.float64]) -> list[int]:
    """Indices, ascending, of the four points that give length and width."""
    (x0, y0), (x1, y1) = feret(points).length_line
    across = points @ np.array([-(y1 - y0), x1 - x0])
    ends = [int(((points - end) ** 2).sum(1).argmin()) for end in ((x0, y0), (x1, y1))]
    return sorted({*ends, int(across.argmin()), int(across.argmax())})


def _between(points: npt.NDArray[np.float32], kept: list[int], tolerance: float) -> list[int]:
    """Indices of ``kept`` and of what lies further than ``tolerance`` px off the arcs between them."""
    chosen: list[int] = []
    for start, end in zip(kept, [*kept[1:], kept[0] + len(points)], strict=True):
        arc = np.arange(start, end + 1) % len(points)
        left = cv2.approxPolyDP(points[arc].reshape(-1, 1, 2), tolerance, False)
        chosen += _indices(points, arc, np.asarray(left, dtype=np.float32).reshape(-1, 2))[:-1]
    return chosen


def _indices(points: npt.NDArray[np.float32], arc: npt.NDArray[np.intp], left: npt.NDArray[np.float32]) -> list[int]:
    """Where on the ``arc`` the points that are ``left`` came from."""
    found, place = [], 0
    for point in left:
        while place < len(arc) - 1 and not np.array_equal(points[arc[place]], point):
            place += 1
        found.append(int(arc[place]))
    return found
