"""Further reference cubes beside the one that was chosen: which of them the size rests on cannot be told."""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import Region
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.measuring.cube import CubeCandidate, CubeSearch
from mineral_desk.vision.measuring.engraving import engraved_edge_mm
from mineral_desk.vision.measuring.flags import Limits
from mineral_desk.vision.measuring.masks import dilated, polygon_mask
from mineral_desk.vision.measuring.network_outline import CUBE_RIM, belongs_to_cube
from mineral_desk.vision.measuring.outline import SpecimenOutline
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.wireframe import project_pose

LEAST_SHARE, LEAST_SHARE_OF_PHOTO = 0.1, 0.0006
"""Bodies smaller than these shares of the specimen's area and of the photo's hardly change what is measured."""
LABEL_LETTERS = 3
"""What bears so many letters that name no edge is a label: single ones stand on cubes, too."""
RATHER = 0.5


def other_cubes(
    photo: PreparedPhoto,
    search: CubeSearch,
    found: SpecimenOutline | None,
    plates: Sequence[Region],
    limits: Limits,
    *,
    engraved: bool = False,
) -> list[Box]:
    """Boxes around further cubes, in pixels of the work size.

    One is a cube by its fit, by fit and segmentation together, because the segmentation is sure of it (which may be a
    part of the specimen, too), or because it names its edge in the midst of what was taken for stone. ``plates`` are
    the places with text that are not on the chosen cube, in pixels of the photo. Where the chosen cube is ``engraved``
    with its edge, something that only looks like another one is a block.
    """
    possible = limits.other_cube_probability if engraved else limits.other_cube_possible
    fitted = [
        Box(best.pose.x, best.pose.y, best.pose.x, best.pose.y).padded(0.8 * best.pose.edge_px)
        for best, *_ in search.groups[1:]
        if best.probability > limits.other_cube_probability
        or (best.probability > possible and _seen_as_cube(photo, best) > limits.other_cube_seen)
    ]
    named = [plate for plate in plates if engraved_edge_mm(plate.text) is not None]
    labels = [plate for plate in plates if plate not in named and len(plate.text) >= LABEL_LETTERS]
    if not fitted and found is not None:
        seen = [box.scaled(1 / photo.coarse_scale) for box in _seen_elsewhere(photo, search, found, limits)]
        fitted = [
            box for box in seen if not any(_holds(box, label.box_px.scaled(photo.work_scale)) for label in labels)
        ]
    named_px = [plate.box_px.scaled(photo.work_scale) for plate in named]
    return (
        fitted or [box for box in named_px if found is not None and _within(found, box.scaled(photo.coarse_scale))][:1]
    )


def _seen_as_cube(photo: PreparedPhoto, candidate: CubeCandidate) -> float:
    """How probable the pixels of a candidate are cube, on average; 0 where no network was asked."""
    if photo.classes is None:
        return 0.0
    probability = photo.classes.of(SegmentClass.CUBE)
    corners = project_pose(candidate.pose, photo.camera)[0] * photo.coarse_scale
    inside = polygon_mask(probability.shape, corners) > 0
    return float(probability[inside].mean()) if inside.any() else 0.0


def _seen_elsewhere(photo: PreparedPhoto, search: CubeSearch, found: SpecimenOutline, limits: Limits) -> list[Box]:
    """Boxes at the coarse size around what is seen as a cube beside the chosen one and the specimen."""
    if photo.classes is None or found.network is None or search.best is None:
        return []
    probability = photo.classes.of(SegmentClass.CUBE)
    chosen = polygon_mask(probability.shape, project_pose(search.best.pose, photo.camera)[0] * photo.coarse_scale)
    rim = 2 * round(2 * CUBE_RIM * math.sqrt(float(chosen.sum()))) + 3
    away = dilated(chosen, rim) == 0
    elsewhere = ((probability > RATHER) & away & (found.mask == 0)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(elsewhere)
    least = max(LEAST_SHARE * float(found.mask.sum()), LEAST_SHARE_OF_PHOTO * elsewhere.size)
    return [
        Box(x, y, x + width, y + height)
        for number, (x, y, width, height, area) in enumerate(stats.tolist())
        if number
        and area > least
        and float(probability[labels == number].mean()) > limits.other_cube_seen
        and not belongs_to_cube(labels == number, chosen)
    ]


def _holds(box: Box, label: Box) -> bool:
    """Whether the middle of a ``label`` lies in a box."""
    x, y = label.centre
    return box.x0 < x < box.x1 and box.y0 < y < box.y1


def _within(found: SpecimenOutline, box: Box) -> bool:
    """Whether the middle of a box of the coarse size lies in the specimen."""
    return cv2.pointPolygonTest(cv2.convexHull(found.contour.astype(np.float32)), box.centre, False) > 0
