"""A small network's word on whether a fitted wire-frame really lies on a cube: it sees both, one upon the other.

The features of a fit (:mod:`.features`) are sums over edges and faces; a block that is nearly a cube, or a cube whose
inside is taken for its outside, has nearly the same. This network looks at the pixels themselves, with the wire-frame
drawn into the crop as further channels.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.inference import Network
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.pose_estimate import CHANNELS, CROP_EDGES, CROP_PX, Crops, crop
from mineral_desk.vision.measuring.wireframe import EDGE_FACES, EDGES, FACE_CORNERS, Bools, Camera, Floats, project
from mineral_desk.vision.model_store import LoadedModel

DRAWN = ("edges", "inside", "faces_x", "faces_y")
"""The channels of a drawn wire-frame: its visible edges, its silhouette, and where each face looks to: how far its
middle is from the cube's, in half edges, to the right and down."""
CHECKED_CHANNELS = CHANNELS + len(DRAWN)
VERDICT = ("right", "gap", "log_scale")
"""What the network says: ``right`` as a logit, how far the corner furthest off is from its place (edges, at most 1),
and how much longer the fit's edge is than the cube's (logarithm)."""
CHECKED_INPUT, VERDICT_OUTPUT = "crops", "verdicts"
SUBPIXEL_BITS = 4
CROPS_AT_ONCE = 8
"""More take no less time, but memory."""

CheckFits = Callable[[Crops], npt.NDArray[np.float32]]
"""(N, CHECKED_CHANNELS, CROP_PX, CROP_PX) to (N, len(VERDICT))."""


def check_network(model: LoadedModel) -> CheckFits:
    """The network in ``model`` as a callable."""
    network = Network(model.data, model.card.name, threads=1)

    def check(crops: Crops) -> npt.NDArray[np.float32]:
        return network.run({CHECKED_INPUT: crops}, [VERDICT_OUTPUT])[0]

    return check


def verdicts(lab: Image, poses: Floats, camera: Camera, check: CheckFits | None) -> npt.NDArray[np.float64]:
    """(N, len(VERDICT)): what the network says to fits (N, 6) in the pixels of the (H, W, 3) Lab image.

    Without a network it leaves everything open: zeros.
    """
    if check is None or not len(poses):
        return np.zeros((len(poses), len(VERDICT)))
    corners, faces = project(poses, camera)
    found = []
    for first in range(0, len(poses), CROPS_AT_ONCE):
        some = slice(first, first + CROPS_AT_ONCE)
        crops = [_checked(lab, *fit) for fit in zip(poses[some], corners[some], faces[some], strict=True)]
        found.append(check(np.stack(crops)))
    return np.concatenate(found).astype(float)


def _checked(lab: Image, pose: Floats, corners: Floats, faces: Bools) -> Crops:
    x, y, edge_px = float(pose[0]), float(pose[1]), math.exp(pose[2])
    side = CROP_EDGES * edge_px
    placed = (corners - [x - side / 2, y - side / 2]) * (CROP_PX / side)
    return np.concatenate([crop(lab, x, y, edge_px), drawn(placed, faces)])


def drawn(corners: Floats, faces: Bools) -> Crops:
    """(len(DRAWN), CROP_PX, CROP_PX): the wire-frame with ``corners`` (8, 2) in the crop's pixels and visible ``faces``
    (6,); a face whose middle is where the cube's is looks at the camera.
    """
    planes = np.zeros((len(DRAWN), CROP_PX, CROP_PX), np.float32)
    edge_px = CROP_PX / CROP_EDGES
    points = np.round((corners - 0.5) * 2**SUBPIXEL_BITS).astype(np.int32)
    for face in np.flatnonzero(faces):
        around = FACE_CORNERS[face]
        mask = np.zeros((CROP_PX, CROP_PX), np.uint8)
        cv2.fillConvexPoly(mask, points[around], (255,), cv2.LINE_AA, SUBPIXEL_BITS)
        share = mask.astype(np.float32) / 255
        towards = (corners[around].mean(0) - corners.mean(0)) * (2 / edge_px)
        planes[1] = np.maximum(planes[1], share)
        planes[2:] = np.where(share > 0, share * towards[:, None, None].astype(np.float32), planes[2:])
    lines = np.zeros((CROP_PX, CROP_PX), np.uint8)
    for (first, last), sides in zip(EDGES, EDGE_FACES, strict=True):
        if faces[sides].any():
            cv2.line(lines, points[first].tolist(), points[last].tolist(), (255,), 1, cv2.LINE_AA, SUBPIXEL_BITS)
    planes[0] = lines.astype(np.float32) / 255
    return planes
