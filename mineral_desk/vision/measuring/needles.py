"""Thin crystals that stand out from a specimen: too thin for the network and for masks that were smoothed.

Whatever differs from its close surroundings more than the table does from its own, is thin and long, and grows out of
the specimen, belongs to it.
"""

import cv2
import numpy as np

from mineral_desk.vision.measuring.background import ByteMask, ellipse, without_holes
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.masks import dilated
from mineral_desk.vision.measuring.wireframe import Bools

REACH_SHARE = 0.3
"""Needles reach at most so far out, over the specimen's longer side."""
SURROUNDINGS_PX = 15
"""Thinner things than half of this stand out from the median of their surroundings (coarse pixels)."""
LEAST_CONTRAST = 9.0
OVER_TABLE = 5.0
"""A needle differs by this many times the table's usual difference, and by the least contrast (Lab)."""
LEAST_LENGTH_PX = 6.0
SLENDER = 2.5
"""Length over mean thickness."""
GAP_PX = 3
BESIDE_PX = 9
"""What runs so near to a label or another thing (diameter of the brush) is that thing's edge or shadow."""
FOOT_SHARE = 0.15
SHADE_COLOUR = 3.0
"""What differs so little in colour (Lab) from a darker table, at the specimen's foot, is the shadow under it."""
MOSTLY = 0.4
"""Things are taken for what this share of them is."""


def with_needles(lab: Image, mask: ByteMask, forbidden: ByteMask) -> ByteMask:
    """``mask`` (H, W) with the needles that grow out of it; ``lab`` (H, W, 3), ``forbidden`` (H, W) is no specimen."""
    x, y, width, height = cv2.boundingRect(mask)
    reach = int(REACH_SHARE * max(width, height)) + SURROUNDINGS_PX
    top = max(0, y - reach)
    window = (slice(top, y + height + reach), slice(max(0, x - reach), x + width + reach))
    part, others = np.ascontiguousarray(mask[window]), np.ascontiguousarray(forbidden[window])
    outside = (dilated(part, 3) == 0) & (others == 0)
    around = _surroundings(lab[window])
    apart = np.sqrt(((lab[window] - around) ** 2).sum(2))
    if not outside.any():
        return mask
    limit = max(LEAST_CONTRAST, OVER_TABLE * 1.4826 * float(np.median(apart[outside])))
    thin = ((apart > limit) & outside).astype(np.uint8)
    no_needle = dilated(others, BESIDE_PX) > 0
    foot = round(y + (1 - FOOT_SHARE) * height) - top
    no_needle[foot:] |= _shaded(lab[window][foot:], around[foot:])
    grown = mask.copy()
    grown[window] |= _growing_out(thin, part, no_needle)
    return grown


def _surroundings(lab: Image) -> Image:
    """(H, W, 3): the median of each pixel's surroundings in Lab."""
    bytes_ = np.clip(lab + np.array([0, 128, 128], np.float32), 0, 255).astype(np.uint8)
    median = np.asarray(cv2.medianBlur(bytes_, SURROUNDINGS_PX), dtype=np.float32)
    return median - np.array([0, 128, 128], np.float32)


def _shaded(lab: Image, around: Image) -> Bools:
    """(H, W): where a pixel is as its surroundings with less light: darker, its colour weaker by as much."""
    light = lab[..., 0] / np.maximum(around[..., 0], 1)
    colour = lab[..., 1:] - light[..., None] * around[..., 1:]
    return np.asarray((light < 1) & (np.hypot(colour[..., 0], colour[..., 1]) < SHADE_COLOUR))


def _growing_out(thin: ByteMask, specimen: ByteMask, no_needle: Bools) -> ByteMask:
    """``specimen`` with the long and slender parts of ``thin`` that begin at it and are not ``no_needle`` for the most.

    Where as much lies apart from the specimen, these are lines on the table.
    """
    joined = np.asarray(cv2.morphologyEx(thin, cv2.MORPH_CLOSE, ellipse(GAP_PX)), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    near = dilated(specimen, 2 * GAP_PX + 3)
    away = np.asarray(cv2.distanceTransform(1 - specimen, cv2.DIST_L2, 3))
    kept, apart = np.zeros_like(specimen), 0
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        if max(width, height) < LEAST_LENGTH_PX:
            continue
        window = (slice(y, y + height), slice(x, x + width))
        inside = labels[window] == number
        if not near[window][inside].any():
            apart += area
            continue
        if no_needle[window][inside].mean() > MOSTLY:
            continue
        length = float(away[window][inside].max())
        if length >= LEAST_LENGTH_PX and length**2 > SLENDER * area:
            kept[window][inside] = 1
    if apart > kept.sum():
        return specimen
    bridged = np.asarray(cv2.morphologyEx(kept | specimen, cv2.MORPH_CLOSE, ellipse(2 * GAP_PX + 1)), dtype=np.uint8)
    return without_holes(np.asarray(kept | specimen | (bridged & near), dtype=np.uint8))
