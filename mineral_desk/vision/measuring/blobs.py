"""Where the segmentation network sees cubes: connected regions of the photo with their hulls."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.segments import Contour

LEAST_PROBABILITY = 0.3
"""Pixels at least this probably cube belong to a blob."""
LEAST_AREA_PX = 60.0
MOST_BLOBS = 4
FACES_SEEN = 1.4
"""The usual area of a cube's silhouette in squared edges."""


@dataclass(frozen=True, slots=True, eq=False)
class CubeBlob:
    """A region that is probably cube, in the segmentation's pixels; ``weight`` is the sum of its probability."""

    hull: Contour
    x: float
    y: float
    weight: float

    @property
    def edge_px(self) -> float:
        """About how long the cube's edge is."""
        return math.sqrt(max(cv2.contourArea(self.hull), 1.0) / FACES_SEEN)


def cube_blobs(classes: SegmentMap | None) -> list[CubeBlob]:
    """The regions that the network takes for cubes, the clearest first; none without a network."""
    if classes is None:
        return []
    cube = classes.of(SegmentClass.CUBE)
    mask = (cube > LEAST_PROBABILITY).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = []
    for contour in contours:
        hull = np.asarray(cv2.convexHull(contour), dtype=np.int32)
        if cv2.contourArea(hull) < LEAST_AREA_PX:
            continue
        x0, y0, width, height = cv2.boundingRect(contour)
        weight = float(cube[y0 : y0 + height, x0 : x0 + width].sum())
        moments = cv2.moments(hull)
        x, y = (moments[name] / moments["m00"] + 0.5 for name in ("m10", "m01"))
        found.append(CubeBlob(hull, x, y, weight))
    return sorted(found, key=lambda blob: -blob.weight)[:MOST_BLOBS]
