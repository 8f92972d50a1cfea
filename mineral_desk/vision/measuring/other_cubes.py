"""Further reference cubes beside the one that was chosen: which of them the size rests on cannot be told."""

from collections.abc import Sequence

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import Region
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.measuring.cube import CubeCandidate, CubeSearch
from mineral_desk.vision.measuring.engraving import engraved_edge_mm
from mineral_desk.vision.measuring.flags import Limits
from mineral_desk.vision.measuring.masks import polygon_mask
from mineral_desk.vision.measuring.outline import SpecimenOutline
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.wireframe import project_pose


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

    One is a cube by its fit, by fit and segmentation together, or because it names its edge in the midst of what was
    taken for stone. ``plates`` are the places with text that are not on the chosen cube, in pixels of the photo. Where
    the chosen cube is ``engraved`` with its edge, something that only looks like another one is a block.
    """
    possible = limits.other_cube_probability if engraved else limits.other_cube_possible
    fitted = [
        Box(best.pose.x, best.pose.y, best.pose.x, best.pose.y).padded(0.8 * best.pose.edge_px)
        for best, *_ in search.groups[1:]
        if best.probability > limits.other_cube_probability
        or (best.probability > possible and _seen_as_cube(photo, best) > limits.other_cube_seen)
    ]
    named = [plate.box_px.scaled(photo.work_scale) for plate in plates if engraved_edge_mm(plate.text) is not None]
    return fitted or [box for box in named if found is not None and _within(found, box.scaled(photo.coarse_scale))][:1]


def _seen_as_cube(photo: PreparedPhoto, candidate: CubeCandidate) -> float:
    """How probable the pixels of a candidate are cube, on average; 0 where no network was asked."""
    if photo.classes is None:
        return 0.0
    probability = photo.classes.of(SegmentClass.CUBE)
    corners = project_pose(candidate.pose, photo.camera)[0] * photo.coarse_scale
    inside = polygon_mask(probability.shape, corners) > 0
    return float(probability[inside].mean()) if inside.any() else 0.0


def _within(found: SpecimenOutline, box: Box) -> bool:
    """Whether the middle of a box of the coarse size lies in the specimen."""
    return cv2.pointPolygonTest(cv2.convexHull(found.contour.astype(np.float32)), box.centre, False) > 0
