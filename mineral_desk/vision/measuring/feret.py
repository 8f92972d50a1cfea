"""Feret diameters of an outline: the longest distance between two of its points, and the extent at right angles."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.geometry import Line, Point
from mineral_desk.vision.measuring.wireframe import Floats


@dataclass(frozen=True, slots=True)
class Feret:
    """Length and width in the unit of the points, each with the line to draw for it."""

    length: float
    width: float
    length_line: Line
    width_line: Line


def feret(points: Floats) -> Feret:
    """Measure the convex hull of ``points`` (N, 2), N >= 1.

    The width's line stands at right angles on the length's line, where the outline's own extreme points are.
    """
    hull = np.asarray(cv2.convexHull(points.astype(np.float32)), dtype=float).reshape(-1, 2)
    across_x, across_y = (np.subtract.outer(side, side) for side in hull.T)
    apart = across_x**2 + across_y**2
    first, second = np.unravel_index(int(apart.argmax()), apart.shape)
    start, end, length = hull[first], hull[second], math.sqrt(float(apart[first, second]))
    along = (end - start) / length if length > 0 else np.array([1.0, 0.0])
    across = np.array([-along[1], along[0]])
    offsets = hull @ across
    lowest, highest = hull[offsets.argmin()], hull[offsets.argmax()]
    middle = (lowest + highest) @ along / 2 * along
    ends = middle + offsets.min() * across, middle + offsets.max() * across
    return Feret(length, float(np.ptp(offsets)), (_point(start), _point(end)), (_point(ends[0]), _point(ends[1])))


def outermost(points: Floats) -> tuple[Point, ...]:
    """The corners of the convex hull of ``points`` (N, 2), N >= 1."""
    return tuple(
        _point(corner) for corner in np.asarray(cv2.convexHull(points.astype(np.float32)), dtype=float).reshape(-1, 2)
    )


def _point(position: Floats) -> Point:
    return float(position[0]), float(position[1])
