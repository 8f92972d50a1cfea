"""Crops for the pose network, drawn from windows: shifted, scaled, turned, mirrored, in other light."""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.training.pose_normals import normals_of
from mineral_desk.training.pose_windows import WINDOW_EDGES, WINDOW_PX
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, CROP_EDGES, CROP_PX, normalised

SHIFT_SD, SCALE_SD, TURN_SD = 0.16, 0.17, math.radians(3)
LARGEST_SHIFT, LARGEST_SCALE = 0.42, 0.45
SECOND_SHARE, SECOND_SHIFT_SD, SECOND_SCALE_SD = 0.5, 0.03, 0.04
"""So many crops are put down as the program does when it asks the network again at the cube that it has told of."""
ASTRAY_SHARE = 0.15
"""Of the windows with a cube, as many are seen so far off that no cube counts as being there."""
ASTRAY_SHIFT, ASTRAY_SCALE = (0.75, 1.1), (0.7, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """``crops`` (N, C, S, S), true ``answers`` (N, len(ANSWERS)), ``weights`` (N, 2) of presence and pose, and surface
    ``normals`` (see :mod:`pose_normals`).
    """

    crops: npt.NDArray[np.float32]
    answers: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    normals: npt.NDArray[np.float32]


def draw_batch(pixels: npt.NDArray[np.uint8], angles: npt.NDArray[np.float64], rng: np.random.Generator) -> Batch:
    """A crop from each of the windows (N, W, W, 4) with cubes turned by ``angles`` (N, 3), NaN for no cube."""
    drawn = [_draw(window, turned, rng) for window, turned in zip(pixels, angles, strict=True)]
    crops, answers, weights = (np.array(column, np.float32) for column in zip(*drawn, strict=True))
    return Batch(crops, answers, weights, normals_of(answers))


def _draw(
    window: npt.NDArray[np.uint8], angles: npt.NDArray[np.float64], rng: np.random.Generator
) -> tuple[npt.NDArray[np.float32], list[float], tuple[float, float]]:
    is_cube = bool(np.isfinite(angles[0]))
    astray = is_cube and rng.random() < ASTRAY_SHARE
    shift, log_scale = _astray(rng) if astray else _careless(rng)
    turn, mirrored = rng.normal(0, TURN_SD), rng.random() < 0.5
    gain = CROP_EDGES * math.exp(log_scale) * WINDOW_PX / WINDOW_EDGES / CROP_PX
    linear = gain * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    if mirrored:
        linear[:, 0] *= -1
    # window = linear @ (crop - middle) + middle of the window + shift
    middle = (CROP_PX - 1) / 2
    offset = (WINDOW_PX - 1) / 2 + shift * WINDOW_PX / WINDOW_EDGES - linear @ [middle, middle]
    matrix = np.hstack([linear, offset[:, None]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(window, matrix, (CROP_PX, CROP_PX), flags=how)
    answers = [0.0] * len(ANSWERS)
    if is_cube and not astray:
        elevation, yaw, roll = angles
        side = -1 if mirrored else 1
        where = np.linalg.solve(linear, -shift * WINDOW_PX / WINDOW_EDGES) / (CROP_PX / 2)
        yaw4, rolled = 4 * side * yaw, side * roll - turn * side
        answers = [1.0, *where, -log_scale, math.cos(yaw4), math.sin(yaw4), elevation, rolled]
    return normalised(in_other_light(np.asarray(seen, np.uint8), rng)), answers, (1.0, float(answers[0]))


def _careless(rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], float]:
    if rng.random() < SECOND_SHARE:
        return rng.normal(0, SECOND_SHIFT_SD, 2), float(rng.normal(0, SECOND_SCALE_SD))
    shift = np.clip(rng.normal(0, SHIFT_SD, 2), -LARGEST_SHIFT, LARGEST_SHIFT)
    return shift, float(np.clip(rng.normal(0, SCALE_SD), -LARGEST_SCALE, LARGEST_SCALE))


def _astray(rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], float]:
    if rng.random() < 0.6:
        angle, far = rng.uniform(0, 2 * math.pi), rng.uniform(*ASTRAY_SHIFT)
        return far * np.array([math.cos(angle), math.sin(angle)]), float(rng.normal(0, 0.2))
    return rng.normal(0, 0.1, 2), float(rng.choice([-1, 1]) * rng.uniform(*ASTRAY_SCALE))


def in_other_light(seen: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Other exposure, contrast, tint, sharpness and noise; now and then dark and bright change places."""
    changed = np.empty(seen.shape, np.float32)
    changed[..., 0] = _tone_curve(rng)[seen[..., 0]]
    tint = np.float32(math.exp(rng.normal(0, 0.3)))
    changed[..., 1:3] = (seen[..., 1:3].astype(np.float32) - 128) * tint + rng.normal(0, 3, 2).astype(np.float32)
    if rng.random() < 0.3:
        changed[..., :3] = cv2.GaussianBlur(changed[..., :3], (0, 0), rng.uniform(0.3, 1.3))
    if rng.random() < 0.5:
        changed[..., :3] += np.float32(abs(rng.normal(0, 1.2))) * _noise(rng, seen.shape[0])
    changed[..., 3] = seen[..., 3] / np.float32(255)
    return changed


def _tone_curve(rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """(256,) another lightness for each."""
    lightness = np.linspace(0, 1, 256)
    if rng.random() < 0.06:
        lightness = 1 - lightness
    bent = 100 * lightness ** math.exp(rng.normal(0, 0.25)) * math.exp(rng.normal(0, 0.2)) + rng.normal(0, 4)
    return np.asarray(np.clip(bent, 0, 100), np.float32)


@cache
def _noise_pool() -> npt.NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal((4 * CROP_PX, 4 * CROP_PX, 3), np.float32)


def _noise(rng: np.random.Generator, side: int) -> npt.NDArray[np.float32]:
    """(side, side, 3) of unit variance: a piece of a large sheet, which is much faster than new noise."""
    pool = _noise_pool()
    row, column = rng.integers(0, len(pool) - side, 2)
    return pool[row : row + side, column : column + side]
