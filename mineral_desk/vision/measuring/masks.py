"""Masks of shapes, and the parts of masks."""

from collections.abc import Sequence

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.background import ByteMask, ellipse, without_holes
from mineral_desk.vision.measuring.wireframe import Floats

FRAGMENT_SHARE = 0.05
"""Parts smaller than this share of the largest are crumbs."""


def polygon_mask(shape: tuple[int, ...], points: Floats) -> ByteMask:
    """The convex hull of continuous ``points`` (N, 2) as a mask."""
    mask = np.zeros(shape, np.uint8)
    if len(points):
        hull = cv2.convexHull(points.astype(np.float32)) - 0.5
        cv2.fillConvexPoly(mask, np.round(hull * 16).astype(np.int32), (1,), shift=4)
    return mask


def filled(shape: tuple[int, ...], outline: Floats) -> ByteMask:
    """What a closed ``outline`` (N, 2) of continuous points surrounds."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round((outline - 0.5) * 16).astype(np.int32)], (1,), shift=4)
    return mask


def box_mask(shape: tuple[int, ...], boxes: Sequence[Box]) -> ByteMask:
    """All ``boxes`` as one mask."""
    mask = np.zeros(shape, np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = (round(value) for value in box.clipped(shape[1], shape[0]))
        mask[y0:y1, x0:x1] = 1
    return mask


def dilated(mask: ByteMask, size: int) -> ByteMask:
    """``mask`` grown by half of ``size`` pixels."""
    return np.asarray(cv2.dilate(mask, ellipse(size)), dtype=np.uint8)


def eroded(mask: ByteMask, size: int) -> ByteMask:
    """``mask`` shrunk by half of ``size`` pixels."""
    return np.asarray(cv2.erode(mask, ellipse(size)), dtype=np.uint8)


def largest_parts(mask: ByteMask) -> ByteMask:
    """``mask`` without crumbs and holes."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    keep = areas > FRAGMENT_SHARE * areas.max(initial=0)
    keep[0] = False
    return without_holes(np.asarray(keep[labels], dtype=np.uint8))
