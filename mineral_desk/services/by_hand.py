"""Sizes by hand: what can be dragged in a photo, and the size that follows from where it was dragged to.

All of it is pure and fast enough to follow a dragging hand: no pixels, no files.
"""

from dataclasses import replace

import numpy as np

from mineral_desk import vision
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.geometry import Line, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement

MARK_ERROR_PX = 1.5
"""How finely a hand sets a mark, pixels of the photo at full size (1 sd)."""
SAME_PLACE_PX = 0.02
"""Marks are written down to 0.01 px: what differs by no more was not moved."""


def start_marks(analysis: Analysis) -> HandMarks:
    """Everything the machine found, as marks to be dragged; none is moved yet.

    The outline has at most 60 points; the farthest and the outermost points of the machine's outline are among them.
    """
    found = analysis.measurement
    return HandMarks(
        cube_corners_px=found.cube_corners_px,
        length_line_px=found.length_line_px,
        width_line_px=found.width_line_px,
        outline_px=_outline_to_drag(analysis),
    )


def default_cube_px(analysis: Analysis) -> tuple[Point, ...]:
    """The eight corners of a cube in the middle of the photo, to be dragged where the machine found none.

    Raises :class:`ImpossibleMarks` for a photo that could not be opened.
    """
    photo = vision.hand_cube.PhotoGeometry.of(analysis.photo)
    return tuple((float(x), float(y)) for x, y in vision.hand_cube.default_cube(photo))


def changed_marks(analysis: Analysis, marks: HandMarks) -> HandMarks:
    """Only what a person marked: lines and an outline that lie where :func:`start_marks` has them are left out."""
    found = analysis.measurement
    outline = (
        ()
        if analysis.outline is None or not marks.outline_px
        else vision.simplify.simplified(analysis.outline.points_px)
    )

    def own(line: Line | None, machine: Line | None) -> Line | None:
        return None if line is None or _same(line, machine or ()) else line

    return replace(
        marks,
        cube_corners_px=marks.cube_corners_px if marks.moved_corners else (),
        length_line_px=own(marks.length_line_px, found.length_line_px),
        width_line_px=own(marks.width_line_px, found.width_line_px),
        outline_px=() if _same(marks.outline_px, outline) else marks.outline_px,
    )


def measure_by_hand(analysis: Analysis, marks: HandMarks, mark_error_px: float = MARK_ERROR_PX) -> Measurement:
    """The size that follows from ``marks``, what is not marked being taken from ``analysis``.

    A line of known length (``scale_line_px`` with ``scale_line_mm``) counts instead of the cube; lines drawn count as
    they are; a corrected outline gives new lines where none is drawn. Corners moved by hand are known to
    ``mark_error_px`` (pixels of the photo, 1 sd), the others are hints. The status is ``measured``, because a person
    vouches; ``not_measured`` where scale or extent are still missing: corners and lines are given all the same.
    Raises :class:`ImpossibleMarks` where the marks cannot be right.
    """
    return vision.by_hand.measure_marks(
        analysis.photo,
        analysis.measurement,
        analysis.outline,
        changed_marks(analysis, marks),
        edge_by_hand(analysis, marks),
        mark_error_px=mark_error_px,
    )


def edge_by_hand(analysis: Analysis, marks: HandMarks) -> float:
    """The cube's edge in mm: the person's, else the one the analysis was made with."""
    return marks.cube_edge_mm or analysis.measurement.cube_edge_mm or analysis.settings.cube_edge_mm


def _outline_to_drag(analysis: Analysis) -> tuple[Point, ...]:
    return () if analysis.outline is None else vision.simplify.simplified(analysis.outline.points_px)


def _same(points: tuple[Point, ...], others: tuple[Point, ...]) -> bool:
    """Whether two sets of marks lie on the same places."""
    if len(points) != len(others):
        return False
    return not points or bool(np.abs(np.array(points) - np.array(others)).max() <= SAME_PLACE_PX)
