"""Feret diameters of an outline: the longest distance between two of its points, and the extent at right angles."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.geometry import Line, Point
from mineral_desk.vision.measuring.wireframe import Floats

LENGTH_SURENESS = 0.007
"""How well distances between points of an outline compare with each other (share, 1 sd)."""
LEAST_CHANCE = 0.01
AMBIGUITY = 0.6
"""Rims are wrong alike in neighbouring places, so that the longest distance is found more often than that says: the
width is wrong by this share of it (scenes of two renderers, 21 with an ambiguous width)."""


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


def width_ambiguity(points: Floats) -> float:
    """How far the width may be wrong because another direction is almost as long (share, 1 sd).

    The longest distance is known to :data:`LENGTH_SURENESS`; every distance counts as the longest as probably as that
    makes it, with the width at right angles to it.
    """
    hull = np.asarray(cv2.convexHull(points.astype(np.float32)), dtype=float).reshape(-1, 2)
    first, second = np.triu_indices(len(hull), 1)
    apart = np.hypot(*(hull[second] - hull[first]).T)
    if not len(apart) or apart.max() <= 0:
        return 0.0
    chance = np.exp(-0.5 * ((1 - apart / apart.max()) / LENGTH_SURENESS) ** 2)
    likely = chance > LEAST_CHANCE
    along = (hull[second] - hull[first])[likely] / apart[likely, None]
    widths = np.ptp(hull @ np.stack([-along[:, 1], along[:, 0]]), axis=0)
    width = float(widths[apart[likely].argmax()])
    spread = math.sqrt(float(np.average((widths - width) ** 2, weights=chance[likely])))
    return AMBIGUITY * spread / max(width, 1e-9)


def outermost(points: Floats) -> tuple[Point, ...]:
    """The corners of the convex hull of ``points`` (N, 2), N >= 1."""
    return tuple(
        _point(corner) for corner in np.asarray(cv2.convexHull(points.astype(np.float32)), dtype=float).reshape(-1, 2)
    )


def _point(position: Floats) -> Point:
    return float(position[0]), float(position[1])
