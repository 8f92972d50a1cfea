"""The rim of a soft mask moved onto the photo's own edges.

Around the rim a strip is unrolled: one row for each point of the rim, one column for each step across it. The cheapest
closed path through it follows strong edges near the rim and bends little ("snakes" solved by dynamic programming:
Amini, Weymouth and Jain 1990).
"""

import cv2
import numpy as np

from mineral_desk.vision.measuring.edge_field import EdgeField
from mineral_desk.vision.measuring.rim import evenly_spaced
from mineral_desk.vision.measuring.wireframe import Floats

SPACING_PX = 2.0
MOST_POINTS = 600
STEP_PX = 0.75
REACH_STEPS = 8
EDGE_WEIGHT = 1.0
AWAY_WEIGHT = 0.5
BEND_WEIGHT = 0.35
STEPS_ASIDE = 1
"""The path may move so many steps aside from one point to the next."""


def refined_rim(edges: EdgeField, contour: Floats) -> Floats:
    """(M, 2): the closed ``contour`` (N, 2) moved by at most ``REACH_STEPS * STEP_PX`` pixels of ``edges``."""
    length = float(cv2.arcLength(contour.astype(np.float32), True))
    count = int(np.clip(length / SPACING_PX, 24, MOST_POINTS))
    points = _smoothed(evenly_spaced(contour, count))
    normals = _normals(points)
    offsets: Floats = np.arange(-REACH_STEPS, REACH_STEPS + 1).astype(float) * STEP_PX
    path = _cheapest_path(_costs(edges, points, normals, offsets))
    return np.asarray(points + normals * offsets[path][:, None])


def _smoothed(points: Floats) -> Floats:
    kernel = np.array([1, 2, 1]) / 4
    return np.asarray(
        sum(weight * np.roll(points, shift, axis=0) for weight, shift in zip(kernel, (-1, 0, 1), strict=True))
    )


def _normals(points: Floats) -> Floats:
    """(N, 2): unit vectors at right angles to a closed line of points."""
    along = np.roll(points, -2, axis=0) - np.roll(points, 2, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    return np.stack([along[:, 1], -along[:, 0]], axis=1)


def _costs(edges: EdgeField, points: Floats, normals: Floats, offsets: Floats) -> Floats:
    """(N, O): low on edges that run along the rim and near it."""
    places = points[:, None] + normals[:, None] * offsets[None, :, None]
    x, y = (places[..., axis].astype(np.float32) - 0.5 for axis in (0, 1))
    tensor = cv2.remap(edges.tensor, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(float)
    nx, ny = normals[:, 0, None], normals[:, 1, None]
    across = nx * nx * tensor[..., 0] + 2 * nx * ny * tensor[..., 1] + ny * ny * tensor[..., 2]
    contrast = np.sqrt(np.maximum(across, 0))
    strong = max(float(np.percentile(contrast.max(1), 60)), edges.threshold)
    away = offsets / offsets.max()
    return np.asarray(AWAY_WEIGHT * away**2 - EDGE_WEIGHT * np.minimum(contrast / strong, 1.0))


def _cheapest_path(costs: Floats) -> np.ndarray:
    """(N,): the column of each row on the cheapest closed path; run twice around so that its ends meet."""
    rows, columns = costs.shape
    twice = np.concatenate([costs, costs])
    total, came_from = twice[0].copy(), np.zeros((2 * rows, columns), np.intp)
    moves = np.arange(-STEPS_ASIDE, STEPS_ASIDE + 1)
    aside = BEND_WEIGHT * np.abs(moves)
    origins = np.clip(np.arange(columns)[:, None] + moves, 0, columns - 1)
    each = np.arange(columns)
    for row in range(1, 2 * rows):
        choices = total[origins] + aside
        best = choices.argmin(1)
        came_from[row] = origins[each, best]
        total = choices[each, best] + twice[row]
    path = np.zeros(2 * rows, np.intp)
    path[-1] = total.argmin()
    for row in range(2 * rows - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    middle = rows // 2
    return np.roll(path[middle : middle + rows], middle)
