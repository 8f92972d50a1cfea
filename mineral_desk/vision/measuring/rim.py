"""The rim of a mask as points, and what can be read off along it. Pixels are those of the mask."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.edge_field import EdgeField
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.masks import eroded
from mineral_desk.vision.measuring.wireframe import Bools, Floats

RIM_POINTS = 400
WEAK_CONTRAST = 0.35
STORED_POINTS = 250
STORED_ERROR_PX = 0.5
"""Outlines are kept with at most so many points; they leave the contour by about this much (coarse pixels)."""


@dataclass(frozen=True, slots=True)
class Extents:
    """A pair of shares: one for the length, one for the width."""

    length: float
    width: float

    @property
    def larger(self) -> float:
        """The larger of both."""
        return max(self.length, self.width)


def contour_of(mask: ByteMask) -> Floats:
    """(N, 2): the outer rim of a mask's largest part in continuous pixels, on the outer side of its pixels."""
    doubled = cv2.resize(mask, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    points = np.asarray(max(contours, key=cv2.contourArea), dtype=float).reshape(-1, 2)
    return (points + 0.5) / 2


def all_contours(mask: ByteMask) -> Floats:
    """(N, 2): the rims of all parts of a mask."""
    doubled = cv2.resize(mask, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.concatenate([(np.asarray(one, dtype=float).reshape(-1, 2) + 0.5) / 2 for one in contours])


def simplified(contour: Floats) -> Floats:
    """(N, 2): a closed contour with fewer points (Douglas and Peucker 1973)."""
    tolerance, points = STORED_ERROR_PX, contour.astype(np.float32)
    while True:
        kept = np.asarray(cv2.approxPolyDP(points, tolerance, True), dtype=float).reshape(-1, 2)
        if len(kept) <= STORED_POINTS:
            return kept if len(kept) >= 3 else contour
        tolerance *= 1.3


def evenly_spaced(contour: Floats, count: int) -> Floats:
    """(count, 2): points at equal distances along a closed contour."""
    closed = np.concatenate([contour, contour[:1]])
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    places = np.linspace(0, travelled[-1], count, endpoint=False)
    return np.stack([np.interp(places, travelled, closed[:, axis]) for axis in (0, 1)], axis=1)


def difference(first: Floats, second: Floats) -> Extents:
    """How far the lengths and the widths of two sets of points differ, as natural logarithms of their ratios."""
    one, other = feret(first), feret(second)
    return Extents(
        abs(math.log(max(other.length, 1) / max(one.length, 1))), abs(math.log(max(other.width, 1) / max(one.width, 1)))
    )


def doubtful_points(points: Floats, second: ByteMask, limit_px: float) -> Bools:
    """Which points of an outline lie further than ``limit_px`` from the rim of a ``second`` mask."""
    rim = second - eroded(second, 3)
    away = cv2.distanceTransform(1 - rim, cv2.DIST_L2, 3)
    x = np.clip(points[:, 0].astype(int), 0, second.shape[1] - 1)
    y = np.clip(points[:, 1].astype(int), 0, second.shape[0] - 1)
    return np.asarray(away[y, x] > limit_px)


def weak_rim(edges: EdgeField, contour: Floats) -> float:
    """Share of evenly spaced points of an outline with far less contrast within two pixels than most have."""
    x, y = evenly_spaced(contour, RIM_POINTS).astype(np.intp).T
    strongest = np.asarray(cv2.dilate(edges.magnitude, np.ones((5, 5), np.uint8)))
    contrast = strongest[np.clip(y, 0, edges.height - 1), np.clip(x, 0, edges.width - 1)]
    return float((contrast < WEAK_CONTRAST * np.percentile(contrast, 75)).mean())
