"""A size from what a person marked in the photo: the same engine, with marks instead of pixels.

Corners of the cube, a line of known length, size lines or a corrected outline stand for what the machine found or did
not find; what is not marked is taken from the machine. Errors come from how finely a hand can mark.
"""

import math
from dataclasses import replace

import numpy as np

from mineral_desk.domain.errors import ImpossibleMarks
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.vision.measuring.edge_flags import edge_flags
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.flags import Limits, size_flags
from mineral_desk.vision.measuring.hand_cube import HandCube, PhotoGeometry, hand_cube
from mineral_desk.vision.measuring.hand_extents import SHORTEST_LINE_PX, Extent, extents_of
from mineral_desk.vision.measuring.hand_scale import HandScale, has_scale_line, known_scale, scale_of_line, shape_of
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.size_error import LEAST_SCALE_ERROR
from mineral_desk.vision.measuring.wireframe import Floats, hidden_corners, project_pose

FEWEST_OUTLINE_POINTS = 3

HAND_LIMITS = Limits(length_error=0.15, width_error=0.15)
"""Whoever draws a line or drags a mark sees what it is worth: less is asked for than where nobody has looked."""


def measure_marks(
    photo: Photo,
    machine: Measurement,
    outline: Outline | None,
    marks: HandMarks,
    edge_mm: float,
    *,
    mark_error_px: float,
    limits: Limits = HAND_LIMITS,
) -> Measurement:
    """The size that ``marks`` give; ``machine`` and ``outline`` are what was found without them.

    ``marks`` hold only what a person marked. All coordinates are pixels of the upright photo at full size.
    ``edge_mm`` is the cube's edge, ``mark_error_px`` how finely a hand marks (1 sd). Where no scale or no extent is to
    be had, what there is comes back as not measured. Raises :class:`ImpossibleMarks`.
    """
    _check(marks, mark_error_px)
    geometry = PhotoGeometry.of(photo, machine.guessed_focal_length_35mm)
    by_line, shape = has_scale_line(marks), shape_of(outline, marks)
    cube = None if by_line else hand_cube(geometry, machine, marks, edge_mm, mark_error_px)
    scale = scale_of_line(marks, mark_error_px) if by_line else known_scale(geometry, machine, cube, shape)
    extents = extents_of(geometry, machine, outline, marks, mark_error_px)
    drawn = _drawn(geometry, machine, cube, scale, extents)
    if scale is None or (cube is not None and cube.is_guess):
        return replace(drawn, flags=(Flag(FlagCode.NO_CUBE),), mm_per_px=None)
    if extents == (None, None):
        return replace(drawn, flags=(Flag(FlagCode.NO_SPECIMEN),))
    sized = _sized(drawn, scale, extents)
    return replace(sized, flags=tuple(_flags(sized, machine, cube, limits)))


def _check(marks: HandMarks, mark_error_px: float) -> None:
    """Refuse numbers that are none, and lines and outlines without an extent."""
    lines = (marks.scale_line_px, marks.length_line_px, marks.width_line_px)
    points = [*marks.cube_corners_px, *marks.outline_px, *(point for line in lines if line for point in line)]
    lengths = [length for length in (marks.cube_edge_mm, marks.scale_line_mm, mark_error_px) if length is not None]
    if not all(math.isfinite(value) for point in points for value in point):
        raise ImpossibleMarks("A mark lies nowhere in the photo.", "Take it back, then mark again.")
    if not all(math.isfinite(length) and length > 0 for length in lengths):
        raise ImpossibleMarks("A length must be more than 0 mm.", "Type the length of the line or the cube's edge.")
    if any(line is not None and math.dist(*line) < SHORTEST_LINE_PX for line in lines):
        raise ImpossibleMarks("A line has no length.", "Drag its ends apart.")
    corners = range(len(marks.cube_corners_px))
    if len(corners) not in (0, 8) or not set(marks.moved_corners) <= set(corners):
        raise ImpossibleMarks("A cube has eight corners.", "Take the cube back, then mark it again.")
    if marks.outline_px and len(set(marks.outline_px)) < FEWEST_OUTLINE_POINTS:
        raise ImpossibleMarks("An outline needs three points at least.", "Draw it again.")
    if marks.outline_px and feret(np.array(marks.outline_px)).width < SHORTEST_LINE_PX:
        raise ImpossibleMarks("The outline has no width.", "Draw it again.")


def _drawn(
    geometry: PhotoGeometry,
    machine: Measurement,
    cube: HandCube | None,
    scale: HandScale | None,
    extents: tuple[Extent | None, Extent | None],
) -> Measurement:
    """What there is to draw, without a size."""
    length, width = extents
    drawn = Measurement(
        MeasurementStatus.NOT_MEASURED,
        mm_per_px=None if scale is None else scale.mm_per_px,
        scale_error_fraction=None if scale is None else scale.error,
        length_line_px=None if length is None else length.line,
        width_line_px=None if width is None else width.line,
    )
    if cube is None:
        return drawn
    corners, faces = project_pose(cube.pose, geometry.camera)
    return replace(
        drawn,
        scale_error_fraction=max(cube.scale_error, LEAST_SCALE_ERROR),
        cube_edge_mm=cube.edge_mm,
        cube_corners_px=tuple(_point(corner) for corner in corners / geometry.work),
        hidden_corners=hidden_corners(faces),
        cube_engraving=machine.cube_engraving,
        guessed_focal_length_35mm=machine.guessed_focal_length_35mm,
    )


def _sized(drawn: Measurement, scale: HandScale, extents: tuple[Extent | None, Extent | None]) -> Measurement:
    sizes = [None if one is None else one.length_px * scale.mm_per_px for one in extents]
    errors = [
        None if one is None or size is None else size * math.hypot(scale.error, one.error)
        for one, size in zip(extents, sizes, strict=True)
    ]
    return replace(
        drawn,
        status=MeasurementStatus.MEASURED,
        length_mm=sizes[0],
        width_mm=sizes[1],
        length_error_mm=errors[0],
        width_error_mm=errors[1],
    )


def _flags(sized: Measurement, machine: Measurement, cube: HandCube | None, limits: Limits) -> list[Flag]:
    """What still matters to the person who vouches for the size."""
    flags: list[Flag] = []
    lines = [line for line in (sized.length_line_px, sized.width_line_px) if line is not None]
    box = Box.around([point for line in lines for point in line])
    errors = Extents(_share(sized.length_error_mm, sized.length_mm), _share(sized.width_error_mm, sized.width_mm))
    if cube is not None:
        cube_box = Box.around(sized.cube_corners_px)
        if cube.scale_error > limits.scale_error:
            numbers = {"error_percent": 100 * cube.scale_error, "limit_percent": 100 * limits.scale_error}
            flags.append(Flag(FlagCode.CUBE_IMPRECISE, numbers, cube_box))
        flags += edge_flags(replace(machine, cube_corners_px=sized.cube_corners_px), cube.edge_mm)
    longest_mm = sized.length_mm or sized.width_mm or 0.0
    doubts = size_flags(longest_mm, errors, 1.0 if cube is None else cube.edge_mm, box, limits)
    flags += [flag for flag in doubts if cube is not None or flag.code is not FlagCode.RATIO_OUT_OF_RANGE]
    return flags


def _share(error_mm: float | None, size_mm: float | None) -> float:
    return error_mm / size_mm if error_mm and size_mm else 0.0


def _point(position: Floats) -> Point:
    return float(position[0]), float(position[1])
