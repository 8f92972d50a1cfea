"""The focal length where EXIF tells none: the cube's own perspective says a little about it.

The nearer a camera is, the more the sides of a cube converge. A few focal lengths are tried; each counts as much as it
is usual, and as the wire-frame fits the cube's edges with it: how near they lie, and how many of its sides have one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.refinement import CloseUp, ran_away
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats

TRIED_FACTORS = (1 / 2.4, 1 / 1.8, 1 / 1.34, 1.0, 1.34, 1.8, 2.4)
USUAL_SPREAD = 0.5
"""How far lenses that specimens are photographed with are from the usual one of 55 mm (logarithm, 1 sd)."""
TELLING = 6.0
"""So many independent edge points of a fit are believed; and the residual that no fit undercuts, in work pixels:"""
LEAST_RESIDUAL_PX = 0.05
TELLING_SUPPORT = 40.0
"""By so much grows the logarithm of the odds with the share of the wire-frame that lies on edges: a wrong lens leaves
sides of the cube without their edges, which the residual of what was found does not say."""
FOCAL_DOUBT = 1.5
"""By how much the spread of the odds understates the error of the focal length."""
LEAST_FOCAL_ERROR = 0.2
"""How well the cube tells the focal length at best (logarithm, 1 sd)."""
DISTORTION = 0.02
"""What lenses add to the error of the scale of a cube in a corner of the photo (share, 1 sd)."""
ITERATIONS = 8
LARGEST_CHANGE, LARGEST_TURN = 0.15, 0.25
"""Another lens may change the edge (logarithm) and turn the cube (radians) by so much: a fit by more ran away."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """A cube seen with one focal length: ``residual_px`` is infinite where the fit ran away."""

    pose: CubePose
    residual_px: float
    support: float


def with_focal_length(
    photo: PreparedPhoto, close: CloseUp, candidate: CubeCandidate
) -> tuple[PreparedPhoto, CubeCandidate]:
    """The photo with the most probable camera and the cube seen by it, its error enlarged by what the lens adds.

    That is the focal length, which may be a guess, and distortion, which grows towards the corners.
    """
    if photo.focal_length_known:
        around = (math.exp(-photo.focal_error), math.exp(photo.focal_error))
        low, high = (_fitted(close, photo.camera, candidate.pose, factor)[0].log_edge for factor in around)
        return photo, _with_lens_error(photo.camera, candidate, abs(high - low) / 2)
    tried = [_tried(close, photo.camera, candidate.pose, factor) for factor in TRIED_FACTORS]
    odds = _odds(tried)
    factors = np.array(TRIED_FACTORS)
    factor = 1 / float(odds @ (1 / factors))
    spread = FOCAL_DOUBT * math.sqrt(float(odds @ np.log(factors / factor) ** 2))
    error = min(max(spread, LEAST_FOCAL_ERROR), photo.focal_error)
    log_edges = np.array([one.pose.log_edge for one in tried])
    edge_error = math.sqrt(float(odds @ (log_edges - odds @ log_edges) ** 2))
    camera = _camera(photo.camera, factor)
    pose, _ = _fitted(close, photo.camera, candidate.pose, factor)
    found = replace(photo, camera=camera, focal_error=error)
    return found, _with_lens_error(camera, replace(candidate, pose=pose), edge_error)


def _fitted(close: CloseUp, camera: Camera, pose: CubePose, factor: float) -> tuple[CubePose, float]:
    """The cube seen with ``factor`` times the focal length, and the fit's residual in work pixels."""
    fits = close.fit(pose, _camera(camera, factor), ITERATIONS)
    if ran_away(fits, pose, LARGEST_CHANGE, LARGEST_TURN):
        return pose, math.inf
    return CubePose.from_vector(fits.poses[0]), float(fits.residual_px[0])


def _camera(camera: Camera, factor: float) -> Camera:
    return replace(camera, focal_px=camera.focal_px * factor)


def _tried(close: CloseUp, camera: Camera, pose: CubePose, factor: float) -> _Tried:
    fitted, residual_px = _fitted(close, camera, pose, factor)
    return _Tried(fitted, residual_px, close.support(fitted, _camera(camera, factor)))


def _odds(tried: Sequence[_Tried]) -> Floats:
    """(N,): how probable the focal lengths tried are, by how usual they are and by their fits."""
    odds = np.exp(-0.5 * (np.log(TRIED_FACTORS) / USUAL_SPREAD) ** 2)
    supports = np.array([one.support for one in tried])
    odds *= np.exp(TELLING_SUPPORT * (supports - supports.max()))
    residuals_px = np.array([one.residual_px for one in tried])
    if np.isfinite(residuals_px).any():
        variances = residuals_px**2 + LEAST_RESIDUAL_PX**2
        odds *= (variances / variances.min()) ** (-TELLING / 2)
    return np.asarray(odds / odds.sum())


def _with_lens_error(camera: Camera, candidate: CubeCandidate, focal_error: float) -> CubeCandidate:
    """The candidate with the error of its edge enlarged by ``focal_error`` and by distortion."""
    outwards = math.hypot(candidate.pose.x - camera.centre_x, candidate.pose.y - camera.centre_y)
    distortion = DISTORTION * (outwards / math.hypot(camera.centre_x, camera.centre_y)) ** 2
    errors = list(candidate.errors)
    errors[2] = math.hypot(errors[2], focal_error, distortion)
    return replace(candidate, errors=tuple(errors))
