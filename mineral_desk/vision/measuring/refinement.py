"""The last fit of a cube's wire-frame, on the photo's own pixels where those show the cube larger."""

from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.candidate_fits import guided
from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.edge_field import EdgeField, edge_field
from mineral_desk.vision.measuring.edge_support import support
from mineral_desk.vision.measuring.pose_fit import PoseFits, fit_poses
from mineral_desk.vision.measuring.preparation import PreparedPhoto, resized, to_lab
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats, project_pose, scale_poses

FINE_EDGE_PX = 320.0
"""A finer fit enlarges the cube to at most this edge."""
FINE_GAIN = 1.25
"""It pays where it shows the cube at least this much larger."""
MARGIN = 0.15
"""Surroundings that belong to the fit, in cube edges."""
LEAST_SIDE_PX = 16
REACH_PX = 4.0
SUPPORT_REACH_PX, SUPPORT_SAMPLES = 2, 40
"""So near to the wire-frame edges support it, looked for at so many places along each side."""
LARGEST_CHANGE, LARGEST_TURN = 0.06, 0.12
LARGEST_MOVE = 0.1
"""A fit that changes the edge (logarithm), turns the cube (radians) or moves it (edges) by more ran away."""
ROUNDING = 0.004
"""Machined cubes have rounded edges: their outlines are a little too small (logarithm of the edge). Fits of rendered
cubes miss the true edge by +0.4 % where it is sharp and by -1.5 % where it is rounded by up to 5 %."""


@dataclass(frozen=True, slots=True, eq=False)
class CloseUp:
    """The edges around a cube, ``factor`` of its pixels to a work pixel; ``corner`` (2,) is its upper left corner."""

    field: EdgeField
    factor: float
    corner: Floats

    def fit(self, pose: CubePose, camera: Camera, iterations: int = 12) -> PoseFits:
        """Fit the wire-frame once more from ``pose``; poses, errors and residuals are in work pixels."""
        start, view = self._seen(pose, camera)
        reach = np.array([max(REACH_PX, 2.5 * self.factor)])
        fits = fit_poses(self.field, start, view, reach, iterations=iterations)
        poses = fits.poses.copy()
        poses[:, :2] += self.corner
        pixels = np.array([self.factor, self.factor, 1, 1, 1, 1])
        return replace(
            fits,
            poses=scale_poses(poses, 1 / self.factor),
            errors=fits.errors / pixels,
            residual_px=fits.residual_px / self.factor,
        )

    def support(self, pose: CubePose, camera: Camera) -> float:
        """Share of the wire-frame in ``pose`` that lies on edges of the close up."""
        seen, view = self._seen(pose, camera)
        return float(support(self.field, seen, view, SUPPORT_REACH_PX, SUPPORT_SAMPLES).total[0])

    def _seen(self, pose: CubePose, camera: Camera) -> tuple[Floats, Camera]:
        """The pose as a vector (1, 6), and the camera, in pixels of the close up."""
        seen = scale_poses(pose.vector[None], self.factor)
        seen[:, :2] -= self.corner
        return seen, camera.scaled(self.factor).shifted(float(self.corner[0]), float(self.corner[1]))


def close_up(photo: PreparedPhoto, pixels: Pixels, pose: CubePose) -> CloseUp:
    """Around the cube in ``pose``: from ``pixels`` (H, W, 3) uint8 where they show it larger than the work size."""
    factor = min(1 / photo.work_scale, FINE_EDGE_PX / pose.edge_px)
    if factor < FINE_GAIN:
        return _whole(photo)
    corners, _ = project_pose(pose, photo.camera)
    margin = MARGIN * pose.edge_px
    x0, y0 = np.maximum(np.floor((corners.min(0) - margin) / photo.work_scale).astype(int), 0)
    high = np.ceil((corners.max(0) + margin) / photo.work_scale).astype(int)
    x1, y1 = np.minimum(high, [pixels.shape[1], pixels.shape[0]])
    if x1 - x0 < LEAST_SIDE_PX or y1 - y0 < LEAST_SIDE_PX:
        return _whole(photo)
    field = edge_field(to_lab(resized(pixels[y0:y1, x0:x1], factor * photo.work_scale)), 1.3)
    return CloseUp(field, factor, np.array([x0, y0]) * photo.work_scale * factor)


def _whole(photo: PreparedPhoto) -> CloseUp:
    """All edges at the work size."""
    return CloseUp(guided(photo).work_edges, 1.0, np.zeros(2))


def ran_away(fits: PoseFits, start: CubePose, largest_change: float, largest_turn: float) -> bool:
    """Whether the one fit that began at ``start`` found too little, or ended elsewhere (see :data:`LARGEST_MOVE`)."""
    moved = np.abs(fits.poses[0] - start.vector)
    elsewhere = moved[2] > largest_change or max(moved[:2]) > LARGEST_MOVE * start.edge_px
    return bool(elsewhere or max(moved[3:]) > largest_turn or not fits.converged[0])


def refined(close: CloseUp, camera: Camera, candidate: CubeCandidate) -> CubeCandidate:
    """The candidate fitted again in the ``close`` up, unless that shows no more or the fit runs away."""
    if close.factor < FINE_GAIN:
        return candidate
    fits = close.fit(candidate.pose, camera)
    if ran_away(fits, candidate.pose, LARGEST_CHANGE, LARGEST_TURN) or fits.errors[0, 2] > candidate.errors[2]:
        return candidate
    errors = tuple(float(error) for error in fits.errors[0])
    return replace(candidate, pose=CubePose.from_vector(fits.poses[0]), errors=errors)


def with_sharp_edges(candidate: CubeCandidate) -> CubeCandidate:
    """The candidate as large as it would be if its edges were not rounded."""
    return replace(candidate, pose=replace(candidate.pose, log_edge=candidate.pose.log_edge + ROUNDING))
