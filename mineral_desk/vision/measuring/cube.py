"""Finding the reference cube: propose, fit coarsely, fit finely, let the accept/reject model judge, group."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.candidates import propose
from mineral_desk.vision.measuring.edge_field import edge_field
from mineral_desk.vision.measuring.features import CUBE_FEATURES, Objects, cube_features, find_objects
from mineral_desk.vision.measuring.pose_fit import PoseFits, fit_poses
from mineral_desk.vision.measuring.preparation import PreparedPhoto, resized, to_lab
from mineral_desk.vision.measuring.ranking import distinct, rank
from mineral_desk.vision.measuring.second_tries import fit_around
from mineral_desk.vision.measuring.wireframe import BOTTOM_FACE, CubePose, Floats, project, project_pose, scale_poses

CubeAcceptance = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float64]]
"""The accept/reject model: features (N, F) float32 to the probability (N,) that each is a well fitted cube."""

PROPOSALS_FITTED = 56
FITS_JUDGED = 18
KNOWN_FOCAL_FACTORS = (0.9, 1.1)
UNKNOWN_FOCAL_FACTORS = (0.65, 1.6)
"""How far the true focal length may be from the one used (1 sd)."""
FINE_EDGE_PX = 320.0
"""A finer fit enlarges the cube to at most this edge."""
FINE_GAIN = 1.25
"""It pays where it shows the cube at least this much larger."""
SUPPORT = CUBE_FEATURES.index("support")
CERTAIN = 0.95
"""Where no fit is this probable, the best few places are tried again from more starts."""
PLACES_TRIED_AGAIN = 3
ROUNDING = 0.007
"""Machined cubes have rounded edges: with radii up to 0.3 mm at 10 mm their outlines are 0 to 1.5 % too small."""


@dataclass(frozen=True, slots=True)
class CubeCandidate:
    """A fitted cube in pixels of the work size, how probable it is and the errors of its parameters (1 sd).

    ``support`` is the share of its wire-frame that lies on edges of the photo.
    """

    pose: CubePose
    probability: float
    errors: tuple[float, ...]
    support: float = 0.0

    @property
    def scale_error(self) -> float:
        """Relative error of the edge's length in pixels, one standard deviation."""
        return self.errors[2]


@dataclass(frozen=True, slots=True)
class CubeSearch:
    """Groups of candidates, best group first; in a group all are readings of the same thing, best first."""

    groups: tuple[tuple[CubeCandidate, ...], ...]

    @property
    def best(self) -> CubeCandidate | None:
        """The most probable candidate."""
        return self.groups[0][0] if self.groups else None


def fit_candidates(photo: PreparedPhoto, writing: Sequence[Box] = ()) -> PoseFits:
    """The best fits of the wire-frame anywhere in the photo, at the work size; ``writing`` is at the coarse size."""
    camera, edges = photo.coarse_camera, photo.coarse_edges
    poses = propose(photo, list(writing))
    rough = poses[distinct(poses, rank(edges, poses, camera, 3, 16), PROPOSALS_FITTED)]
    reach = np.maximum(4.0, 0.12 * np.exp(rough[:, 2]))
    fitted = fit_poses(edges, rough, camera, reach, iterations=6, samples_per_edge=16).poses
    kept = distinct(fitted, rank(edges, fitted, camera, 1, 24), FITS_JUDGED)
    start = scale_poses(fitted[kept], 1 / photo.coarse_scale)
    reach = np.maximum(4.0, 0.04 * np.exp(start[:, 2]))
    return fit_poses(photo.work_edges, start, photo.camera, reach)


def judged_candidates(
    photo: PreparedPhoto, writing: Sequence[Box] = ()
) -> tuple[PoseFits, npt.NDArray[np.float32], Objects]:
    """The fits that converged, their features and the objects on the table: what the accept/reject model sees."""
    fits, objects = _usable(photo, fit_candidates(photo, writing)), find_objects(photo)
    return fits, cube_features(photo, objects, fits), objects


def _usable(photo: PreparedPhoto, fits: PoseFits) -> PoseFits:
    """The fits that converged on a cube seen from above the table."""
    from_below = project(fits.poses, photo.camera)[1][:, BOTTOM_FACE]
    good = fits.converged & np.isfinite(fits.poses).all(1) & ~from_below
    return PoseFits(fits.poses[good], fits.errors[good], fits.residual_px[good], fits.found[good], fits.converged[good])


def group_candidates(candidates: Sequence[CubeCandidate]) -> tuple[tuple[CubeCandidate, ...], ...]:
    """Put together what lies on the same place."""
    groups: list[list[CubeCandidate]] = []
    for one in sorted(candidates, key=lambda candidate: -candidate.probability):
        for group in groups:
            other = group[0].pose
            apart = math.hypot(one.pose.x - other.x, one.pose.y - other.y)
            if apart < 0.6 * max(one.pose.edge_px, other.edge_px):
                group.append(one)
                break
        else:
            groups.append([one])
    return tuple(tuple(group) for group in groups)


def find_cubes(photo: PreparedPhoto, accept: CubeAcceptance, writing: Sequence[Box] = ()) -> CubeSearch:
    """All candidates with their probabilities; ``writing`` are boxes of text at the coarse size."""
    fits, features, objects = judged_candidates(photo, writing)
    if not len(features):
        return CubeSearch(())
    candidates = _judge(accept, fits, features)
    groups = group_candidates(candidates)
    if groups[0][0].probability < CERTAIN:
        places = np.array([group[0].pose.vector for group in groups[:PLACES_TRIED_AGAIN]])
        fits = _usable(photo, fit_around(photo, places))
        groups = group_candidates([*candidates, *_judge(accept, fits, cube_features(photo, objects, fits))])
    return CubeSearch(groups)


def _judge(accept: CubeAcceptance, fits: PoseFits, features: npt.NDArray[np.float32]) -> list[CubeCandidate]:
    if not len(features):
        return []
    columns = zip(fits.poses, accept(features).tolist(), fits.errors, features[:, SUPPORT].tolist(), strict=True)
    return [
        CubeCandidate(CubePose.from_vector(pose), probability, tuple(errors.tolist()), found)
        for pose, probability, errors, found in columns
    ]


def refined(photo: PreparedPhoto, pixels: Pixels, candidate: CubeCandidate) -> CubeCandidate:
    """The candidate fitted again on the photo's own ``pixels`` where those show the cube larger than the work size."""
    factor = min(1 / photo.work_scale, FINE_EDGE_PX / candidate.pose.edge_px)
    if factor < FINE_GAIN:
        return candidate
    corners, _ = project_pose(candidate.pose, photo.camera)
    margin = 0.15 * candidate.pose.edge_px
    low = np.floor((corners.min(0) - margin) / photo.work_scale).astype(int)
    high = np.ceil((corners.max(0) + margin) / photo.work_scale).astype(int)
    x0, y0 = np.maximum(low, 0)
    x1, y1 = np.minimum(high, [pixels.shape[1], pixels.shape[0]])
    if x1 - x0 < 16 or y1 - y0 < 16:
        return candidate
    field = edge_field(to_lab(resized(pixels[y0:y1, x0:x1], factor * photo.work_scale)), 1.3)
    shift = np.array([x0, y0]) * photo.work_scale * factor
    camera = photo.camera.scaled(factor).shifted(float(shift[0]), float(shift[1]))
    start = scale_poses(candidate.pose.vector[None], factor)
    start[:, :2] -= shift
    reach = np.array([max(4.0, 2.5 * factor)])
    return _back(fit_poses(field, start, camera, reach), start, shift, factor, candidate)


def _back(fits: PoseFits, start: Floats, shift: Floats, factor: float, before: CubeCandidate) -> CubeCandidate:
    """The fine fit in work pixels, unless it ran away from where it started."""
    moved = np.abs(fits.poses - start)[0]
    edge = math.exp(start[0, 2])
    if (
        not fits.converged[0]
        or moved[2] > 0.06
        or max(moved[:2]) > 0.1 * edge
        or fits.errors[0, 2] > before.scale_error
    ):
        return before
    pose = fits.poses.copy()
    pose[:, :2] += shift
    errors = fits.errors[0] / np.array([factor, factor, 1, 1, 1, 1])
    pose = scale_poses(pose, 1 / factor)[0]
    return replace(before, pose=CubePose.from_vector(pose), errors=tuple(float(error) for error in errors))


def with_sharp_edges(candidate: CubeCandidate) -> CubeCandidate:
    """The candidate as large as it would be if its edges were not rounded."""
    return replace(candidate, pose=replace(candidate.pose, log_edge=candidate.pose.log_edge + ROUNDING))


def with_focal_error(photo: PreparedPhoto, candidate: CubeCandidate) -> CubeCandidate:
    """The candidate with the error of its edge enlarged by how much it depends on the assumed focal length."""
    factors = KNOWN_FOCAL_FACTORS if photo.focal_length_known else UNKNOWN_FOCAL_FACTORS
    logs = []
    for factor in factors:
        camera = replace(photo.camera, focal_px=photo.camera.focal_px * factor)
        fits = fit_poses(photo.work_edges, candidate.pose.vector[None], camera, np.array([4.0]), iterations=8)
        logs.append(float(fits.poses[0, 2]))
    focal_error = abs(logs[1] - logs[0]) / 2
    errors = list(candidate.errors)
    errors[2] = math.hypot(errors[2], focal_error)
    return replace(candidate, errors=tuple(errors))
