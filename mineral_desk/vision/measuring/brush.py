"""Painting on an outline: what a round brush adds to the specimen or takes away from it."""

import itertools
import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Point

MASK_PX = 1400
"""The long side of the mask that is painted on; larger outlines are painted smaller (a thirtieth of a per cent)."""
FINEST = 4.0
"""Mask pixels per photo pixel at most: small outlines keep their fractions of a pixel."""
SIMPLER_BY_PX = 0.8
"""How far the new outline may lie off the mask's edge, in pixels of the mask: enough to leave out its stairs."""
SHIFT = 4
"""Fractional bits of the coordinates that OpenCV draws with."""
LEAST_POINTS = 3


def brush(outline_px: Sequence[Point], stroke_px: Sequence[Point], radius_px: float, add: bool) -> tuple[Point, ...]:
    """The outline after a stroke of a round brush, a closed polygon that is not repeated at its end.

    ``stroke_px`` is the way of the brush's middle (at least one point). Where several pieces remain the largest one
    counts; where a stroke would take everything away the outline stays. An empty outline is begun by adding.
    """
    if not stroke_px or radius_px <= 0 or (not add and len(outline_px) < LEAST_POINTS):
        return tuple(outline_px)
    outline = np.asarray(outline_px, np.float64).reshape(-1, 2)
    stroke = np.asarray(stroke_px, np.float64).reshape(-1, 2)
    touched = np.concatenate([outline, stroke - radius_px, stroke + radius_px]) if add else outline
    low, high = np.floor(touched.min(axis=0)) - 1, touched.max(axis=0) + 1
    scale = min(FINEST, MASK_PX / float((high - low).max()))
    size = np.ceil((high - low) * scale).astype(int) + 3
    mask = np.zeros((int(size[1]), int(size[0])), np.uint8)
    if len(outline) >= LEAST_POINTS:
        cv2.fillPoly(mask, [_fixed((outline - low) * scale + 1)], 255, shift=SHIFT)
    _paint(mask, (stroke - low) * scale + 1, radius_px * scale, 255 if add else 0)
    found = _largest_edge(mask)
    if found is None:
        return tuple(outline_px)
    points = (found - 1) / scale + low
    return tuple((float(x), float(y)) for x, y in points)


def _paint(mask: npt.NDArray[np.uint8], stroke: npt.NDArray[np.float64], radius: float, value: int) -> None:
    """Lines as thick as the brush with a disc at every turn: OpenCV's thick lines alone have corners."""
    places = _fixed(stroke)
    thickness = max(1, round(2 * radius))
    for start, end in itertools.pairwise(places):
        cv2.line(mask, start.tolist(), end.tolist(), value, thickness, shift=SHIFT)
    reach = max(1, round(radius * 2**SHIFT))
    for place in places:
        cv2.circle(mask, place.tolist(), reach, value, cv2.FILLED, shift=SHIFT)


def _fixed(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return np.asarray(np.rint(points * 2**SHIFT), np.int32)


def _largest_edge(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64] | None:
    """The edge of the largest piece, (N, 2); None where there is none with an area."""
    edges, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(edges, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) <= math.pi:
        return None
    simple = cv2.approxPolyDP(largest, SIMPLER_BY_PX, True).reshape(-1, 2)
    return np.asarray(simple, np.float64) if len(simple) >= LEAST_POINTS else None
