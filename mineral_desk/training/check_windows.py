"""Fitted wire-frames on close-ups, right ones and wrong ones: what the network that checks fits learns from.

The wire-frame is fitted to the edges of each close-up from poses near the truth and far from it, as the program fits
it, so that wrong fits are those which edges invite: an inside taken for an outside, a shadow for a side, a block.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.cube_examples import (
    CORNER_ERROR_PX,
    SCALE_LIMIT,
    UNKNOWN_FOCAL_SCALE_LIMIT,
    TrueCube,
    departures,
    label,
)
from mineral_desk.training.pose_windows import WINDOW_EDGES, WINDOW_PX, places_elsewhere, window_of
from mineral_desk.training.scenes.close_ups import CloseUp
from mineral_desk.vision.measuring.corner_pose import pose_from_corners
from mineral_desk.vision.measuring.edge_field import EdgeField, Image, edge_field
from mineral_desk.vision.measuring.pose_fit import fit_poses
from mineral_desk.vision.measuring.preparation import WORK_SIDE_PX, camera_of, resized, to_lab
from mineral_desk.vision.measuring.ranking import distinct, rank
from mineral_desk.vision.measuring.wireframe import BOTTOM_FACE, POSE_SIZE, Camera, Floats, project

EDGE_BLUR_PX = 1.1
FOCAL_TOLD_SHARE, FOCAL_ERROR, FOCAL_ERROR_GUESSED = 0.6, 0.03, 0.4
"""So often the photo tells its focal length; how wrong it is then, and otherwise (logarithm, 1 sd)."""
STARTS = ((1, 0.0, 0.0, 0.0), (4, 0.05, 0.05, 6.0), (5, 0.15, 0.12, 16.0))
"""How many fits start how far from the truth: place in edges, logarithm of the edge, angles in degrees (1 sd)."""
ANYWHERE, ANYWHERE_WITHOUT_CUBE = 5, 12
"""So many start at any angle, about there; so many where there is no cube."""
ANYWHERE_SHIFT, ANYWHERE_SCALE = 0.2, 0.2
FITS_KEPT = 8
FURTHEST_SHIFT, FURTHEST_SCALE = 0.6, 0.45
"""Fits further away (edges, logarithm) do not lie in the window."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cube is, or could be, and how long its edge is there; pixels."""

    x: float
    y: float
    edge_px: float


@dataclass(frozen=True, slots=True, eq=False)
class FittedWindow:
    """A window (see :class:`Window`) and N wire-frames that were fitted there, in its pixels.

    ``middles`` (N, 2) and ``edges_px`` (N,) are the fits' centres and edges, ``corners`` (N, 8, 2) and ``faces``
    (N, 6) as from :func:`project`; ``right`` (N,) says which show the cube, ``near`` (N,) which nearly do, ``gaps``
    (N,) how far the corner furthest off is from where it should be (edges, at most 1), ``scales`` (N,) how much longer
    their edges are than the true one's (logarithm; 0 where there is no cube).
    """

    pixels: npt.NDArray[np.uint8]
    middles: Floats
    edges_px: Floats
    corners: Floats
    faces: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]
    near: npt.NDArray[np.bool_]
    gaps: Floats
    scales: Floats
    has_cube: bool


def fitted_window(shown: CloseUp, rng: np.random.Generator) -> FittedWindow | None:
    """The window around what the close-up shows with fits of it; None where no fit converged."""
    told = bool(rng.random() < FOCAL_TOLD_SHARE)
    camera = _as_known(shown.camera, told, rng)
    place = Place(float(shown.middle[0]), float(shown.middle[1]), shown.edge_px)
    lab = to_lab(shown.pixels)
    field = edge_field(lab, EDGE_BLUR_PX)
    if shown.corners_px is None:
        return _fitted(lab, field, camera, place, _on_no_cube(shown, camera, place, rng))
    cube = TrueCube(shown.corners_px.astype(float), shown.edge_px)
    starts = np.concatenate([anywhere(place, ANYWHERE, rng), _around(cube, camera, rng)])
    scale_limit = SCALE_LIMIT if told else UNKNOWN_FOCAL_SCALE_LIMIT
    return _fitted(lab, field, camera, place, starts, [cube], scale_limit)


def _on_no_cube(shown: CloseUp, camera: Camera, place: Place, rng: np.random.Generator) -> Floats:
    """(N, 6): pose vectors where there is no cube: on what may be taken for one, or anywhere."""
    if shown.likenesses_px is None:
        return anywhere(place, ANYWHERE_WITHOUT_CUBE, rng)
    like = [TrueCube(corners.astype(float), shown.edge_px) for corners in shown.likenesses_px]
    return np.concatenate([anywhere(place, ANYWHERE, rng), *(_around(cube, camera, rng) for cube in like)])


def fitted_windows_without_cube(pixels: Pixels, count: int, rng: np.random.Generator) -> Iterator[FittedWindow]:
    """Windows of a photo (H, W, 3) uint8 RGB that shows no cube, around ``count`` places where there is much to see."""
    lab = to_lab(resized(pixels, WORK_SIDE_PX / max(pixels.shape[:2])))
    camera = camera_of(lab.shape[1], lab.shape[0], None)
    field = edge_field(lab, EDGE_BLUR_PX)
    for x, y, edge_px in places_elsewhere(lab, (), count, rng):
        place = Place(x, y, edge_px)
        window = _fitted(lab, field, camera, place, anywhere(place, ANYWHERE_WITHOUT_CUBE, rng))
        if window is not None:
            yield window


def _fitted(  # noqa: PLR0917
    lab: Image,
    field: EdgeField,
    camera: Camera,
    place: Place,
    starts: Floats,
    cubes: Sequence[TrueCube] = (),
    scale_limit: float = SCALE_LIMIT,
) -> FittedWindow | None:
    poses = _fits(field, camera, starts)
    poses = poses[_in_window(poses, place)]
    if not len(poses):
        return None
    away = departures(poses, camera, cubes)
    right, near = label(away, np.array([cube.edge_px for cube in cubes]), scale_limit)
    corners, faces = project(poses, camera)
    factor = WINDOW_PX / WINDOW_EDGES / place.edge_px
    origin = np.array([place.x, place.y]) - WINDOW_PX / 2 / factor
    return FittedWindow(
        window_of(lab, place.x, place.y, place.edge_px),
        (poses[:, :2] - origin) * factor,
        np.exp(poses[:, 2]) * factor,
        (corners - origin) * factor,
        faces,
        right,
        near,
        np.minimum(away[:, :, 1].min(1, initial=1.0), 1.0),
        poses[:, 2] - math.log(place.edge_px) if cubes else np.zeros(len(poses)),
        bool(cubes),
    )


def _as_known(camera: Camera, told: bool, rng: np.random.Generator) -> Camera:
    """The camera with an error in its focal length."""
    wrong = math.exp(float(rng.normal(0, FOCAL_ERROR if told else FOCAL_ERROR_GUESSED)))
    return Camera(camera.focal_px * wrong, camera.centre_x, camera.centre_y)


def anywhere(place: Place, count: int, rng: np.random.Generator) -> Floats:
    """(count, 6): pose vectors about there, seen from any side."""
    poses = np.zeros((count, POSE_SIZE))
    poses[:, :2] = np.array([place.x, place.y]) + rng.normal(0, ANYWHERE_SHIFT * place.edge_px, (count, 2))
    poses[:, 2] = math.log(place.edge_px) + rng.normal(0, ANYWHERE_SCALE, count)
    poses[:, 3] = np.radians(rng.uniform(3, 85, count))
    poses[:, 4] = rng.uniform(0, math.pi / 2, count)
    return poses


def _around(cube: TrueCube, camera: Camera, rng: np.random.Generator) -> Floats:
    """(N, 6): pose vectors at and near the cube's own."""
    corners = cube.corners_px
    true = pose_from_corners(corners, np.full(len(corners), CORNER_ERROR_PX), camera).pose.vector
    parts = []
    for number, shift, scale, angle_deg in STARTS:
        angle = math.radians(angle_deg)
        spread = np.array([shift * cube.edge_px, shift * cube.edge_px, scale, angle, angle, angle / 4])
        parts.append(true + rng.normal(0, 1, (number, POSE_SIZE)) * spread)
    return np.concatenate(parts)


def _fits(field: EdgeField, camera: Camera, starts: Floats) -> Floats:
    """(N, 6): distinct fits that converged on a cube seen from above."""
    fits = fit_poses(field, starts, camera, np.maximum(4.0, 0.06 * np.exp(starts[:, 2])))
    from_below = project(fits.poses, camera)[1][:, BOTTOM_FACE]
    poses = fits.poses[fits.converged & np.isfinite(fits.poses).all(1) & ~from_below]
    return poses[distinct(poses, rank(field, poses, camera, 1, 24), FITS_KEPT)] if len(poses) else poses


def _in_window(poses: Floats, place: Place) -> npt.NDArray[np.bool_]:
    away = np.hypot(poses[:, 0] - place.x, poses[:, 1] - place.y) / place.edge_px
    return np.asarray((away < FURTHEST_SHIFT) & (np.abs(poses[:, 2] - math.log(place.edge_px)) < FURTHEST_SCALE))
