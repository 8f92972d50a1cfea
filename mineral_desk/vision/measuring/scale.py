"""Millimetres per pixel at the specimen: from where its foot meets the table that the cube stands on.

The line of sight to the lowest point of what is seen of the specimen, or of its stand, meets the table where its front
is. Its middle lies behind that and above the table: how much is guessed from its size, as for a box of usual shape.
"""

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from mineral_desk.vision.measuring.feret import Feret, feret
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats, rotations

HALF_DEPTH, HALF_HEIGHT = 0.28, 0.26
"""Half of a specimen's usual extents away from the camera and upwards, over the root of its length times width: fitted
to rendered scenes with known depth of two renderers, on the table as well as on stands."""
UNKNOWN_SHAPE_SHARE = 0.17
"""Error of the depth that comes from the specimen's unknown shape, over its length (1 sd), on the same scenes."""
LEAST_TILT_ERROR = 0.03
TILT_PER_FOCAL_ERROR = 0.1
"""How well the view's elevation is known at best (radians, 1 sd), and what an error of the focal length adds to it."""
BEHIND_LENGTH, BEHIND_EDGE = 0.1, 0.1
BESIDE_LENGTH, BESIDE_EDGE = 0.2, 0.8
"""Cubes stand beside or in front of the specimen: its middle is further from the camera by the first shares of its
length and of the cube's edge, give or take the second (1 sd)."""
BESIDE_CUBE_SHARE = 0.14
"""The same over the cube's distance, where nothing is known of the specimen."""
USUAL_DISAGREEMENT, MOST_DOUBT = 1.5, 3.0
"""Where the two words on the depth differ by more than so many of their errors, one of them is wrong by more: the error
grows, up to so many times."""
UNSEEN_STAND = 0.3
"""A specimen on a stand that was not seen looks further away: so much of what it seems to be behind the cube is not
believed (1 sd)."""
DOUBTED_FOOT = 0.35
"""So much of what the foot of a stand brings the specimen nearer is not believed: it may be a label or a mirror image
(1 sd)."""
NEAREST, FURTHEST = 0.4, 2.5
"""A specimen's front is believed to be between so many times the cube's distance from the camera."""
LEAST_FALL = 1e-3
"""How steeply a line of sight must fall to meet the table at all."""
SIDE_VIEW, TOP_VIEW = math.radians(8), math.radians(70)
"""A cube that shows one face alone looks the same from the side, up to the first elevation, and from above."""
LEVEL = math.radians(2.5)
"""Photos from the side are taken so nearly level (1 sd), those from above are turned at will."""
OUT_OF_PLACE = 2.3
"""A view from the side is not believed where the specimen's foot lies too far up for it and the photo is not level:
by so many errors, both together, of which the foot makes up more than :data:`USUAL_DISAGREEMENT`."""


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
    focal_error: float = 0.0,
) -> SpecimenScale:
    """The scale at the specimen with ``outline`` (N, 2); all pixels are those of the work size.

    ``foot`` (M, 2) are points of what the specimen stands on, ``pose_error`` (6,) is one standard deviation of the
    pose's parameters, ``focal_error`` that of the focal length's logarithm. Where the foot meets the table and where
    specimens usually stand beside cubes are two words on the same depth: each counts in the measure of its error.
    They also tell from which side a cube is seen that shows one face.
    """
    seen_from = partial(_scale_and_disagreement, outline, camera, edge_mm, pose_error, foot, focal_error)
    scale, apart = seen_from(pose)
    doubted = apart > USUAL_DISAGREEMENT and math.hypot(apart, pose.roll / LEVEL) > OUT_OF_PLACE
    if pose.elevation > SIDE_VIEW or foot is not None or not doubted:
        return scale
    views = [seen_from(view) for view in _views_from_above(pose)]
    fitting = [(abs(off), other) for other, off in views if abs(off) < USUAL_DISAGREEMENT]
    if not fitting:
        return scale
    _, found = min(fitting, key=lambda one: one[0])
    either = abs(math.log(scale.mm_per_px / found.mm_per_px)) / 2
    return replace(found, depth_error=math.hypot(found.depth_error, either))


def _views_from_above(pose: CubePose) -> list[CubePose]:
    """The same picture of a cube, seen from above: the face that was in front is its top. Their yaw is left open."""
    axes = rotations(pose.vector[None])[0].T
    ups = [up for axis in axes for up in (axis, -axis) if -up[2] > math.sin(TOP_VIEW)]
    return [replace(pose, elevation=math.asin(min(-up[2], 1.0)), yaw=0.0, roll=math.atan2(up[0], -up[1])) for up in ups]


def _scale_and_disagreement(  # noqa: PLR0917
    outline: Floats,
    camera: Camera,
    edge_mm: float,
    pose_error: Floats,
    foot: Floats | None,
    focal_error: float,
    pose: CubePose,
) -> tuple[SpecimenScale, float]:
    """The scale, and how much further behind the cube the foot says the specimen is than is usual, in their errors."""
    size, cube_depth = feret(outline), camera.focal_px / pose.edge_px * edge_mm
    length_mm = size.length / pose.edge_px * edge_mm
    usual = BEHIND_LENGTH * length_mm + BEHIND_EDGE * edge_mm
    usual_error = math.hypot(BESIDE_LENGTH * length_mm, BESIDE_EDGE * edge_mm)
    tilt_error = math.hypot(float(pose_error[3]), LEAST_TILT_ERROR, TILT_PER_FOCAL_ERROR * focal_error)
    seen = _seen_behind(outline, foot, size, pose, camera, edge_mm, tilt_error)
    behind, error, apart = usual, usual_error, 0.0
    if seen is not None:
        shape = UNKNOWN_SHAPE_SHARE * length_mm * (1 + seen.behind / cube_depth)
        raised = UNSEEN_STAND * max(0.0, seen.behind - usual)
        seen_error = math.hypot(seen.error, shape, raised)
        trust = usual_error**2 / (usual_error**2 + seen_error**2)
        apart = (seen.behind - usual) / math.hypot(usual_error, seen_error)
        doubt = min(max(1.0, (apart / USUAL_DISAGREEMENT) ** 2), MOST_DOUBT)
        behind, error = trust * seen.behind + (1 - trust) * usual, doubt * math.sqrt(trust) * seen_error
    depth = cube_depth + behind
    # A camera nearer than the one guessed shows every error of the depth larger.
    nearer = 1 + focal_error**2
    scale = SpecimenScale(depth / camera.focal_px, math.hypot(nearer * error, focal_error * behind) / depth)
    return scale, apart


@dataclass(frozen=True, slots=True)
class _Behind:
    """How far behind the cube the specimen's middle is, mm, and what tilt and foot leave open (1 sd)."""

    behind: float
    error: float


def _seen_behind(  # noqa: PLR0917
    outline: Floats, foot: Floats | None, size: Feret, pose: CubePose, camera: Camera, edge_mm: float, tilt_error: float
) -> _Behind | None:
    """From where the specimen's foot meets the table; nothing where the line of sight to it meets none nearby."""
    standing = outline if foot is None else np.concatenate([outline, foot])
    lower, middle, higher = (
        _depth(standing, size, replace(pose, elevation=max(pose.elevation + tilt, 0.01)), camera, edge_mm)
        for tilt in (-tilt_error, 0.0, tilt_error)
    )
    if not all(map(math.isfinite, (lower, middle, higher))):
        return None
    without = middle if foot is None else _depth(outline, size, pose, camera, edge_mm)
    doubted = DOUBTED_FOOT * (without - middle) if math.isfinite(without) else 0.0
    return _Behind(middle - camera.focal_px / pose.edge_px * edge_mm, math.hypot((higher - lower) / 2, doubted))


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
