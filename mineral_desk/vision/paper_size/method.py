"""Section 5 from the boxes on: which box is the cube, the scale, the size, and the paper's own filters."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box, Line, Point
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.paper_size.contour_test import MARGIN, object_contour, squareness_residual
from mineral_desk.vision.paper_size.line_test import has_cube_lines

LOWEST_RATIO, HIGHEST_RATIO = 0.5, 25.0
"""A mineral smaller or larger than this many cubes is filtered out."""
CROP_MARGIN = 0.1
"""A box is looked at with this share of its longer side around it, so that the contour is whole."""
SMALLEST_PX = 3
"""Smaller crops show no shape."""
LONG_SIDE_PX = 1024
"""The size that the paper's data set was prepared at; larger photos are reduced to it."""


@dataclass(frozen=True, slots=True)
class _Object:
    """A box with the outcome of both tests."""

    box_px: Box
    residual: float
    has_cube_lines: bool

    @property
    def square(self) -> bool:
        return self.residual <= MARGIN

    @property
    def is_cube(self) -> bool:
        """One of the two tests is enough."""
        return self.square or self.has_cube_lines


def measure_by_boxes(pixels: Pixels, boxes_px: Sequence[Box], edge_mm: float) -> Measurement:
    """The size by the paper's method from the boxes of all objects, text plates left out.

    ``pixels`` are (H, W, 3) uint8 RGB, upright; boxes are in and out in their pixels. ``edge_mm`` is the true edge of
    the cube. Length and width are the longer and shorter side of the mineral's box; the method knows no errors.
    Where both boxes pass a test, the one that passes the first, then the one nearer to a square, is the cube.
    """
    factor = min(1.0, LONG_SIDE_PX / max(pixels.shape[:2]))
    if len(boxes_px) > 2:
        return _filtered(FlagCode.SEVERAL_SPECIMENS, {"count": float(len(boxes_px))})
    if not boxes_px:
        return _filtered(FlagCode.NO_SPECIMEN, {})
    small = _reduced(pixels, factor)
    objects = [_tested(small, box.scaled(factor)) for box in boxes_px]
    cubes = [one for one in objects if one.is_cube]
    if not cubes:
        return _filtered(FlagCode.NO_CUBE, {})
    cube = min(cubes, key=lambda one: (not one.square, one.residual))
    minerals = [one for one in objects if one is not cube]
    if not minerals:
        return _filtered(FlagCode.NO_SPECIMEN, {})
    return _sized(cube.box_px, minerals[0].box_px, edge_mm).scaled(1 / factor)


def _reduced(pixels: Pixels, factor: float) -> Pixels:
    if factor == 1.0:
        return pixels
    height, width = (max(1, round(side * factor)) for side in pixels.shape[:2])
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(pixels.dtype, copy=False)


def _tested(pixels: Pixels, box: Box) -> _Object:
    height, width = pixels.shape[:2]
    seen = box.padded(CROP_MARGIN * max(box.width, box.height)).clipped(width, height)
    x0, y0, x1, y1 = (round(value) for value in seen)
    crop = pixels[y0:y1, x0:x1]
    if min(crop.shape[:2]) < SMALLEST_PX:
        return _Object(box, float("inf"), has_cube_lines=False)
    contour = object_contour(crop)
    residual = float("inf") if contour is None else squareness_residual(contour)
    return _Object(box, residual, has_cube_lines(crop))


def _sized(cube: Box, mineral: Box, edge_mm: float) -> Measurement:
    """Scale by the width of the cube's box; the paper's limits on mineral over cube."""
    mm_per_px = edge_mm / cube.width
    sides = ((mineral.width, _across(mineral)), (mineral.height, _upright(mineral)))
    (length, length_line), (width, width_line) = sorted(sides, key=lambda side: -side[0])
    ratio = length * mm_per_px / edge_mm
    usual = LOWEST_RATIO <= ratio <= HIGHEST_RATIO
    numbers = {"ratio": ratio, "low": LOWEST_RATIO, "high": HIGHEST_RATIO}
    return Measurement(
        MeasurementStatus.MEASURED if usual else MeasurementStatus.FLAGGED,
        () if usual else (Flag(FlagCode.RATIO_OUT_OF_RANGE, numbers, mineral),),
        length_mm=length * mm_per_px,
        width_mm=width * mm_per_px,
        mm_per_px=mm_per_px,
        cube_edge_mm=edge_mm,
        cube_corners_px=_corners(cube),
        length_line_px=length_line,
        width_line_px=width_line,
    )


def _across(box: Box) -> Line:
    return (box.x0, box.centre[1]), (box.x1, box.centre[1])


def _upright(box: Box) -> Line:
    return (box.centre[0], box.y0), (box.centre[0], box.y1)


def _corners(box: Box) -> tuple[Point, ...]:
    """All eight: a cube seen straight from the front, as :attr:`Measurement.cube_corners_px` orders them."""
    return tuple((box.x1 if corner & 4 else box.x0, box.y0 if corner & 1 else box.y1) for corner in range(8))


def _filtered(code: FlagCode, values: dict[str, float]) -> Measurement:
    return Measurement(MeasurementStatus.NOT_MEASURED, (Flag(code, values),))
