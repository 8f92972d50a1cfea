"""What the cube stands on: a cube on a plinth or on the specimen is nearer to the camera than the table beside it."""

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.wireframe import BOTTOM_FACE, EDGES, FACE_CORNERS, Floats

FLATTEST = 0.15
"""Sides of the foot that look shorter than this share of the longest hardly show what lies before them."""
DOWNWARDS = 0.2
"""Only what lies below a side in the photo bears the cube (sine of the way out of it)."""
REACHES, LEAST_REACH_PX = (0.06, 0.09, 0.12), 2.5
"""So far outside the wire-frame, in edges, the ground is looked at: nearer lies the cube's own soft rim."""
PLACES = np.linspace(0.12, 0.88, 12)
"""Along each side; the ends may lie before something else."""
FEWEST_PLACES = 6
STAND, STONE = 0.45, 0.35
"""Ground that is so probably a stand, or the specimen, on average, bears the cube ..."""
PARTLY_STAND, EITHER = 0.25, 0.5
"""... and so does what is rather a stand and so probably one of both."""
STANDS_BEFORE = 0.85
"""A cube that is seen as one less than this has something standing before it, which bears nothing."""


def raised_on(classes: SegmentMap, corners: Floats) -> Box | None:
    """Where something bears the cube with ``corners`` (8, 2), in pixels of ``classes``; nothing where the table does.

    The stone counts only below a cube that is seen whole: before others it merely stands.
    """
    ground = _ground(corners)
    height, width = classes.probabilities.shape[1:]
    places = np.round(ground).astype(np.intp)
    places = places[((places >= 0) & (places < [width, height])).all(axis=1)]
    if len(places) < FEWEST_PLACES:
        return None
    stand, stone = (
        float(classes.of(kind)[places[:, 1], places[:, 0]].mean())
        for kind in (SegmentClass.STAND, SegmentClass.SPECIMEN)
    )
    on_stand = stand > STAND or (stand > PARTLY_STAND and stand + stone > EITHER)
    if not on_stand and (stone <= STONE or _seen_as_cube(classes, corners) <= STANDS_BEFORE):
        return None
    return Box(*places.min(axis=0).tolist(), *places.max(axis=0).tolist())


def _ground(corners: Floats) -> Floats:
    """(N, 2): places just outside the lower rim of the cube's foot."""
    foot = set(FACE_CORNERS[BOTTOM_FACE].tolist())
    sides = [(corners[start], corners[end]) for start, end in EDGES if {int(start), int(end)} <= foot]
    longest = max(float(np.linalg.norm(end - start)) for start, end in sides)
    edge_px = longest if longest > 0 else 1.0
    rim, middle = cv2.convexHull(corners.astype(np.float32)), corners.mean(axis=0)
    found = [np.zeros((0, 2))]
    for start, end in sides:
        along = end - start
        length = float(np.linalg.norm(along))
        if length < FLATTEST * edge_px:
            continue
        outwards = np.array([along[1], -along[0]]) / length
        outwards *= np.sign(outwards @ ((start + end) / 2 - middle)) or 1.0
        x, y = ((start + end) / 2 + 2 * outwards).tolist()
        if outwards[1] < DOWNWARDS or cv2.pointPolygonTest(rim, (x, y), False) > 0:
            continue
        on_side = start + PLACES[:, None] * along
        found += [on_side + outwards * max(LEAST_REACH_PX, reach * edge_px) for reach in REACHES]
    return np.concatenate(found)


def _seen_as_cube(classes: SegmentMap, corners: Floats) -> float:
    """How probably the pixels within the wire-frame show a cube, on average."""
    mask = np.zeros(classes.probabilities.shape[1:], np.uint8)
    cv2.fillConvexPoly(mask, np.round(cv2.convexHull(corners.astype(np.float32))).astype(np.int32), (1,))
    return float(classes.of(SegmentClass.CUBE)[mask > 0].mean()) if mask.any() else 0.0
