"""The cube as a person set it: corners moved by hand are believed, the others are hints."""

import math
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.domain.errors import ImpossibleMarks
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.phrase import said
from mineral_desk.vision.measuring.corner_pose import CornerPose, pose_from_corners
from mineral_desk.vision.measuring.preparation import (
    COARSE_SIDE_PX,
    KNOWN_FOCAL_ERROR,
    UNKNOWN_FOCAL_ERROR,
    WORK_SIDE_PX,
    camera_of,
    is_plausible,
)
from mineral_desk.vision.measuring.size_error import CUBE_DOUBT, LEAST_SCALE_ERROR, OUTLINE_ERROR_PX
from mineral_desk.vision.measuring.wireframe import POSE_SIZE, Camera, CubePose, Floats, project_pose

FEWEST_CORNERS = 4
"""So many corners set by hand give a pose without the machine's."""
HINT_FACTOR = 3.0
"""A corner that a person left alone is believed this many times less than one set by hand ..."""
GUESS_SHARE = 0.5
"""... and one of a cube that nobody found to this share of its edge."""
OTHER_CUBE_SHARE = 0.5
"""Corners moved by more than this share of the cube's extent are those of another cube."""
SMALLEST_EDGE_PX = 4.0
LARGEST_MISS_SHARE = 0.2
"""Corners that miss every cube by more than this share of its edge belong to none."""
LARGEST_MISS_FACTOR = 4.0
"""... if that is also this many times more than a hand errs."""
DEFAULT_VIEW = (math.radians(25.0), math.radians(-30.0))
"""Elevation and yaw of a cube that waits to be dragged."""
DEFAULT_EDGE_SHARE = 0.12
"""Its edge, as a share of the photo's short side."""
RECORDED_PX = 0.01
"""Corners are written down to this."""


@dataclass(frozen=True, slots=True)
class PhotoGeometry:
    """How lengths in the photo follow from its size and focal length; the engine's work pixels are ``work`` a pixel."""

    work: float
    camera: Camera
    """Of the work size."""
    focal_error: float
    """How well the focal length is known (logarithm, 1 sd)."""

    @classmethod
    def of(cls, photo: Photo, guessed_focal_length_35mm: float | None = None) -> "PhotoGeometry":
        """``guessed_focal_length_35mm`` is what the machine saw the cube with where the photo tells nothing.

        Raises :class:`ImpossibleMarks` for a photo whose size is not known: it was never opened.
        """
        if photo.width_px <= 0 or photo.height_px <= 0:
            raise ImpossibleMarks(said("{name} could not be opened.", name=photo.path.name), "Type the size.")
        work = WORK_SIDE_PX / max(photo.width_px, photo.height_px)
        known = is_plausible(photo.focal_length_35mm)
        focal_length = photo.focal_length_35mm if known else guessed_focal_length_35mm
        camera = camera_of(photo.width_px, photo.height_px, focal_length).scaled(work)
        return cls(work, camera, KNOWN_FOCAL_ERROR if known else UNKNOWN_FOCAL_ERROR)

    @property
    def outline_error_px(self) -> float:
        """Error of an extent read off an outline (1 sd), pixels of the photo."""
        return OUTLINE_ERROR_PX * WORK_SIDE_PX / COARSE_SIDE_PX / self.work


@dataclass(frozen=True, slots=True)
class HandCube:
    """A cube in pixels of the work size with the errors of its pose (1 sd).

    ``error`` is what the cube adds to the error of a size (share, 1 sd); ``is_guess`` that too few corners are set
    for a pose: it follows the hand, but gives no scale yet.
    """

    pose: CubePose
    errors: tuple[float, ...]
    edge_mm: float
    error: float
    is_guess: bool = False

    @property
    def scale_error(self) -> float:
        """Relative error of the edge's length in pixels, one standard deviation."""
        return self.errors[2]


def hand_cube(
    geometry: PhotoGeometry, machine: Measurement, marks: HandMarks, edge_mm: float, mark_error_px: float
) -> HandCube | None:
    """The cube set by hand, else the machine's, else none. Raises :class:`ImpossibleMarks` for corners of no cube."""
    if marks.moved_corners:
        return _set_cube(geometry, machine, marks, edge_mm, mark_error_px)
    if len(machine.cube_corners_px) != len(CORNER_NUMBERS):
        return None
    return _machine_cube(geometry, machine, edge_mm)


CORNER_NUMBERS = tuple(range(8))


def _machine_cube(geometry: PhotoGeometry, machine: Measurement, edge_mm: float) -> HandCube:
    """The pose again from the corners that were written down, with errors in the measure of the one written down."""
    corners = np.array(machine.cube_corners_px) * geometry.work
    fitted = pose_from_corners(corners, np.full(8, RECORDED_PX * geometry.work), geometry.camera)
    scale_error = max(machine.scale_error_fraction or 0.0, LEAST_SCALE_ERROR)
    errors = fitted.errors * scale_error / max(float(fitted.errors[2]), 1e-12)
    return HandCube(fitted.pose, _numbers(errors), edge_mm, CUBE_DOUBT * scale_error)


def _set_cube(
    geometry: PhotoGeometry, machine: Measurement, marks: HandMarks, edge_mm: float, mark_error_px: float
) -> HandCube:
    moved = sorted(set(marks.moved_corners))
    corners = np.array(marks.cube_corners_px)
    found = _same_cube(corners, np.array(machine.cube_corners_px).reshape(-1, 2), moved)
    errors_px = _corner_errors(corners, found, moved, mark_error_px)
    fitted = pose_from_corners(corners * geometry.work, errors_px * geometry.work, geometry.camera)
    _check_fit(fitted, moved, mark_error_px * geometry.work)
    misfit = _misfit(fitted, moved, mark_error_px * geometry.work)
    errors = fitted.errors * misfit
    errors[2] = math.hypot(errors[2], _focal_error(geometry, corners, errors_px, fitted))
    guess = found is None and len(moved) < FEWEST_CORNERS
    return HandCube(fitted.pose, _numbers(errors), edge_mm, max(float(errors[2]), LEAST_SCALE_ERROR), guess)


def _same_cube(corners: Floats, found: Floats, moved: list[int]) -> Floats | None:
    """The machine's corners, unless a person set a cube so far away that it is another one."""
    if len(found) != len(corners):
        return None
    away = np.hypot(*(corners - found)[moved].T).mean()
    return found if away <= OTHER_CUBE_SHARE * np.ptp(found, axis=0).mean() else None


def _corner_errors(corners: Floats, found: Floats | None, moved: list[int], mark_error_px: float) -> Floats:
    """(8,): how well each corner is known, px (1 sd).

    The further a person had to move corners, the less the machine's other corners are worth. Without a machine's cube
    the others only choose between readings, and are nothing once enough are set.
    """
    if found is not None:
        corrected = float(np.sqrt(((corners - found)[moved] ** 2).sum(1).mean()))
        others = math.hypot(HINT_FACTOR * mark_error_px, corrected)
    elif len(moved) < FEWEST_CORNERS:
        others = max(GUESS_SHARE * float(np.ptp(corners, axis=0).mean()), HINT_FACTOR * mark_error_px)
    else:
        others = math.inf
    errors = np.full(len(corners), others)
    errors[moved] = mark_error_px
    return errors


def _check_fit(fitted: CornerPose, moved: list[int], mark_error_px: float) -> None:
    edge, miss = fitted.pose.edge_px, float(np.sqrt((fitted.misses_px[moved] ** 2).mean()))
    if not np.isfinite(fitted.errors).all() or edge < SMALLEST_EDGE_PX:
        raise ImpossibleMarks("The corners lie on top of each other.", "Drag them apart.")
    if miss > max(LARGEST_MISS_SHARE * edge, LARGEST_MISS_FACTOR * mark_error_px):
        raise ImpossibleMarks("These corners are not those of one cube.", "Drag each to the corner it belongs to.")


def _misfit(fitted: CornerPose, moved: list[int], mark_error_px: float) -> float:
    """How many times less well the corners fit a cube than the hand's accuracy explains, at least 1."""
    spare = 2 * len(moved) - POSE_SIZE
    if spare <= 0:
        return 1.0
    return max(1.0, math.sqrt(float((fitted.misses_px[moved] ** 2).sum()) / spare) / mark_error_px)


def _focal_error(geometry: PhotoGeometry, corners: Floats, errors_px: Floats, fitted: CornerPose) -> float:
    """How far the edge depends on the focal length (share, 1 sd)."""
    logs = []
    for factor in (math.exp(-geometry.focal_error), math.exp(geometry.focal_error)):
        camera = replace(geometry.camera, focal_px=geometry.camera.focal_px * factor)
        other = pose_from_corners(corners * geometry.work, errors_px * geometry.work, camera, fitted.pose)
        logs.append(other.pose.log_edge)
    return abs(logs[1] - logs[0]) / 2


def default_cube(geometry: PhotoGeometry) -> Floats:
    """(8, 2): the corners of a cube in the middle of the photo, to be dragged; pixels of the photo."""
    camera = geometry.camera
    edge = 2 * DEFAULT_EDGE_SHARE * min(camera.centre_x, camera.centre_y)
    elevation, yaw = DEFAULT_VIEW
    pose = CubePose(camera.centre_x, camera.centre_y, math.log(edge), elevation, yaw, 0.0)
    corners: Floats = project_pose(pose, camera)[0] / geometry.work
    return corners


def _numbers(errors: Floats) -> tuple[float, ...]:
    return tuple(float(error) for error in errors)
