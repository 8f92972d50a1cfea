"""Crops for the network that checks fits, drawn from windows: centred on a fit, turned, mirrored, in other light."""

import math

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.training.check_sources import FittedWindows
from mineral_desk.training.pose_crops import in_other_light
from mineral_desk.vision.measuring.fit_check import VERDICT, drawn
from mineral_desk.vision.measuring.pose_estimate import CROP_EDGES, CROP_PX, normalised

TURN_SD = math.radians(2)
SHIFT_SD, SCALE_SD = 0.004, 0.006
"""Fits differ by so little however well they are fitted (edges, logarithm)."""


def draw_checked(
    windows: FittedWindows, fits: npt.NDArray[np.intp], rng: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """(N, C, S, S) crops of the ``fits`` (N,), and the verdicts (N, len(VERDICT)) that are true of them."""
    crops = np.stack([_crop(windows, int(fit), rng) for fit in fits])
    truth = np.stack([windows.right[fits], windows.gaps[fits], windows.scales[fits]], axis=1)
    assert truth.shape[1] == len(VERDICT)
    return crops, truth.astype(np.float32)


def _crop(windows: FittedWindows, fit: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    edge_px = float(windows.edges_px[fit]) * math.exp(rng.normal(0, SCALE_SD))
    turn, mirrored = float(rng.normal(0, TURN_SD)), bool(rng.random() < 0.5)
    gain = CROP_EDGES * edge_px / CROP_PX
    linear = gain * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    if mirrored:
        linear[:, 0] *= -1
    # window = linear @ (crop - middle of the crop) + where the fit is; all in continuous pixels
    where = windows.middles[fit] + rng.normal(0, SHIFT_SD * edge_px, 2)
    corners = (windows.corners[fit] - where) @ np.linalg.inv(linear).T + CROP_PX / 2
    offset = where - 0.5 - linear @ np.full(2, (CROP_PX - 1) / 2)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    window = windows.pixels[windows.window[fit]]
    seen = cv2.warpAffine(window, np.hstack([linear, offset[:, None]]), (CROP_PX, CROP_PX), flags=how)
    light = normalised(in_other_light(np.asarray(seen, np.uint8), rng))
    return np.concatenate([light, drawn(corners, windows.faces[fit])])
