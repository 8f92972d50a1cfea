"""Windows of photos around cubes and around other things, from which the pose network's crops are drawn anew each time.

A window shows more than a crop, so that crops can be shifted, scaled and turned a little: the network learns to find
the cube in a crop that was put down carelessly.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.training.cube_examples import ScenePhoto, TrueCube, open_upright
from mineral_desk.training.scenes.close_ups import CloseUp
from mineral_desk.vision.measuring.pose_estimate import angles_of, towards
from mineral_desk.vision.measuring.preparation import WORK_SIDE_PX, camera_of, resized, to_lab
from mineral_desk.vision.measuring.wireframe import CORNERS, Camera, Floats

WINDOW_PX = 160
WINDOW_EDGES = 4.4
LEAST_VISIBLE = 0.5
"""Cubes less visible than this share of their silhouette teach nothing."""
LARGEST_MISFIT = 0.04
"""Corners that no pose explains to this share of the edge belong to a distorted or a wrong truth."""
SIDES_PX = (18.0, 190.0)
"""Edges of cubes that could stand where none stands."""
APART = 1.0
"""How far, in edges, such places stay from the true cubes."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """``pixels`` (WINDOW_PX, WINDOW_PX, 4) uint8: Lab as OpenCV stores it in bytes, and 255 inside of the photo.

    ``angles`` (3,): elevation, yaw and roll of the cube in the middle, NaN where there is none.
    """

    pixels: npt.NDArray[np.uint8]
    angles: Floats


def local_angles(cube: TrueCube, camera: Camera) -> Floats | None:
    """(3,): how the cube is turned, seen along the ray to its middle; None where the corners fit no pose."""
    matrix = np.array([[camera.focal_px, 0, camera.centre_x], [0, camera.focal_px, camera.centre_y], [0, 0, 1.0]])
    try:
        _, turn, shift = cv2.solvePnP(CORNERS, cube.corners_px, matrix, np.zeros(4), flags=cv2.SOLVEPNP_SQPNP)
    except cv2.error:  # It refuses cubes that are very small for the focal length.
        _, turn, shift = cv2.solvePnP(CORNERS, cube.corners_px, matrix, np.zeros(4), flags=cv2.SOLVEPNP_EPNP)
    found = cv2.projectPoints(CORNERS, turn, shift, matrix, np.zeros(4))[0].reshape(-1, 2)
    if np.hypot(*(found - cube.corners_px).T).max() > LARGEST_MISFIT * cube.edge_px:
        return None
    x, y = (float(value) for value in cube.corners_px.mean(0))
    return angles_of(towards(x, y, camera) @ np.asarray(cv2.Rodrigues(turn)[0], dtype=float))


def window_of(lab: npt.NDArray[np.float32], x: float, y: float, edge_px: float) -> npt.NDArray[np.uint8]:
    """The window around (x, y) for a cube of that edge."""
    shrink = max(1, int(WINDOW_EDGES * edge_px / WINDOW_PX))
    small = lab if shrink == 1 else cv2.resize(lab, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    factor = small.shape[1] / lab.shape[1]
    gain = WINDOW_EDGES * edge_px * factor / WINDOW_PX
    shift = np.array([x, y]) * factor - 0.5 * gain * (WINDOW_PX - 1) - 0.5
    levels = np.clip(small * np.array([2.55, 1, 1]) + np.array([0, 128, 128]), 0, 255).astype(np.uint8)
    seen = np.dstack([levels, np.full(levels.shape[:2], 255, np.uint8)])
    matrix = np.array([[gain, 0, shift[0]], [0, gain, shift[1]]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(seen, matrix, (WINDOW_PX, WINDOW_PX), flags=how), np.uint8)


def windows_of(
    photo: ScenePhoto, others: int, rng: np.random.Generator, focal_length_35mm: float | None = None
) -> Iterator[Window]:
    """One window for every cube of the photo and ``others`` around places without any; the true focal length helps."""
    pixels = open_upright(photo.path)
    factor = WORK_SIDE_PX / max(pixels.shape[:2])
    lab = to_lab(resized(pixels, factor))
    camera = camera_of(lab.shape[1], lab.shape[0], focal_length_35mm or photo.focal_length_35mm)
    cubes = [TrueCube(cube.corners_px * factor, cube.edge_px * factor) for cube in photo.cubes]
    for cube in cubes:
        angles = local_angles(cube, camera)
        x, y = (float(value) for value in cube.corners_px.mean(0))
        if angles is not None and _visible(cube.corners_px, lab.shape[:2]) > LEAST_VISIBLE:
            yield Window(window_of(lab, x, y, cube.edge_px), angles)
    for x, y, edge_px in places_elsewhere(lab, cubes, others, rng):
        yield Window(window_of(lab, x, y, edge_px), np.full(3, np.nan))


def window_of_close_up(shown: CloseUp) -> Window | None:
    """The window around what the close-up shows; None where its cube is too much cut off to teach."""
    lab = to_lab(shown.pixels)
    x, y = (float(value) for value in shown.middle)
    angles = np.full(3, np.nan)
    if shown.corners_px is not None and shown.turn is not None and shown.ray is not None:
        if _visible(shown.corners_px, lab.shape[:2]) <= LEAST_VISIBLE:
            return None
        along = shown.ray[:2] / shown.ray[2]
        angles = angles_of(towards(float(along[0]), float(along[1]), Camera(1, 0, 0)) @ shown.turn)
    return Window(window_of(lab, x, y, shown.edge_px), angles)


def _visible(corners_px: npt.NDArray[np.floating], frame: tuple[int, ...]) -> float:
    """About how much of the cube lies in the frame (height, width)."""
    low, high = corners_px.min(0), corners_px.max(0)
    seen = np.maximum(np.minimum(high, np.array(frame[1::-1])) - np.maximum(low, 0), 0)
    return float(np.prod(seen / np.maximum(high - low, 1e-6)))


def places_elsewhere(
    lab: npt.NDArray[np.float32], cubes: Sequence[TrueCube], count: int, rng: np.random.Generator
) -> Iterator[tuple[float, float, float]]:
    """Places (x, y, edge) away from the cubes, rather where there is something to see."""
    contrast = cv2.GaussianBlur(np.abs(cv2.Laplacian(lab[..., 0], cv2.CV_32F)), (0, 0), 8)[::8, ::8]
    odds = (contrast + 0.1 * contrast.mean() + 1e-6).ravel().astype(float)
    for place in rng.choice(len(odds), count, p=odds / odds.sum()):
        y, x = (8.0 * at for at in divmod(int(place), contrast.shape[1]))
        edge_px = math.exp(rng.uniform(*np.log(SIDES_PX)))
        if all(np.hypot(*(cube.corners_px.mean(0) - [x, y])) > APART * max(cube.edge_px, edge_px) for cube in cubes):
            yield x, y, edge_px
