"""Section 5, second test: whether the straight lines of an object come in an even number of parallel pairs."""

import math

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels

ANGLE_STEP = math.radians(0.5)
LEAST_VOTES = 0.5
"""Lines with fewer votes than this share of the strongest one's are none."""
SAME_LINE_PX = 9.0
SAME_LINE = math.radians(10)
"""Weaker lines as near as this to a stronger one, in distance and angle, are the same line."""
PARALLEL = math.radians(7)
"""The paper's "small difference in orientation"."""

Line = tuple[float, float]
"""Distance from the origin (px) and angle of the normal (radians, 0 to pi), as Duda and Hart (1972) write a line."""


def straight_lines(crop: Pixels) -> list[Line]:
    """The straight lines in ``crop`` (H, W, 3) uint8 RGB, strongest first: Canny's edges, then Hough's transform."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    high, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edges = cv2.Canny(cv2.GaussianBlur(grey, (0, 0), 1.0), 0.5 * high, high)
    found: object = cv2.HoughLinesWithAccumulator(edges, 1.0, ANGLE_STEP, 1)
    if found is None:  # OpenCV's way to say that there is none
        return []
    distance, angle, votes = np.asarray(found, float).reshape(-1, 3).T
    strong = votes >= LEAST_VOTES * votes.max()
    lines: list[Line] = []
    for one in zip(distance[strong].tolist(), angle[strong].tolist(), strict=True):
        if not any(_same(one, kept) for kept in lines):
            lines.append(one)
    return lines


def parallel_pairs(lines: list[Line]) -> int:
    """How many pairs of nearly parallel lines there are, each line in one pair at most."""
    angles = sorted(angle for _, angle in lines)
    pairs, left = 0, 0
    while left + 1 < len(angles):
        parallel = angles[left + 1] - angles[left] < PARALLEL
        pairs, left = pairs + parallel, left + (2 if parallel else 1)
    return pairs


def has_cube_lines(crop: Pixels) -> bool:
    """Whether the lines come in an even number of parallel pairs, and not in none."""
    pairs = parallel_pairs(straight_lines(crop))
    return pairs > 0 and pairs % 2 == 0


def _same(one: Line, other: Line) -> bool:
    """A normal turned by pi is the same line on the other side of the origin."""
    turn = abs(one[1] - other[1])
    if turn > math.pi / 2:
        return math.pi - turn < SAME_LINE and abs(one[0] + other[0]) < SAME_LINE_PX
    return turn < SAME_LINE and abs(one[0] - other[0]) < SAME_LINE_PX
