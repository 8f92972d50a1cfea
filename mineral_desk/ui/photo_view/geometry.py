"""From pixels of the photo to places on the screen, and where there is room for a word."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from mineral_desk.domain.geometry import Box, Line, Point

Points = npt.NDArray[np.float32] | Sequence[Point]


def polygon(points: Points, to_screen: QTransform) -> QPolygonF:
    """The points on the screen."""
    return to_screen.map(QPolygonF([QPointF(float(x), float(y)) for x, y in points]))


def points_of(shape: QPolygonF) -> list[QPointF]:
    """A polygon's points as a list."""
    return [shape.at(place) for place in range(shape.size())]


def thinned(points: npt.NDArray[np.float32], pixels_apart: float) -> npt.NDArray[np.intp]:
    """The indices of points that lie about ``pixels_apart`` from each other along the line, both ends included."""
    if len(points) < 3:
        return np.arange(len(points))
    steps = np.hypot(*np.diff(points.astype(np.float64), axis=0).T)
    bins = np.concatenate([[0.0], np.cumsum(steps)]) // max(pixels_apart, 1e-6)
    kept = np.flatnonzero(np.diff(bins, prepend=-1.0) > 0)
    return kept if kept[-1] == len(points) - 1 else np.append(kept, len(points) - 1)


def open_path(points: Points, to_screen: QTransform) -> QPainterPath:
    """A line through the points on the screen."""
    path = QPainterPath()
    path.addPolygon(polygon(points, to_screen))
    return path


def box_rect(box: Box, to_screen: QTransform) -> QRectF:
    """The box on the screen."""
    return to_screen.mapRect(QRectF(box.x0, box.y0, box.width, box.height))


def touching_point(points_px: npt.NDArray[np.float32], line: Line, end: int) -> Point:
    """The outline's point that the calipers touch at one end of ``line``: the farthest along the line's direction."""
    ends = np.asarray(line, np.float64)
    towards = ends[end] - ends[1 - end]
    farthest = points_px[int(np.argmax(points_px @ towards))]
    return float(farthest[0]), float(farthest[1])


def runs(doubtful: npt.NDArray[np.bool_]) -> list[tuple[bool, list[int]]]:
    """A closed outline in stretches that are doubtful or not; each holds the indices of its points, joints twice."""
    n = len(doubtful)
    turns = [i for i in range(n) if doubtful[i] != doubtful[i - 1]]
    if not turns:
        return [(bool(doubtful[0]), [*range(n), 0])]
    stretches = []
    for start, stop in zip(turns, [*turns[1:], turns[0] + n], strict=True):
        stretches.append((bool(doubtful[start]), [i % n for i in range(start, stop + 1)]))
    return stretches


WORDS_ON_WORDS = 12.0
"""How much worse it is to cover other words, which nobody can read then, than to cover as much of the specimen."""


def free_place(
    size: QSizeF, anchors: Iterable[QPointF], avoid: QPolygonF, taken: Iterable[QRectF], ground: QRectF
) -> QRectF:
    """A rectangle around one of the ``anchors`` that lies on the ground, off the polygon and off what is taken.

    The first anchor that is free wins; where none is, the one that covers least.
    """
    taken = list(taken)
    blocked = QPainterPath()
    blocked.addPolygon(avoid)
    best, least = QRectF(), float("inf")
    for anchor in anchors:
        rect = QRectF(0, 0, size.width(), size.height())
        rect.moveCenter(anchor)
        if ground.width() > size.width() and ground.height() > size.height():
            rect.moveLeft(min(max(rect.left(), ground.left()), ground.right() - size.width()))
            rect.moveTop(min(max(rect.top(), ground.top()), ground.bottom() - size.height()))
        covered = WORDS_ON_WORDS * sum(_area(rect.intersected(other)) for other in taken)
        if blocked.intersects(rect):
            covered += _area(rect) * (1.0 if blocked.contains(rect.center()) else 0.5)
        if covered == 0:
            return rect
        if covered < least:
            best, least = rect, covered
    return best


def _area(rect: QRectF) -> float:
    return max(0.0, rect.width()) * max(0.0, rect.height())


def contour(values: npt.NDArray[np.float32], level: float) -> npt.NDArray[np.float32]:
    """Where ``values`` (H, W) cross ``level``: (N, 2, 2) float32, N short lines with ends (x, y) in pixel centres.

    Marching squares (Lorensen and Cline 1987, in the plane) with linear interpolation on the grid's edges.
    """
    above = values > level
    a, b, c, d = above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]
    case = a * 8 + b * 4 + c * 2 + d * 1
    lines = []
    for index, pairs in _CASES.items():
        rows, columns = np.nonzero(case == index)
        for first, second in pairs:
            ends = [_crossing(values, level, rows, columns, edge) for edge in (first, second)]
            lines.append(np.stack(ends, axis=1))
    return np.concatenate(lines).astype(np.float32) if lines else np.zeros((0, 2, 2), np.float32)


_EDGES = {"top": ((0, 0), (0, 1)), "right": ((0, 1), (1, 1)), "bottom": ((1, 0), (1, 1)), "left": ((0, 0), (1, 0))}
_HALF_CASES: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("left", "bottom"),),
    2: (("bottom", "right"),),
    3: (("left", "right"),),
    4: (("top", "right"),),
    5: (("left", "top"), ("bottom", "right")),
    6: (("top", "bottom"),),
    7: (("left", "top"),),
    10: (("left", "bottom"), ("top", "right")),
}
_CASES = _HALF_CASES | {15 - index: pairs for index, pairs in _HALF_CASES.items() if index not in (5, 10)}


def _crossing(
    values: npt.NDArray[np.float32],
    level: float,
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    edge: str,
) -> npt.NDArray[np.float64]:
    (r0, c0), (r1, c1) = _EDGES[edge]
    low = values[rows + r0, columns + c0].astype(np.float64)
    high = values[rows + r1, columns + c1].astype(np.float64)
    share = (level - low) / np.where(high == low, 1.0, high - low)
    x = columns + c0 + share * (c1 - c0)
    y = rows + r0 + share * (r1 - r0)
    return np.stack([x, y], axis=1)
