"""Which way the cube's surface faces, cell by cell of a crop: what the pose network learns beside its answers.

Letters have edges as well as cubes; a network that has to tell the faces apart does not mistake the one for the other.
"""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.pose_estimate import CROP_EDGES, CROP_PX
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, FACE_NORMALS, Camera, project, rotations

CELL_PX = 8
PLANES = 4
"""The share of the cell that shows the cube, and that times the outward normal (to the right, down, ahead)."""
_FINER = 4
"""Faces are drawn with so many pixels a cell's side."""
_FAR = 12.0
"""Edges between camera and cube: nearly parallel light."""


def normals_of(answers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(N, PLANES, C, C) with C = CROP_PX / CELL_PX, of cubes as the ``answers`` (N, len(ANSWERS)) have them."""
    count, cells = len(answers), CROP_PX // CELL_PX
    planes = np.zeros((count, PLANES, cells, cells), np.float32)
    cubes = np.flatnonzero(answers[:, 0] > 0.5)
    if not len(cubes):
        return planes
    _, x, y, log_edge, cosine, sine, elevation, roll = answers[cubes].astype(float).T
    unit = np.zeros_like(x)
    poses = np.column_stack([unit, unit, unit, elevation, np.arctan2(sine, cosine) / 4, roll])
    corners, shown = project(poses, Camera(_FAR, 0, 0))
    size = cells * _FINER
    corners = corners * (np.exp(log_edge) * size / CROP_EDGES)[:, None, None]
    corners += (np.stack([x, y], 1)[:, None] + 1) * size / 2
    outward = rotations(poses) @ FACE_NORMALS.T
    for number, points, faces, normals in zip(cubes, corners, shown, outward, strict=True):
        planes[number] = _drawn(points, faces, normals, size)
    return planes


def _drawn(
    corners: npt.NDArray[np.float64], shown: npt.NDArray[np.bool_], outward: npt.NDArray[np.float64], size: int
) -> npt.NDArray[np.float32]:
    picture = np.zeros((size, size, PLANES), np.float32)
    for face in np.flatnonzero(shown):
        outline = np.round((corners[FACE_CORNERS[face]] - 0.5) * 16).astype(np.int32)
        cv2.fillConvexPoly(picture, outline, (1.0, *outward[:, face].tolist()), shift=4)
    cells = size // _FINER
    return np.asarray(cv2.resize(picture, (cells, cells), interpolation=cv2.INTER_AREA).transpose(2, 0, 1), np.float32)
