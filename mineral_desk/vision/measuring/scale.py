"""Millimetres per pixel at the specimen: from where its foot meets the table that the cube stands on.

The line of sight to the lowest point of what is seen of the specimen, or of its stand, meets the table where its front
is. Its middle lies behind that and above the table: how much is guessed from its size, as for a box of usual shape.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.vision.measuring.feret import Feret, feret
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats, rotations

HALF_DEPTH, HALF_HEIGHT = 0.28, 0.26
"""Half of a specimen's usual extents away from the camera and upwards, over the root of its length times width: fitted
to rendered scenes with known depth of two renderers, on the table as well as on stands."""
UNKNOWN_SHAPE_SHARE = 0.17
"""Error of the depth that comes from the specimen's unknown shape, over its length (1 sd), on the same scenes."""
LEAST_ELEVATION_ERROR = math.radians(2.0), math.radians(4.0)
"""How well the view's elevation is known at best: where the focal length is known, and where it is not (1 sd)."""
BEHIND_CUBE_SHARE = 0.02
BESIDE_CUBE_SHARE = 0.14
"""Cubes stand beside or in front of the specimen: its middle is further from the camera by the first share of the
cube's distance, give or take the second (1 sd)."""
UNSEEN_STAND = 0.3
"""A specimen on a stand that was not seen looks further away: so much of what it seems to be behind the cube is not
believed (1 sd)."""
NEAREST, FURTHEST = 0.5, 2.0
"""A specimen's front is believed to be between so many times the cube's distance from the camera."""
LEAST_FALL = 1e-3
"""How steeply a line of sight must fall to meet the table at all."""


@dataclass(frozen=True, slots=True)
class SpecimenScale:
    """Millimetres per pixel of the work size at the specimen, and the error of its depth (share, 1 sd)."""

    mm_per_px: float
    depth_error: float


def specimen_scale(
    outline: Floats,
    pose: CubePose,
    camera: Camera,
    edge_mm: float,
    pose_error: Floats,
    *,
    foot: Floats | None = None,
    focal_length_known: bool = True,
) -> SpecimenScale:
    """The scale at the specimen with ``outline`` (N, 2); all pixels are those of the work size.

    ``foot`` (M, 2) are points of what the specimen stands on, ``pose_error`` (6,) is one standard deviation of the
    pose's parameters. The estimate is drawn towards the cube's distance in the measure of its own error.
    """
    size, cube_depth = feret(outline), camera.focal_px / pose.edge_px * edge_mm
    standing = outline if foot is None else np.concatenate([outline, foot])
    depth = _depth(standing, size, pose, camera, edge_mm)
    tilt = max(float(pose_error[3]), LEAST_ELEVATION_ERROR[0 if focal_length_known else 1])
    tilted = [
        _depth(standing, size, replace(pose, elevation=max(pose.elevation + sign * tilt, 0.01)), camera, edge_mm)
        for sign in (-1, 1)
    ]
    prior, near_cube = BESIDE_CUBE_SHARE * cube_depth, (1 + BEHIND_CUBE_SHARE) * cube_depth
    if not all(map(math.isfinite, (depth, *tilted))):
        return SpecimenScale(near_cube / camera.focal_px, BESIDE_CUBE_SHARE)
    shape = UNKNOWN_SHAPE_SHARE * size.length / camera.focal_px * depth
    raised = UNSEEN_STAND * max(0.0, depth - near_cube)
    error = math.hypot((tilted[1] - tilted[0]) / 2, shape, raised)
    trust = prior**2 / (prior**2 + error**2)
    depth = trust * depth + (1 - trust) * near_cube
    return SpecimenScale(depth / camera.focal_px, math.sqrt(trust) * error / depth)


def _depth(standing: Floats, size: Feret, pose: CubePose, camera: Camera, edge_mm: float) -> float:
    """Distance of the specimen's middle from the camera along the viewing axis, mm; infinite where the line of sight
    to its foot meets no table near the cube.
    """
    up = rotations(pose.vector[None])[0][:, 2]
    cube_depth = camera.focal_px / pose.edge_px * edge_mm
    table = _ray(np.array([pose.x, pose.y]), camera) * cube_depth - up * edge_mm / 2
    ray = _ray((standing.min(0) + standing.max(0)) / 2, camera)
    front = float(up @ table) / min(float(up @ _ray(_lowest(standing, up, ray), camera)), -LEAST_FALL)
    if not NEAREST < front / cube_depth < FURTHEST:
        return math.inf
    fall = float(np.clip(-(up @ ray) / np.linalg.norm(ray), 0, 1))
    behind = HALF_DEPTH * math.sqrt(1 - fall**2) - HALF_HEIGHT * fall
    return front * (1 + behind * math.sqrt(size.length * size.width) / camera.focal_px)


def _ray(point: Floats, camera: Camera) -> Floats:
    return np.array(
        [(point[0] - camera.centre_x) / camera.focal_px, (point[1] - camera.centre_y) / camera.focal_px, 1.0]
    )


def _lowest(outline: Floats, up: Floats, ray: Floats) -> Floats:
    """The point of the outline nearest to the table, against the image of "up" at ``ray``."""
    direction = up[:2] - up[2] * ray[:2]
    heights = outline @ (direction / max(float(np.hypot(*direction)), 1e-9))
    return np.asarray(outline[heights < heights.min() + 2.0].mean(0))
