"""Whether an outline holds one body or two that a shadow or a touch joins."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.pieces import Labels

LEVELS = (0.03, 0.05, *np.arange(0.08, 0.62, 0.06).tolist())
"""Depths looked at, over that of the deepest point."""
LEAST_BODY = 0.4
"""What is thinner than this share of the thicker body is a part of it, not a body of its own ..."""
HANGING, LEAST_HANGING, LEAST_HANGING_AREA = 0.3, 0.18, 0.1
"""... unless it hangs on by a neck of at most the first share of its own thickness: then the second suffices, if its
area is at least the third share of everything's. Single crystals are smaller."""


@dataclass(frozen=True, slots=True)
class Neck:
    """The narrowest place between two bodies.

    ``ratio`` is its width over the thickness of the thinner body: small between two stones that a shadow joins.
    ``second_body`` is a box around the core of the thinner body.
    """

    ratio: float
    second_body: Box


def find_neck(mask: ByteMask) -> Neck | None:
    """The place where ``mask`` falls into two bodies when it is worn down; nothing where it stays in one piece."""
    left, top, across, down = cv2.boundingRect(mask)
    part = np.pad(mask[top : top + down, left : left + across], 1)
    depth: Image = np.asarray(cv2.distanceTransform(part, cv2.DIST_L2, 5), dtype=np.float32)
    deepest = float(depth.max())
    for level in LEVELS:
        count, found, stats, _ = cv2.connectedComponentsWithStats((depth > level * deepest).astype(np.uint8))
        labels: Labels = np.asarray(found, dtype=np.int32)
        if count < 3:
            continue
        thickness = np.array([_deepest(depth, labels, stats[number].tolist(), number) for number in range(1, count)])
        second = int(np.argsort(-thickness)[1])
        area = int(stats[second + 1, cv2.CC_STAT_AREA])
        hangs = level * deepest <= HANGING * thickness[second] and area >= LEAST_HANGING_AREA * int(part.sum())
        if thickness[second] >= (LEAST_HANGING if hangs else LEAST_BODY) * deepest:
            x, y, width, height = (int(value) for value in stats[second + 1][:4])
            x, y = x + left - 1, y + top - 1
            core = Box(x, y, x + width, y + height).padded(float(level) * deepest)
            return Neck(float(level * deepest / thickness[second]), core)
    return None


def _deepest(depth: Image, labels: Labels, stats: Sequence[int], number: int) -> float:
    """The largest depth in the part of that ``number``, whose box opens ``stats``."""
    x, y, width, height = stats[:4]
    window = (slice(y, y + height), slice(x, x + width))
    return float(np.where(labels[window] == number, depth[window], 0).max())
