"""Outlines of specimens as they were measured, to be drawn in their boxes."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.services.desk import Desk

OutlineShares = npt.NDArray[np.float32]
"""(N, 2): along the length and the width in shares of both, each from 0 to 1."""
MOST_POINTS = 120


def outlines(desk: Desk, photo_ids: Sequence[int]) -> Mapping[int, OutlineShares]:
    """The outline of each photo that has one, turned so that its length lies across; others are left out."""
    found: dict[int, OutlineShares] = {}
    for photo_id in photo_ids:
        with suppress(MineralDeskError):
            analysis = desk.reading.stored(photo_id).analysis
            if analysis is not None and analysis.outline is not None:
                found[photo_id] = upright(analysis.outline.points_px)
    return found


def upright(points_px: npt.NDArray[np.float32]) -> OutlineShares:
    """The outline (N, 2) turned about its longest direction, stretched over the unit square.

    In a box it is stretched again over length and width as the record has them, so that it fits what is planned.
    """
    points = points_px[:: max(1, len(points_px) // MOST_POINTS)].astype(np.float64)
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    share: OutlineShares = ((turned - low) / np.maximum(high - low, 1e-9)).astype(np.float32)
    return share
