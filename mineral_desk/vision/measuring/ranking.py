"""Which proposed poses are worth fitting: edges under the wire-frame, but not everywhere between them."""

import math

import cv2
import numpy as np

from mineral_desk.vision.measuring.edge_field import EdgeField
from mineral_desk.vision.measuring.edge_support import support
from mineral_desk.vision.measuring.wireframe import Camera, Floats, yaw_difference

CLUTTER_WEIGHT = 0.5
CLUTTER_HALF_SIDE = 0.4
"""Half the side of the square that clutter is counted in, in edges."""
SCORED_AT_ONCE = 400


def clutter(field: EdgeField, poses: Floats) -> Floats:
    """(N,): share of edge pixels in a square in the middle of each cube; a rough stone has many, a cube few."""
    counts = np.asarray(cv2.integral((field.magnitude > field.threshold).astype(np.uint8)))
    half = (CLUTTER_HALF_SIDE * np.exp(poses[:, 2]))[:, None]
    limits = [field.width, field.height]
    low = np.clip(poses[:, :2] - half, 0, limits).astype(np.intp)
    high = np.clip(poses[:, :2] + half + 1, 0, limits).astype(np.intp)
    (x0, y0), (x1, y1) = low.T, high.T
    inside = counts[y1, x1] - counts[y0, x1] - counts[y1, x0] + counts[y0, x0]
    return np.asarray(inside / np.maximum(1, (x1 - x0) * (y1 - y0)), dtype=float)


def rank(field: EdgeField, poses: Floats, camera: Camera, tolerance_px: int, samples_per_edge: int) -> Floats:
    """(N,): the higher, the more the pose vectors (N, 6) look like a cube's."""
    parts = [poses[at : at + SCORED_AT_ONCE] for at in range(0, len(poses), SCORED_AT_ONCE)]
    found = [support(field, part, camera, tolerance_px, samples_per_edge).total for part in parts]
    return np.concatenate([*found, np.zeros(0)]) - CLUTTER_WEIGHT * clutter(field, poses)


def distinct(poses: Floats, scores: Floats, count: int) -> list[int]:
    """Indices of at most ``count`` poses, best score first, none nearly the same as a better one."""
    kept: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        near = poses[kept]
        pose = poses[index]
        moved = np.hypot(near[:, 0] - pose[0], near[:, 1] - pose[1]) < 0.25 * math.exp(pose[2])
        alike = (np.abs(near[:, 2:4] - pose[2:4]) < 0.2).all(1) & (yaw_difference(near[:, 4], pose[4]) < 0.2)
        if not (moved & alike).any():
            kept.append(int(index))
        if len(kept) == count:
            break
    return kept
