"""The photo's findings together with what a person marked in it, and how a handle that moves changes the marks."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.geometry import Line, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, Outline
from mineral_desk.ui.photo_view import anchors as outlines

MOVED_FROM_PX = 0.75
"""An outline's point that far off the machine's outline was moved by a person."""
CORNERS = 8


class HandleKind(StrEnum):
    """What can be dragged."""

    CORNER = "corner"
    LENGTH = "length"
    WIDTH = "width"
    OUTLINE = "outline"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Handle:
    """``index``: the corner, the line's end, or the outline's anchor. ``moved`` by a person."""

    kind: HandleKind
    index: int
    at_px: Point
    moved: bool
    hidden: bool = False
    """Behind the cube."""
    doubtful: bool = False
    """On a stretch of the outline that may be shadow."""


@dataclass(frozen=True, eq=False)
class Marked:
    """``measurement`` is what follows from ``marks``, or the machine's."""

    analysis: Analysis
    marks: HandMarks
    measurement: Measurement

    @cached_property
    def machine_px(self) -> outlines.Outline:
        """The machine's outline, (0, 2) where it found none."""
        found = self.analysis.outline
        return np.zeros((0, 2)) if found is None else found.points_px.astype(np.float64)

    @cached_property
    def outline_px(self) -> outlines.Outline:
        """The outline that holds now."""
        corrected = self.marks.outline_px
        return np.asarray(corrected, np.float64).reshape(-1, 2) if corrected else self.machine_px

    @property
    def cube_px(self) -> tuple[Point, ...]:
        """The corners: where a person put them, else where the cube fits; () without a cube."""
        fitted, marked = self.measurement.cube_corners_px, self.marks.cube_corners_px
        if len(marked) != CORNERS:
            return fitted
        if len(fitted) != CORNERS:
            return marked
        return tuple(marked[i] if i in self.marks.moved_corners else fitted[i] for i in range(CORNERS))

    def shown(self) -> Analysis:
        """The analysis as it is to be drawn: with the size and the outline that hold now."""
        outline = self.analysis.outline
        if self.marks.outline_px:
            outline = Outline(self.outline_px.astype(np.float32), 1.0)
        measurement = self.measurement
        if len(measurement.cube_corners_px) != CORNERS:  # a cube that is only put down to be dragged
            measurement = replace(measurement, cube_corners_px=self.cube_px)
        return replace(self.analysis, outline=outline, measurement=measurement)


def handles_of(marked: Marked, anchors: outlines.Anchors) -> list[Handle]:
    """Everything that can be dragged, in the order of the Tab key: cube, length, width, outline."""
    marks, measurement = marked.marks, marked.measurement
    found = [
        Handle(HandleKind.CORNER, i, at, i in marks.moved_corners, i in measurement.hidden_corners)
        for i, at in enumerate(marked.cube_px)
    ]
    for kind, line, own in (
        (HandleKind.LENGTH, measurement.length_line_px, marked.analysis.measurement.length_line_px),
        (HandleKind.WIDTH, measurement.width_line_px, marked.analysis.measurement.width_line_px),
    ):
        by_hand = marks.length_line_px if kind is HandleKind.LENGTH else marks.width_line_px
        shown = by_hand or line
        for end in (0, 1) if shown is not None else ():
            assert shown is not None
            found.append(Handle(kind, end, shown[end], by_hand is not None and (own is None or shown[end] != own[end])))
    return found + _anchor_handles(marked, anchors)


def _anchor_handles(marked: Marked, anchors: outlines.Anchors) -> list[Handle]:
    if not anchors:
        return []
    points = marked.outline_px[list(anchors)]
    moved = np.zeros(len(points), np.bool_)
    if marked.marks.outline_px:
        moved[:] = True
        if len(marked.machine_px):
            moved = outlines.distances(points, marked.machine_px) > MOVED_FROM_PX
    doubtful = np.zeros(len(points), np.bool_)
    found = marked.analysis.outline
    if found is not None and found.doubtful is not None and not marked.marks.outline_px:
        doubtful = found.doubtful[list(anchors)]
    return [
        Handle(HandleKind.OUTLINE, i, (float(x), float(y)), bool(moved[i]), doubtful=bool(doubtful[i]))
        for i, (x, y) in enumerate(points)
    ]


def with_corner(marked: Marked, corner: int, to: Point) -> HandMarks:
    """That corner of the cube lies there; the others are hints, as long as nobody moved them."""
    corners = tuple(to if i == corner else at for i, at in enumerate(marked.cube_px))
    moved = tuple(sorted({*marked.marks.moved_corners, corner}))
    return replace(marked.marks, cube_corners_px=corners, moved_corners=moved)


def with_line_end(marked: Marked, kind: HandleKind, end: int, to: Point) -> HandMarks:
    """That end of a size line, or of the line along the ruler, lies there."""
    marks, measurement = marked.marks, marked.measurement
    if kind is HandleKind.LENGTH:
        return replace(marks, length_line_px=_moved(marks.length_line_px or measurement.length_line_px, end, to))
    if kind is HandleKind.WIDTH:
        return replace(marks, width_line_px=_moved(marks.width_line_px or measurement.width_line_px, end, to))
    return replace(marks, scale_line_px=_moved(marks.scale_line_px, end, to))


def _moved(line: Line | None, end: int, to: Point) -> Line:
    start, stop = line or (to, to)
    return (to, stop) if end == 0 else (start, to)


def with_outline(marked: Marked, outline: outlines.Outline) -> HandMarks:
    """That is the outline."""
    return replace(marked.marks, outline_px=tuple((float(x), float(y)) for x, y in outline))
