"""The focal length where EXIF tells none: the cube's own perspective says a little about it.

The nearer a camera is, the more the sides of a cube converge. A few focal lengths are tried; each counts as much as it
is usual and as well as the wire-frame fits the cube's edges with it.
"""

import math
from dataclasses import replace

import numpy as np

from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.refinement import CloseUp, ran_away
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats

TRIED_FACTORS = (1 / 1.8, 1.0, 1.8)
TRIED_ODDS = (0.3, 0.4, 0.3)
"""With the usual focal length of 55 mm: 31, 55 and 99 mm. Three such points have the mean and the spread of lenses that
specimens are photographed with (0.45 of the logarithm, 1 sd)."""
TELLING = 6.0
"""So many independent edge points of a fit are believed; and the residual that no fit undercuts, in work pixels:"""
LEAST_RESIDUAL_PX = 0.05
LEAST_FOCAL_ERROR = 0.2
"""How well the cube tells the focal length at best (logarithm, 1 sd)."""
DISTORTION = 0.02
"""What lenses add to the error of the scale of a cube in a corner of the photo (share, 1 sd)."""
ITERATIONS = 8
LARGEST_CHANGE, LARGEST_TURN = 0.15, 0.25
"""Another lens may change the edge (logarithm) and turn the cube (radians) by so much: a fit by more ran away."""


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
    fits = [_fitted(close, photo.camera, candidate.pose, factor) for factor in TRIED_FACTORS]
    odds = _odds(np.array([residual_px for _, residual_px in fits]))
    factors = np.array(TRIED_FACTORS)
    factor = 1 / float(odds @ (1 / factors))
    error = max(math.sqrt(float(odds @ np.log(factors / factor) ** 2)), LEAST_FOCAL_ERROR)
    log_edges = np.array([pose.log_edge for pose, _ in fits])
    spread = math.sqrt(float(odds @ (log_edges - odds @ log_edges) ** 2))
    camera = _camera(photo.camera, factor)
    pose, _ = _fitted(close, photo.camera, candidate.pose, factor)
    found = replace(photo, camera=camera, focal_error=error)
    return found, _with_lens_error(camera, replace(candidate, pose=pose), spread)


def _fitted(close: CloseUp, camera: Camera, pose: CubePose, factor: float) -> tuple[CubePose, float]:
    """The cube seen with ``factor`` times the focal length, and the fit's residual in work pixels."""
    fits = close.fit(pose, _camera(camera, factor), ITERATIONS)
    if ran_away(fits, pose, LARGEST_CHANGE, LARGEST_TURN):
        return pose, math.inf
    return CubePose.from_vector(fits.poses[0]), float(fits.residual_px[0])


def _camera(camera: Camera, factor: float) -> Camera:
    return replace(camera, focal_px=camera.focal_px * factor)


def _odds(residuals_px: Floats) -> Floats:
    """(N,): how probable the focal lengths tried are, by how usual they are and by the fits' residuals."""
    if not np.isfinite(residuals_px).any():
        return np.array(TRIED_ODDS)
    variances = residuals_px**2 + LEAST_RESIDUAL_PX**2
    likelihood = (variances / variances.min()) ** (-TELLING / 2)
    odds = np.array(TRIED_ODDS) * likelihood
    return np.asarray(odds / odds.sum())


def _with_lens_error(camera: Camera, candidate: CubeCandidate, focal_error: float) -> CubeCandidate:
    """The candidate with the error of its edge enlarged by ``focal_error`` and by distortion."""
    outwards = math.hypot(candidate.pose.x - camera.centre_x, candidate.pose.y - camera.centre_y)
    distortion = DISTORTION * (outwards / math.hypot(camera.centre_x, camera.centre_y)) ** 2
    errors = list(candidate.errors)
    errors[2] = math.hypot(errors[2], focal_error, distortion)
    return replace(candidate, errors=tuple(errors))
