"""What an honest program does with a photo that turned out as this one did."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.truth import CubeTruth, Expected, SpecimenTruth
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.compose import Scene
from mineral_desk.training.scenes.lens import Bytes
from mineral_desk.training.scenes.noise import floats

_LEAST_NATIVE_EDGE_PX = 12.0
"""A cube that was smaller than this before its photo was enlarged is more a guess than a scale."""
_RATIO_LIMITS = (0.5, 25.0)
"""Specimen to cube, paper section 5.1."""


def expected_of(scene: Scene, specimen: SpecimenTruth | None, cubes: Sequence[CubeTruth]) -> Expected:
    """What the category asks for, unless this very picture turned out harder than meant."""
    wanted = scene.category.expected
    if scene.category is Category.CUBE_CUT and cubes and scene.varied and _all_inside(scene, cubes[0]):
        return Expected.EITHER  # a barrel-shaped lens has pulled it in
    if wanted is not Expected.MEASURE:
        return wanted
    if specimen is None or not cubes or cubes[0].box_px is None:
        return Expected.FLAG
    ratio = specimen.length_mm / cubes[0].edge_mm
    if not _RATIO_LIMITS[0] <= ratio <= _RATIO_LIMITS[1]:
        return Expected.FLAG
    hidden = cubes[0].visible_fraction < 0.85 or specimen.visible_fraction < 0.9
    native = min(1.0, (scene.lens.native_px or math.inf) / max(scene.camera.width, scene.camera.height))
    hidden = hidden or (scene.varied and not (_all_inside(scene, cubes[0]) and _is_free(scene, specimen)))
    if hidden or cubes[0].edge_px < 20 or cubes[0].edge_px * native < _LEAST_NATIVE_EDGE_PX:
        return Expected.EITHER
    return Expected.MEASURE


def _all_inside(scene: Scene, cube: CubeTruth) -> bool:
    """Whether all corners of the cube are in the frame."""
    return all(0 <= x <= scene.camera.width and 0 <= y <= scene.camera.height for x, y in cube.corners_px)


def _is_free(scene: Scene, specimen: SpecimenTruth) -> bool:
    """Whether the specimen keeps clear of the frame."""
    box = specimen.box_px
    return min(box.x0, box.y0) > 1 and box.x1 < scene.camera.width - 1 and box.y1 < scene.camera.height - 1


_FAINT_LEVELS = 7.0
"""Less than this many of 255 grey levels between a cube and what is behind it: nobody is asked to see its edges."""


def is_faint(pixels: Bytes, cube: npt.NDArray[np.bool_]) -> bool:
    """Whether half of the rim of the ``cube`` (H, W) or more hardly differs from what is beside it."""
    if not cube.any():
        return False
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inside = cube.astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    within = inside - cv2.erode(inside, kernel, iterations=3)
    beyond = cv2.dilate(inside, kernel, iterations=4) - cv2.dilate(inside, kernel)
    near, far = (
        cv2.blur(grey * band, (7, 7)) / np.maximum(cv2.blur(floats(band), (7, 7)), 1e-3) for band in (within, beyond)
    )
    rim = (within > 0) & (cv2.erode(inside, kernel) == 0)
    return bool(rim.any()) and float(np.median(np.abs(near - far)[rim])) < _FAINT_LEVELS
