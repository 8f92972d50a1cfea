"""The pose of a cube from where its corners are: least squares over corners known with different accuracy.

A few starts on a grid of views are ranked by a weak-perspective fit, which is linear once the view is given; the best
are refined together by damped Gauss-Newton steps. No pixels are looked at.
"""

from dataclasses import dataclass

import numpy as np

from mineral_desk.vision.measuring.pose_fit import DERIVATIVE_STEP, HIGHEST, LARGEST_ROLL, LOWEST
from mineral_desk.vision.measuring.wireframe import CORNERS, POSE_SIZE, Camera, CubePose, Floats, project, rotations

ROLL_SD = np.radians(8.0)
"""Photos are taken nearly level: a weak prior on the roll, which also tells mirrored readings apart."""
START_ELEVATIONS = np.radians([6.0, 20.0, 35.0, 55.0, 80.0])
START_YAWS = np.radians(np.arange(0.0, 360.0, 30.0))
STARTS_REFINED = 4
ITERATIONS = 30
LARGEST_STEP = np.array([np.inf, np.inf, 0.3, 0.3, 0.3, 0.2])
NEAREST_EDGES = 1.5
"""A camera is at least this many edges away from the cube's centre."""
LEAST_ITERATIONS = 4
CONVERGED = 1e-6
"""The sum of squares, in units of the corners' variances, that a step may still promise to gain."""


@dataclass(frozen=True, slots=True, eq=False)
class CornerPose:
    """A pose, the standard deviations (6,) of its parameters and how far it misses each corner (8,) px."""

    pose: CubePose
    errors: Floats
    misses_px: Floats


def pose_from_corners(corners: Floats, errors_px: Floats, camera: Camera, start: CubePose | None = None) -> CornerPose:
    """Fit a cube to its ``corners`` (8, 2), each known to ``errors_px`` (8,), one standard deviation; inf: unknown.

    With a ``start`` that is near, only this one is refined. The corners are in the order of
    :attr:`Measurement.cube_corners_px`; pixels are those of ``camera``. At least three corners must be known.
    """
    known = np.isfinite(errors_px)
    target = np.where(known[:, None], corners, 0.0)
    weights = np.where(known, 1.0 / np.where(known, errors_px, 1.0), 0.0)
    poses = _starts(target, weights**2) if start is None else start.vector[None]
    poses, matrices = _refined(poses, target, weights, camera)
    misses = np.hypot(*np.moveaxis(project(poses, camera)[0] - target, -1, 0))
    costs = ((misses * weights) ** 2).sum(1) + (poses[:, 5] / ROLL_SD) ** 2
    best = int(np.nan_to_num(costs, nan=np.inf).argmin())
    covariance = np.linalg.inv(matrices[best])
    return CornerPose(
        CubePose.from_vector(poses[best]),
        np.sqrt(np.maximum(np.diagonal(covariance), 0)),
        np.where(known, misses[best], 0.0),
    )


def _starts(target: Floats, weights: Floats) -> Floats:
    """The pose vectors (N, 6) on a grid of views that fit best as if the cube were far away."""
    views = np.stack(np.meshgrid(START_ELEVATIONS, START_YAWS, indexing="ij"), -1).reshape(-1, 2)
    poses = np.zeros((len(views), POSE_SIZE))
    poses[:, 3:5] = views
    seen = (CORNERS @ rotations(poses).transpose(0, 2, 1))[..., :2]
    share = weights / weights.sum()
    seen_middle, middle = share @ seen, share @ target
    seen_offsets, offsets = seen - seen_middle[:, None], target - middle
    edges = np.einsum("c,ncd,cd->n", share, seen_offsets, offsets) / np.einsum("c,ncd->n", share, seen_offsets**2)
    misses = offsets - edges[:, None, None] * seen_offsets
    cost = np.where(edges > 0, np.einsum("c,ncd->n", share, misses**2), np.inf)
    edges = np.maximum(edges, 1e-3)
    poses[:, :2] = middle - edges[:, None] * seen_middle
    poses[:, 2] = np.log(edges)
    best: Floats = poses[np.argsort(cost)[:STARTS_REFINED]]
    return best


def _refined(poses: Floats, target: Floats, weights: Floats, camera: Camera) -> tuple[Floats, Floats]:
    """Poses (N, 6) after Levenberg-Marquardt steps, with their normal matrices (N, 6, 6)."""
    poses = _within(poses, camera)
    damping = np.full(len(poses), 1e-3)
    cost, matrix, right = _normal_equations(poses, target, weights, camera)
    diagonal = np.arange(POSE_SIZE)
    for iteration in range(ITERATIONS):
        damped = matrix.copy()
        damped[:, diagonal, diagonal] *= 1 + damping[:, None]
        step = np.clip(np.linalg.solve(damped, right[..., None])[..., 0], -LARGEST_STEP, LARGEST_STEP)
        best = int(cost.argmin())
        if iteration >= LEAST_ITERATIONS and float(step[best] @ right[best]) < CONVERGED:
            break
        tried = _within(poses + step, camera)
        tried_cost, tried_matrix, tried_right = _normal_equations(tried, target, weights, camera)
        better = tried_cost <= cost
        poses, cost = np.where(better[:, None], tried, poses), np.where(better, tried_cost, cost)
        matrix = np.where(better[:, None, None], tried_matrix, matrix)
        right = np.where(better[:, None], tried_right, right)
        damping = np.clip(np.where(better, damping / 8, damping * 8), 1e-9, 1e6)
    return poses, matrix


def _within(poses: Floats, camera: Camera) -> Floats:
    """Poses of cubes before the camera, seen from above the table."""
    poses = poses.copy()
    poses[:, 2] = np.minimum(poses[:, 2], np.log(camera.focal_px / NEAREST_EDGES))
    poses[:, 3] = np.clip(poses[:, 3], LOWEST, HIGHEST)
    poses[:, 5] = np.clip(poses[:, 5], -LARGEST_ROLL, LARGEST_ROLL)
    return poses


def _normal_equations(poses: Floats, target: Floats, weights: Floats, camera: Camera) -> tuple[Floats, Floats, Floats]:
    """Costs (N,), matrices (N, 6, 6) and right-hand sides (N, 6), the roll's prior included."""
    count = len(poses)
    moved = (poses[:, None] + np.diag(DERIVATIVE_STEP)).reshape(-1, POSE_SIZE)
    seen = project(np.concatenate([poses, moved]), camera)[0]
    here = seen[:count]
    per_unit = (seen[count:].reshape(count, POSE_SIZE, 8, 2) - here[:, None]) / DERIVATIVE_STEP[:, None, None]
    jacobian = (per_unit * weights[:, None]).reshape(count, POSE_SIZE, 16)
    missing = ((target - here) * weights[:, None]).reshape(count, 16)
    matrix = jacobian @ jacobian.transpose(0, 2, 1)
    right = np.einsum("nps,ns->np", jacobian, missing)
    matrix[:, 5, 5] += 1 / ROLL_SD**2
    right[:, 5] -= poses[:, 5] / ROLL_SD**2
    diagonal = np.arange(POSE_SIZE)
    matrix[:, diagonal, diagonal] *= 1 + 1e-9
    matrix[:, diagonal, diagonal] += 1e-12
    cost = (missing**2).sum(1) + (poses[:, 5] / ROLL_SD) ** 2
    return cost, matrix, right
