"""Millimetres per pixel from what a person marked: a line of known length, or the cube at the specimen's distance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.geometry import Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, Outline
from mineral_desk.vision.measuring.hand_cube import HandCube, PhotoGeometry
from mineral_desk.vision.measuring.scale import BESIDE_CUBE_SHARE, specimen_scale
from mineral_desk.vision.measuring.size_error import MODEL_ERROR
from mineral_desk.vision.measuring.wireframe import Floats

SLANTED_LINE_SHARE = 0.1
"""A line drawn up the photo may lie on the table and lead away from the camera (share of its length, 1 sd)."""
USUAL_WIDTH_RATIO = 0.65
"""Width of a usual specimen over its length: what a lone line is taken to be crossed by."""


@dataclass(frozen=True, slots=True)
class HandScale:
    """Millimetres per pixel of the photo at the specimen, and all but the lines' own error (share, 1 sd)."""

    mm_per_px: float
    error: float


def has_scale_line(marks: HandMarks) -> bool:
    """Whether a line was drawn and its length said."""
    return marks.scale_line_px is not None and marks.scale_line_mm is not None


def shape_of(outline: Outline | None, marks: HandMarks) -> Floats | None:
    """(N, 2): what tells where the specimen lies. Lines drawn both ways are believed more than the machine."""
    if marks.outline_px:
        return np.array(marks.outline_px)
    if marks.length_line_px is not None and marks.width_line_px is not None:
        return np.array([*marks.length_line_px, *marks.width_line_px])
    if outline is not None:
        return outline.points_px.astype(float)
    if marks.length_line_px is not None:
        return _crossed(np.array(marks.length_line_px), USUAL_WIDTH_RATIO)
    return None if marks.width_line_px is None else _crossed(np.array(marks.width_line_px), 1 / USUAL_WIDTH_RATIO)


def _crossed(ends: Floats, ratio: float) -> Floats:
    """(4, 2): a lone line's ends with those of the line across it that a usual specimen has."""
    across = (ends[1] - ends[0]) @ np.array([[0, 1], [-1, 0]]) * ratio / 2
    middle = ends.mean(0)
    return np.concatenate([ends, [middle - across, middle + across]])


def scale_of_line(marks: HandMarks, mark_error_px: float) -> HandScale | None:
    """From a line of known length somewhere near the specimen: nothing tells how near to the camera it is."""
    if marks.scale_line_px is None or marks.scale_line_mm is None:
        return None
    (x0, y0), (x1, y1) = marks.scale_line_px
    length = math.hypot(x1 - x0, y1 - y0)
    ends = math.sqrt(2) * mark_error_px / length
    slanted = SLANTED_LINE_SHARE * abs(y1 - y0) / length
    return HandScale(marks.scale_line_mm / length, math.hypot(ends, slanted, BESIDE_CUBE_SHARE, MODEL_ERROR))


def known_scale(
    geometry: PhotoGeometry, machine: Measurement, cube: HandCube | None, shape: Floats | None
) -> HandScale | None:
    """From the cube; without one, the machine's own scale, which it may have read off a ruler."""
    if cube is not None:
        return scale_of_cube(geometry, cube, shape, machine.foot_px)
    if machine.mm_per_px is None:
        return None
    return HandScale(machine.mm_per_px, machine.scale_error_fraction or BESIDE_CUBE_SHARE)


def scale_of_cube(geometry: PhotoGeometry, cube: HandCube, shape: Floats | None, foot: Sequence[Point]) -> HandScale:
    """From the cube at the specimen's own distance; at the cube's where nothing tells where the specimen is."""
    if shape is None:
        return HandScale(cube.edge_mm / cube.pose.edge_px * geometry.work, math.hypot(cube.error, BESIDE_CUBE_SHARE))
    found = specimen_scale(
        shape * geometry.work,
        cube.pose,
        geometry.camera,
        cube.edge_mm,
        np.array(cube.errors),
        foot=np.array(foot) * geometry.work if foot else None,
        focal_error=geometry.focal_error,
    )
    return HandScale(found.mm_per_px * geometry.work, math.hypot(cube.error, found.depth_error, MODEL_ERROR))
