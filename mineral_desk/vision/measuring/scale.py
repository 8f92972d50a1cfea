"""Millimetres per pixel at the specimen's own distance, from the pose of the cube that stands on the same table.

The cube's pose gives the camera's tilt and the plane of the table. Seen from above, the specimen's middle is taken to
lie a little over the table; seen from the side, the lowest point of its outline touches the table and its middle lies
half a depth behind. What one photo cannot show (height and depth of the specimen) goes into the error.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.vision.measuring.feret import Feret, feret
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats, rotations

HEIGHT_RATIO = 0.62
"""Usual height of a specimen over the root of its length times width."""
MIDDLE_OF_HEIGHT = 0.45
DEPTH_RATIO = 0.65
"""Usual depth of a specimen, away from the camera, over its length."""
SIDE_VIEW, TOP_VIEW = math.radians(30.0), math.radians(50.0)
LEAST_ELEVATION_ERROR = math.radians(1.0)
UNKNOWN_SHAPE_SHARE = 0.22
"""Error of the depth that comes from the specimen's unknown shape, over its length (1 sd)."""
BESIDE_CUBE_SHARE = 0.12
"""Cubes stand beside the specimen: their distances to the camera differ by about this share (1 sd)."""


@dataclass(frozen=True, slots=True)
class SpecimenScale:
    """Millimetres per pixel of the work size at the specimen, and the error of its depth (share, 1 sd)."""

    mm_per_px: float
    depth_error: float


def _ray(point: Floats, camera: Camera) -> Floats:
    return np.array(
        [(point[0] - camera.centre_x) / camera.focal_px, (point[1] - camera.centre_y) / camera.focal_px, 1.0]
    )


def _lowest(outline: Floats, up: Floats, ray: Floats) -> Floats:
    """The point of the outline nearest to the table, against the image of "up" at ``ray``."""
    direction = up[:2] - up[2] * ray[:2]
    heights = outline @ (direction / max(float(np.hypot(*direction)), 1e-9))
    return np.asarray(outline[heights < heights.min() + 2.0].mean(0))


def _depth(outline: Floats, size: Feret, pose: CubePose, camera: Camera, edge_mm: float) -> float:
    """Distance of the specimen's middle from the camera along the viewing axis, mm; the cube's where all else fails."""
    up = rotations(pose.vector[None])[0][:, 2]
    cube_depth = camera.focal_px / pose.edge_px * edge_mm
    table = _ray(np.array([pose.x, pose.y]), camera) * cube_depth - up * edge_mm / 2
    ray = _ray((outline.min(0) + outline.max(0)) / 2, camera)
    lowest = _ray(_lowest(outline, up, ray), camera)
    view = ray / np.linalg.norm(ray)
    elevation = math.asin(float(np.clip(-(up @ view), 0.02, 1)))
    away = view - (view @ up) * up
    away /= max(float(np.linalg.norm(away)), 1e-6)
    from_above = float(np.clip((elevation - SIDE_VIEW) / (TOP_VIEW - SIDE_VIEW), 0, 1))
    depth = cube_depth
    for _ in range(3):
        length, width = (extent / camera.focal_px * depth for extent in (size.length, size.width))
        height = HEIGHT_RATIO * math.sqrt(max(length * width, 1e-6)) * MIDDLE_OF_HEIGHT
        above = float((up @ (table + up * height)) / min(float(up @ ray), -1e-3))
        reach = float((up @ table) / min(float(up @ lowest), -1e-3))
        half_depth = DEPTH_RATIO * length / 2 * (0.5 + 0.5 * math.tan(min(elevation, math.pi / 4) / 2))
        beside = float((lowest * reach + away * half_depth)[2])
        depth = from_above * above + (1 - from_above) * beside
        depth = float(np.clip(depth, 0.5 * cube_depth, 2.5 * cube_depth))
    return depth


def specimen_scale(
    outline: Floats, pose: CubePose, camera: Camera, edge_mm: float, pose_error: Floats
) -> SpecimenScale:
    """The scale at the specimen with ``outline`` (N, 2); all pixels are those of the work size.

    ``pose_error`` (6,) is one standard deviation of the pose's parameters. The estimate is drawn towards the cube's
    distance in the measure of its own error.
    """
    cube_depth = camera.focal_px / pose.edge_px * edge_mm
    size = feret(outline)
    depth = _depth(outline, size, pose, camera, edge_mm)
    tilt = max(float(pose_error[3]), LEAST_ELEVATION_ERROR)
    tilted = [
        _depth(outline, size, replace(pose, elevation=max(pose.elevation + sign * tilt, 0.01)), camera, edge_mm)
        for sign in (-1, 1)
    ]
    length_mm = size.length / camera.focal_px * depth
    error = math.hypot((tilted[1] - tilted[0]) / 2, UNKNOWN_SHAPE_SHARE * length_mm)
    prior = BESIDE_CUBE_SHARE * cube_depth
    trust = prior**2 / (prior**2 + error**2)
    depth = trust * depth + (1 - trust) * cube_depth
    return SpecimenScale(depth / camera.focal_px, math.sqrt(trust) * error / depth)
