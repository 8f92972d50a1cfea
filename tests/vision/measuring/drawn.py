"""A plain scene with known truth: a grey cube and an elliptic stone on an even table, drawn with OpenCV."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.wireframe import (
    FACE_CORNERS,
    FACE_NORMALS,
    Camera,
    CubePose,
    project_pose,
    rotations,
)

CUBE_EDGE_MM = 10.0
FINER = 4
"""Shapes are drawn this many times larger and averaged: OpenCV's own smoothing makes them half a pixel too large."""
LIGHT = np.array([0.5, -0.75, -0.45])


@dataclass(frozen=True)
class Stone:
    x: float
    y: float
    half_length: float
    half_width: float
    turned_deg: float = 20.0


@dataclass(frozen=True)
class Drawn:
    pixels: Pixels
    camera: Camera
    cube: CubePose
    stone: Stone

    @property
    def px_per_mm(self) -> float:
        return self.cube.edge_px / CUBE_EDGE_MM


CUBE = CubePose(330.0, 520.0, math.log(120.0), math.radians(35), math.radians(30), 0.0)
STONE = Stone(730.0, 400.0, 190.0, 120.0)


def camera_for(width: int, height: int, focal_length_35mm: float = 55.0) -> Camera:
    return Camera(focal_length_35mm / 36 * max(width, height), width / 2, height / 2)


def draw(  # noqa: PLR0917
    cube: CubePose | None = CUBE,
    stone: Stone | None = STONE,
    width: int = 1024,
    height: int = 768,
    table: int = 200,
    focal_length_35mm: float = 55.0,
) -> Drawn:
    rng = np.random.default_rng(7)
    picture = np.full((height, width, 3), table, np.float32)
    camera = camera_for(width, height, focal_length_35mm)
    if stone is not None:
        _draw_stone(picture, stone, rng)
    if cube is not None:
        _draw_cube(picture, cube, camera)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8) + rng.normal(0, 1.5, picture.shape)
    return Drawn(np.clip(picture, 0, 255).astype(np.uint8), camera, cube or CUBE, stone or STONE)


def _draw_stone(picture: np.ndarray, stone: Stone, rng: np.random.Generator) -> None:
    mask = np.zeros((picture.shape[0] * FINER, picture.shape[1] * FINER), np.uint8)
    axes = (round(stone.half_length * FINER), round(stone.half_width * FINER))
    centre = (round(stone.x * FINER), round(stone.y * FINER))
    cv2.ellipse(mask, centre, axes, stone.turned_deg, 0, 360, 255, -1)
    grain = cv2.GaussianBlur(rng.normal(0, 60, picture.shape[:2]).astype(np.float32), (0, 0), 4) * 4
    _cover(picture, mask, np.array([120.0, 60.0, 50.0]) + np.clip(grain, -45, 45)[..., None])


def _draw_cube(picture: np.ndarray, cube: CubePose, camera: Camera) -> None:
    corners, faces = project_pose(cube, camera)
    normals = FACE_NORMALS @ rotations(cube.vector[None])[0].T
    for face in np.flatnonzero(faces):
        grey = 75 + 55 * max(0.0, float(normals[face] @ LIGHT))
        mask = np.zeros((picture.shape[0] * FINER, picture.shape[1] * FINER), np.uint8)
        quad = np.round((corners[FACE_CORNERS[face]] * FINER - 0.5) * 16).astype(np.int32)
        cv2.fillPoly(mask, [quad], 255, cv2.LINE_8, shift=4)
        _cover(picture, mask, np.full((1, 1, 3), grey))


def _cover(picture: np.ndarray, finer_mask: np.ndarray, colour: np.ndarray) -> None:
    mask = cv2.resize(finer_mask, picture.shape[1::-1], interpolation=cv2.INTER_AREA)
    share = mask[..., None].astype(np.float32) / 255
    picture[:] = picture * (1 - share) + colour * share
