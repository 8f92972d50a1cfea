"""A size from what a person marked in the photo: the same engine, with marks instead of pixels.

Corners of the cube, a line of known length, size lines or a corrected outline stand for what the machine found or did
not find; what is not marked is taken from the machine. Errors come from how finely a hand can mark.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.domain.errors import ImpossibleMarks
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box, Line, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.vision.measuring.engraving import engraved_edge_mm
from mineral_desk.vision.measuring.feret import Feret, feret
from mineral_desk.vision.measuring.flags import LIMITS, Limits, engraving_flags, size_flags
from mineral_desk.vision.measuring.hand_cube import HandCube, PhotoGeometry, hand_cube
from mineral_desk.vision.measuring.scale import BESIDE_CUBE_SHARE, specimen_scale
from mineral_desk.vision.measuring.size_error import LEAST_SCALE_ERROR, MODEL_ERROR
from mineral_desk.vision.measuring.wireframe import Floats, hidden_corners, project_pose

SLANTED_LINE_SHARE = 0.1
"""A line drawn up the photo may lie on the table and lead away from the camera (share of its length, 1 sd)."""
UNJUDGED_OUTLINE = (0.02, 0.025)
"""How far length and width read off the machine's outline are usually wrong (share, 1 sd) where it gave no size."""
USUAL_WIDTH_RATIO = 0.65
"""Width of a usual specimen over its length: what a lone line is taken to be crossed by."""
SHORTEST_LINE_PX = 1.0
FEWEST_OUTLINE_POINTS = 3


@dataclass(frozen=True, slots=True)
class _Extent:
    """A size line in pixels of the photo and the error of its length (share, 1 sd)."""

    line: Line
    error: float

    @property
    def length_px(self) -> float:
        return math.dist(*self.line)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Millimetres per pixel of the photo at the specimen, and all but the lines' own error (share, 1 sd)."""

    mm_per_px: float
    error: float


def measure_marks(
    photo: Photo,
    machine: Measurement,
    outline: Outline | None,
    marks: HandMarks,
    edge_mm: float,
    *,
    mark_error_px: float,
    limits: Limits = LIMITS,
) -> Measurement:
    """The size that ``marks`` give; ``machine`` and ``outline`` are what was found without them.

    ``marks`` hold only what a person marked. All coordinates are pixels of the upright photo at full size.
    ``edge_mm`` is the cube's edge, ``mark_error_px`` how finely a hand marks (1 sd). Where no scale or no extent is to
    be had, what there is comes back as not measured. Raises :class:`ImpossibleMarks`.
    """
    _check(marks, mark_error_px)
    geometry = PhotoGeometry.of(photo)
    cube = None if _has_scale_line(marks) else hand_cube(geometry, machine, marks, edge_mm, mark_error_px)
    shape = _shape(outline, marks)
    by_line = _has_scale_line(marks)
    scale = _scale_of_line(marks, mark_error_px) if by_line else _scale_of_cube(geometry, cube, shape, machine.foot_px)
    extents = _extents(geometry, machine, outline, marks, mark_error_px)
    drawn = _drawn(geometry, machine, cube, scale, extents)
    if scale is None or (cube is not None and cube.is_guess):
        missing = (Flag(FlagCode.NO_CUBE),) if cube is None or cube.is_guess else ()
        return replace(drawn, flags=missing, mm_per_px=None)
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
    if len(marks.cube_corners_px) not in (0, 8) or not set(marks.moved_corners) <= set(
        range(len(marks.cube_corners_px))
    ):
        raise ImpossibleMarks("A cube has eight corners.", "Take the cube back, then mark it again.")
    if marks.outline_px and len(set(marks.outline_px)) < FEWEST_OUTLINE_POINTS:
        raise ImpossibleMarks("An outline needs three points at least.", "Draw it again.")
    if marks.outline_px and feret(np.array(marks.outline_px)).width < SHORTEST_LINE_PX:
        raise ImpossibleMarks("The outline has no width.", "Draw it again.")


def _has_scale_line(marks: HandMarks) -> bool:
    return marks.scale_line_px is not None and marks.scale_line_mm is not None


def _shape(outline: Outline | None, marks: HandMarks) -> Floats | None:
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


def _scale_of_line(marks: HandMarks, mark_error_px: float) -> _Scale | None:
    """From a line of known length somewhere near the specimen: nothing tells how near to the camera it is."""
    if marks.scale_line_px is None or marks.scale_line_mm is None:
        return None
    (x0, y0), (x1, y1) = marks.scale_line_px
    length = math.hypot(x1 - x0, y1 - y0)
    ends = math.sqrt(2) * mark_error_px / length
    slanted = SLANTED_LINE_SHARE * abs(y1 - y0) / length
    return _Scale(marks.scale_line_mm / length, math.hypot(ends, slanted, BESIDE_CUBE_SHARE, MODEL_ERROR))


def _scale_of_cube(
    geometry: PhotoGeometry, cube: HandCube | None, shape: Floats | None, foot: Sequence[Point]
) -> _Scale | None:
    """From the cube at the specimen's own distance; at the cube's where nothing tells where the specimen is."""
    if cube is None:
        return None
    if shape is None:
        return _Scale(cube.edge_mm / cube.pose.edge_px * geometry.work, math.hypot(cube.error, BESIDE_CUBE_SHARE))
    found = specimen_scale(
        shape * geometry.work,
        cube.pose,
        geometry.camera,
        cube.edge_mm,
        np.array(cube.errors),
        foot=np.array(foot) * geometry.work if foot else None,
        focal_length_known=geometry.focal_length_known,
    )
    return _Scale(found.mm_per_px * geometry.work, math.hypot(cube.error, found.depth_error, MODEL_ERROR))


def _extents(
    geometry: PhotoGeometry, machine: Measurement, outline: Outline | None, marks: HandMarks, mark_error_px: float
) -> tuple[_Extent | None, _Extent | None]:
    """Length and width: as drawn, else of the corrected outline, else as the machine found them."""
    ends = math.sqrt(2) * mark_error_px
    found: list[_Extent | None] = []
    by_outline = feret(np.array(marks.outline_px)) if marks.outline_px else None
    lines = (marks.length_line_px, marks.width_line_px)
    left = outline if by_outline is None and None in lines else None
    machine_errors = machine_outline_errors(geometry, machine, left)
    for side, drawn in enumerate(lines):
        if drawn is not None:
            found.append(_Extent(drawn, ends / math.dist(*drawn)))
        elif by_outline is not None:
            line, length = _side(by_outline, side)
            found.append(_Extent(line, math.hypot(ends, geometry.outline_error_px) / max(length, SHORTEST_LINE_PX)))
        elif outline is not None:
            known = (machine.length_line_px, machine.width_line_px)[side]
            line = known or _side(feret(outline.points_px.astype(float)), side)[0]
            found.append(_Extent(line, machine_errors[side]))
        else:
            found.append(None)
    return found[0], found[1]


def _side(size: Feret, side: int) -> tuple[Line, float]:
    return ((size.length_line, size.length), (size.width_line, size.width))[side]


def machine_outline_errors(
    geometry: PhotoGeometry, machine: Measurement, outline: Outline | None
) -> tuple[float, float]:
    """What the machine's outline adds to the errors of length and width (share, 1 sd): what is left of the whole.

    The whole is what the machine gave; cube, depth and model are computed again and taken out.
    """
    if outline is None:
        return 0.0, 0.0
    points = outline.points_px.astype(float)
    size = feret(points)
    rims = [geometry.outline_error_px / max(extent, SHORTEST_LINE_PX) for extent in (size.length, size.width)]
    cube = hand_cube(geometry, machine, HandMarks(), machine.cube_edge_mm or 1.0, 1.0)
    scale = _scale_of_cube(geometry, cube, points, machine.foot_px)
    wholes = (
        (machine.length_mm, machine.length_error_mm, rims[0], UNJUDGED_OUTLINE[0]),
        (machine.width_mm, machine.width_error_mm, rims[1], UNJUDGED_OUTLINE[1]),
    )
    length, width = (
        math.hypot(rim, usual)
        if scale is None or not size_mm or error_mm is None
        else math.sqrt(max((error_mm / size_mm) ** 2 - scale.error**2, rim**2))
        for size_mm, error_mm, rim, usual in wholes
    )
    return length, width


def _drawn(
    geometry: PhotoGeometry,
    machine: Measurement,
    cube: HandCube | None,
    scale: _Scale | None,
    extents: tuple[_Extent | None, _Extent | None],
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
    )


def _sized(drawn: Measurement, scale: _Scale, extents: tuple[_Extent | None, _Extent | None]) -> Measurement:
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
    length_mm, error_mm = sized.length_mm or sized.width_mm or 0.0, sized.length_error_mm or sized.width_error_mm or 0.0
    if cube is not None:
        cube_box = Box.around(sized.cube_corners_px)
        if cube.scale_error > limits.scale_error:
            numbers = {"error_percent": 100 * cube.scale_error, "limit_percent": 100 * limits.scale_error}
            flags.append(Flag(FlagCode.CUBE_IMPRECISE, numbers, cube_box))
        engraved_mm = engraved_edge_mm(machine.cube_engraving)
        flags += engraving_flags(machine.cube_engraving, engraved_mm, cube.edge_mm, cube_box)
    doubts = size_flags(length_mm, error_mm, 1.0 if cube is None else cube.edge_mm, box, limits)
    flags += [flag for flag in doubts if cube is not None or flag.code is not FlagCode.RATIO_OUT_OF_RANGE]
    return flags


def _point(position: Floats) -> Point:
    return float(position[0]), float(position[1])
