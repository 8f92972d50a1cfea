"""An outline with few points, so that a person can drag them."""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Point
from mineral_desk.vision.measuring.feret import feret

Points = npt.NDArray[np.float32]
"""(N, 2) px."""

MOST_POINTS = 60
FINEST_PX = 0.5


def simplified(points: Points, most: int = MOST_POINTS) -> tuple[Point, ...]:
    """At most ``most`` of the ``points`` (N, 2) of a closed outline, in their order (Douglas and Peucker 1973).

    The ends of the longest distance and the outermost points across it are among them, so that length and width stay.
    """
    points = np.ascontiguousarray(points, dtype=np.float32)
    kept = _outermost(points.astype(float))
    ends = [*kept[1:], kept[0] + len(points)]
    arcs = [np.arange(start, end + 1) % len(points) for start, end in zip(kept, ends, strict=True)]
    tolerance = FINEST_PX
    while True:
        chosen = [_thinned(points[arc], tolerance)[:-1] for arc in arcs]
        if sum(map(len, chosen)) <= max(most, len(kept)):
            return tuple((float(x), float(y)) for x, y in np.concatenate(chosen))
        tolerance *= 1.3


def _outermost(points: npt.NDArray[np.float64]) -> list[int]:
    """Indices, ascending, of the four points that give length and width."""
    (x0, y0), (x1, y1) = feret(points).length_line
    across = points @ np.array([-(y1 - y0), x1 - x0])
    ends = [int(((points - end) ** 2).sum(1).argmin()) for end in ((x0, y0), (x1, y1))]
    return sorted({*ends, int(across.argmin()), int(across.argmax())})


def _thinned(arc: Points, tolerance: float) -> Points:
    """The points of an open line (N, 2) that lie further than ``tolerance`` px off what is left of it; both ends."""
    left = cv2.approxPolyDP(arc.reshape(-1, 1, 2), tolerance, False)
    return np.asarray(left, dtype=np.float32).reshape(-1, 2)
