"""What lies around a fitted cube: the table, the objects on it, and what the networks see there."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.background import ByteMask, closed, opened, without_holes
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.pose_estimate import PoseEstimates
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.wireframe import EdgeSamples, Floats, project

UNKNOWN = -1.0
"""Stands for every number that a network would give where there is none."""
SHORT_EDGE = 0.15
"""Edges that appear shorter than this share of the cube's edge say little."""
RING = 0.22
"""Width of the ring around a silhouette, in cube edges."""
MOST_ELSEWHERE = 4.0
NOISE = 0.3
"""Lower probabilities of a cube, summed over a photo, say nothing."""
ESTIMATE_NEAR, ESTIMATE_SCALE = 0.6, 0.5
"""How far, in edges and in the logarithm of the edge, an estimate may be from a fit that it speaks about."""


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The things on the table at the coarse size: ``mask``, its connected parts' ``labels`` and ``areas``; what the
    segmentation sees, and the cubes that the pose network sees (work size, with their ``corners`` (N, 8, 2)).
    """

    mask: ByteMask
    labels: npt.NDArray[np.int32]
    areas: npt.NDArray[np.int32]
    classes: SegmentMap | None
    cube_total: float
    """The sum of the cube's probability over the photo, where it is more than noise."""
    estimates: PoseEstimates | None
    corners: Floats


def look_around(photo: PreparedPhoto, estimates: PoseEstimates | None) -> Surroundings:
    """Everything that is clearly no table, in one piece each, and the networks' views."""
    mask = opened(without_holes(closed(photo.different, 7)), 7)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    areas = np.asarray(stats[:, cv2.CC_STAT_AREA], np.int32)
    total = 0.0 if photo.classes is None else float(_clear(photo.classes.of(SegmentClass.CUBE)).sum())
    corners = np.zeros((0, 8, 2)) if estimates is None else project(estimates.poses, photo.camera)[0]
    return Surroundings(mask, np.asarray(labels, np.int32), areas, photo.classes, total, estimates, corners)


def _clear(cube: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The cube's probability where it is more than noise, 0 elsewhere."""
    return np.where(cube > NOISE, cube, np.float32(0))


def weighted_mean(values: Floats, weights: Floats, empty: float) -> float:
    """The mean, or ``empty`` where all weights are 0."""
    total = float(weights.sum())
    return float((values * weights).sum() / total) if total > 1e-6 else empty


def _looked_up(mask: ByteMask, points: Floats, factor: float) -> npt.NDArray[np.bool_]:
    x = np.clip((points[..., 0] * factor).astype(np.intp), 0, mask.shape[1] - 1)
    y = np.clip((points[..., 1] * factor).astype(np.intp), 0, mask.shape[0] - 1)
    return np.asarray(mask[y, x] > 0)


def rim_features(
    around: Surroundings, samples: EdgeSamples, index: int, corners: Floats, *, edge_px: float, factor: float
) -> dict[str, float]:
    """Whether table lies just outside of the silhouette and an object inside; ``factor`` is coarse over work size."""
    rim = (samples.visible & samples.silhouette)[index]
    points, normals, lengths = samples.points[index][rim], samples.normals[index][rim], samples.lengths[index][rim]
    outwards = np.sign(((points - corners.mean(0)) * normals[:, None]).sum(-1))[..., None] * normals[:, None]
    margin = max(4.0, 0.07 * edge_px)
    table = ~_looked_up(around.mask, points + outwards * margin, factor)
    inside = _looked_up(around.mask, points - outwards * margin, factor)
    long_sides = table.mean(1)[lengths > SHORT_EDGE * edge_px]
    return {
        "background_outside": weighted_mean(table.mean(1), lengths, 0.0),
        "object_inside": weighted_mean(inside.mean(1), lengths, 0.0),
        "background_outside_least": float(long_sides.min()) if len(long_sides) else 0.0,
    }


def seen_at_border(around: Surroundings, pose: Floats, factor: float) -> float | None:
    """The cube's largest probability on the photo's border beside a pose (work size); None without a segmentation."""
    if around.classes is None:
        return None
    cube = around.classes.of(SegmentClass.CUBE)
    reach = math.exp(pose[2]) * factor
    height, width = cube.shape
    x0, x1 = (int(np.clip(pose[0] * factor + step, 0, width)) for step in (-reach, reach))
    y0, y1 = (int(np.clip(pose[1] * factor + step, 0, height)) for step in (-reach, reach))
    sides = [cube[y0:y1, 0]] * (x0 == 0) + [cube[y0:y1, -1]] * (x1 == width)
    sides += [cube[0, x0:x1]] * (y0 == 0) + [cube[-1, x0:x1]] * (y1 == height)
    return max((float(side.max()) for side in sides if len(side)), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Silhouette:
    """A cube's silhouette at the coarse size within a window around it: ``shape`` and the ``ring`` around it."""

    rows: slice
    columns: slice
    shape: npt.NDArray[np.bool_]
    ring: npt.NDArray[np.bool_]
    whole_area: float

    @property
    def area(self) -> int:
        return max(1, int(self.shape.sum()))


def _silhouette(hull: Floats, edge_px: float, size: tuple[int, int]) -> _Silhouette | None:
    """``hull`` (N, 2) and ``edge_px`` at the coarse size, whose ``size`` is (height, width)."""
    margin = max(2, math.ceil(RING * edge_px))
    x0, y0 = np.maximum(np.floor(hull.min(0)).astype(int) - margin, 0)
    x1, y1 = np.minimum(np.ceil(hull.max(0)).astype(int) + margin + 1, size[::-1])
    if x1 - x0 < 1 or y1 - y0 < 1:
        return None
    shape = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillConvexPoly(shape, np.round((hull - [x0, y0] - 0.5) * 16).astype(np.int32), (1,), shift=4)
    grown = cv2.dilate(shape, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))
    whole = max(float(cv2.contourArea(hull.astype(np.float32))), 1.0)
    return _Silhouette(slice(y0, y1), slice(x0, x1), shape > 0, (grown > 0) & (shape == 0), whole)


def silhouette_features(around: Surroundings, corners: Floats, edge_px: float, factor: float) -> dict[str, float]:
    """How well the silhouette fits one of the objects, and what the segmentation sees in it and around it."""
    hull = cv2.convexHull((corners * factor).astype(np.float32)).reshape(-1, 2).astype(float)
    height, width = around.mask.shape
    found = _silhouette(hull, edge_px * factor, (height, width))
    if found is None:
        return {"object_overlap": 0.0, "inside_share": 0.0} | _class_features(around, None)
    counts = np.bincount(around.labels[found.rows, found.columns][found.shape])
    overlaps = [
        counts[name] / (found.area + around.areas[name] - counts[name]) for name in np.flatnonzero(counts) if name > 0
    ]
    shares = {
        "object_overlap": float(max(overlaps, default=0.0)),
        "inside_share": min(1.0, found.area / found.whole_area),
    }
    return shares | _class_features(around, found)


def _class_features(around: Surroundings, found: _Silhouette | None) -> dict[str, float]:
    if around.classes is None or found is None:
        names = ("cube_inside", "cube_ring", "cube_overlap", "cube_elsewhere")
        return dict.fromkeys((*names, "specimen_inside", "label_inside", "stand_inside"), UNKNOWN)
    seen = around.classes.probabilities[:, found.rows, found.columns]
    shape = found.shape
    inside = {kind: seen[kind][shape] for kind in SegmentClass if kind is not SegmentClass.BACKGROUND}
    near = seen[SegmentClass.CUBE][shape | found.ring]
    shared, everything = float(inside[SegmentClass.CUBE].sum()), float(near.sum())
    label = inside[SegmentClass.LABEL] + inside[SegmentClass.RULER]
    return {
        "cube_inside": shared / found.area,
        "cube_ring": float(seen[SegmentClass.CUBE][found.ring].mean()) if found.ring.any() else 0.0,
        "cube_overlap": shared / (found.area + everything - shared),
        "cube_elsewhere": min(MOST_ELSEWHERE, max(0.0, around.cube_total - float(_clear(near).sum())) / found.area),
        "specimen_inside": float(inside[SegmentClass.SPECIMEN].mean()) if label.size else 0.0,
        "label_inside": float(label.mean()) if label.size else 0.0,
        "stand_inside": float(inside[SegmentClass.STAND].mean()) if label.size else 0.0,
    }


def estimate_features(around: Surroundings, pose: Floats, corners: Floats) -> dict[str, float]:
    """What the pose network says to a fit: is there a cube, and how far are its corners and scale from the fit's."""
    if around.estimates is None:
        return dict.fromkeys(("presence", "estimate_gap", "estimate_scale", "estimate_elevation"), UNKNOWN)
    nothing = {"presence": 0.0, "estimate_gap": 1.0, "estimate_scale": 0.0, "estimate_elevation": 0.0}
    poses, presence = around.estimates.poses, around.estimates.presence
    edge_px = math.exp(pose[2])
    near = np.hypot(poses[:, 0] - pose[0], poses[:, 1] - pose[1]) < ESTIMATE_NEAR * edge_px
    near &= np.abs(poses[:, 2] - pose[2]) < ESTIMATE_SCALE
    if not near.any():
        return nothing
    gaps = np.hypot(*(corners[None, :, None] - around.corners[near][:, None]).transpose(3, 0, 1, 2)) / edge_px
    furthest = gaps.min(2).max(1)
    best = int(np.argmin(furthest - presence[near]))
    other = poses[near][best]
    return {
        "presence": float(presence[near][best]),
        "estimate_gap": min(1.0, float(furthest[best])),
        "estimate_scale": float(pose[2] - other[2]),
        "estimate_elevation": float(pose[3] - other[3]),
    }
