"""Draws what an analysis found, on the photo or on a cutting of it."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.geometry import Box, Line
from mineral_desk.domain.measurement import CUBE_EDGES, Measurement, Outline
from mineral_desk.domain.region import RegionKind
from mineral_desk.ui.photo_view import strokes
from mineral_desk.ui.photo_view.chips import BADGE, around, chip_size, draw_badge, draw_chip
from mineral_desk.ui.photo_view.geometry import (
    box_rect,
    free_place,
    open_path,
    points_of,
    polygon,
    runs,
    thinned,
    touching_point,
)
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.strokes import draw_cased, ticked_line
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.words import number, tr

HELPER_FROM_PX = 6.0
BADGE_STEPS = 6
OUTLINE_STEP_PX = 2.5
"""Screen pixels between the points that are drawn: more cannot be seen and costs time."""
TENTHS_BELOW_MM = 10.0
LARGE_EVIDENCE_PX = 160.0
WORDS_FROM_PX = 260.0
"""A photo smaller than that on the screen has room for one chip only."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Where to draw: from photo pixels to the screen, and the part of the screen that is free for words."""

    theme: Theme
    to_screen: QTransform
    room: QRectF


def draw_findings(painter: QPainter, analysis: Analysis, layers: Set[Layer], ground: Ground) -> dict[str, QRectF]:
    """Everything that is switched on, words last; returns where the letters of the reasons stand."""
    draw_shapes(painter, analysis, layers, ground.to_screen)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    words = _Words(painter, analysis, layers, ground)
    words.draw()
    painter.restore()
    return words.badges


def draw_shapes(painter: QPainter, analysis: Analysis, layers: Set[Layer], to_screen: QTransform) -> None:
    """Everything that is switched on, without a word."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    measurement = analysis.measurement
    if Layer.PLATES in layers:
        covered = covered_plates(analysis)
        for plate in covered:
            draw_plate(painter, plate, to_screen)
        for plate in found_plates(analysis):
            if plate not in covered:
                draw_plate(painter, plate, to_screen, hatched=False)
    if Layer.OUTLINE in layers and analysis.outline is not None:
        draw_outline(painter, analysis.outline, to_screen)
    if Layer.CUBE in layers:
        draw_cube(painter, measurement, to_screen)
    if Layer.SIZE in layers:
        _draw_size_lines(painter, measurement, analysis.outline, to_screen)
    painter.restore()


def covered_plates(analysis: Analysis) -> list[Box]:
    """The plates that were covered before the classifier looked."""
    kept = analysis.overrules.uncovered_px
    covered = [box for box in found_plates(analysis) if not any(box.overlap(other) > 0 for other in kept)]
    return covered + list(analysis.overrules.covered_px)


def found_plates(analysis: Analysis) -> list[Box]:
    """The plates found, also those that a person left visible."""
    return [region.box_px for region in analysis.regions_of(RegionKind.LABEL)]


def draw_plate(painter: QPainter, plate: Box, to_screen: QTransform, hatched: bool = True) -> None:
    """A rectangle: what lies below the hatch was not seen by the classifier."""
    rect = QRectF(box_rect(plate, to_screen).toRect()).adjusted(0.5, 0.5, -0.5, -0.5)  # on the pixels' middles: crisp
    if hatched:
        _hatch(painter, rect)
    frame = QPainterPath()
    frame.addRect(rect)
    draw_cased(painter, frame, strokes.PLATE)


def _hatch(painter: QPainter, rect: QRectF) -> None:
    painter.fillRect(rect, QColor(OVERLAY.plate_hatch[0]))
    hatch = QPainterPath()
    step = 9.0
    reach = rect.width() + rect.height()
    for place in np.arange(0.0, reach, step):
        hatch.moveTo(rect.left() + place - rect.height(), rect.bottom())
        hatch.lineTo(rect.left() + place, rect.top())
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(QColor(OVERLAY.plate_hatch[1]), 2.5))
    painter.drawPath(hatch)
    painter.restore()


def draw_outline(painter: QPainter, outline: Outline, to_screen: QTransform) -> None:
    """Solid where it is sure, dashed where it may be shadow."""
    points = outline.points_px
    doubtful = outline.doubtful if outline.doubtful is not None else np.zeros(len(points), np.bool_)
    for is_doubtful, indices in runs(doubtful):
        stroke = strokes.OUTLINE_DOUBTFUL if is_doubtful else strokes.OUTLINE
        run = points[indices]
        run = run[thinned(run, OUTLINE_STEP_PX / max(to_screen.m11(), 1e-6))]
        draw_cased(painter, open_path(run, to_screen), stroke)


def draw_cube(painter: QPainter, measurement: Measurement, to_screen: QTransform) -> None:
    """The wire-frame; edges behind the cube are dashed, and all edges of one that is only put down to be dragged."""
    if len(measurement.cube_corners_px) != 8:
        return
    corners = points_of(polygon(measurement.cube_corners_px, to_screen))
    hidden, seen = QPainterPath(), QPainterPath()
    for first, second in CUBE_EDGES:
        behind = first in measurement.hidden_corners or second in measurement.hidden_corners
        path = hidden if behind or measurement.mm_per_px is None else seen
        path.moveTo(corners[first])
        path.lineTo(corners[second])
    draw_cased(painter, hidden, strokes.CUBE_HIDDEN)
    draw_cased(painter, seen, strokes.CUBE)


def _draw_size_lines(
    painter: QPainter, measurement: Measurement, outline: Outline | None, to_screen: QTransform
) -> None:
    for line, stroke in ((measurement.width_line_px, strokes.WIDTH), (measurement.length_line_px, strokes.LENGTH)):
        if line is None:
            continue
        if outline is not None:
            _draw_helpers(painter, outline, line, to_screen)
        draw_cased(painter, ticked_line(_on_screen(line, to_screen)), stroke)


def _on_screen(line: Line, to_screen: QTransform) -> QLineF:
    start, end = points_of(polygon(line, to_screen))
    return QLineF(start, end)


def _draw_helpers(painter: QPainter, outline: Outline, line: Line, to_screen: QTransform) -> None:
    """Dotted: from the calipers' end to the point of the outline that they touch."""
    for end in (0, 1):
        touched = touching_point(outline.points_px, line, end)
        helper = _on_screen((line[end], touched), to_screen)
        if helper.length() >= HELPER_FROM_PX:
            path = QPainterPath()
            path.moveTo(helper.p1())
            path.lineTo(helper.p2())
            draw_cased(painter, path, strokes.HELPER)


class _Words:
    """Chips and badges, each where nothing is covered."""

    def __init__(self, painter: QPainter, analysis: Analysis, layers: Set[Layer], ground: Ground) -> None:
        self._painter, self._analysis, self._layers, self._ground = painter, analysis, layers, ground
        self._taken: list[QRectF] = []
        self.badges: dict[str, QRectF] = {}
        self._outline = QPolygonF()
        if analysis.outline is not None:
            points = analysis.outline.points_px
            coarse = thinned(points, 4 * OUTLINE_STEP_PX / max(ground.to_screen.m11(), 1e-6))
            self._outline = polygon(points[coarse], ground.to_screen)

    def draw(self) -> None:
        measurement = self._analysis.measurement
        roomy = self._ground.room.width() >= WORDS_FROM_PX
        cube = Box.around(measurement.cube_corners_px) if len(measurement.cube_corners_px) == 8 else None
        if cube is not None:
            self._taken.append(box_rect(cube, self._ground.to_screen))
        if Layer.SIZE in self._layers:
            if roomy:
                self._size_chip(measurement.width_line_px, measurement.width_mm, measurement.width_error_mm)
            self._size_chip(measurement.length_line_px, measurement.length_mm, measurement.length_error_mm)
        if roomy and Layer.CUBE in self._layers and cube is not None and measurement.cube_edge_mm is not None:
            self._cube_chip(cube, tr("{edge} mm", edge=number(measurement.cube_edge_mm, 0)))
        if self._layers & {Layer.CUBE, Layer.SIZE, Layer.OUTLINE}:
            for letter, flag in zip("abcdefghijklmno", measurement.flags, strict=False):
                if flag.evidence_px is not None:
                    self._badge(flag.evidence_px, letter)

    def _size_chip(self, line: Line | None, size_mm: float | None, error_mm: float | None) -> None:
        if line is None or size_mm is None:
            return
        words = tr(
            "{size} ± {error} mm",
            size=number(size_mm),
            error=number(error_mm or 0.0, 1 if (error_mm or 0.0) < TENTHS_BELOW_MM else 0),
        )
        drawn = _on_screen(line, self._ground.to_screen)
        ends = sorted((drawn.p1(), drawn.p2()), key=lambda end: (-end.x(), -end.y()))
        middle = self._outline.boundingRect().center() if not self._outline.isEmpty() else drawn.center()
        size = chip_size(self._ground.theme, words)
        anchors = [place for end in ends for place in around(end, middle, 10, size)[:8]]
        anchors += [place for end in ends for place in around(end, middle, 10, size)[8:]]
        draw_chip(self._painter, self._ground.theme, self._place(size, anchors), words)

    def _cube_chip(self, cube: Box, words: str) -> None:
        rect = box_rect(cube, self._ground.to_screen)
        size = chip_size(self._ground.theme, words, with_cube=True)
        reach_y, reach_x = rect.height() / 2 + size.height() / 2 + 10, rect.width() / 2 + size.width() / 2 + 10
        moves = [(0.0, reach_y), (0.0, -reach_y), (reach_x, 0.0), (-reach_x, 0.0)]
        anchors = [rect.center() + QPointF(dx, dy) for dx, dy in moves]
        draw_chip(self._painter, self._ground.theme, self._place(size, anchors), words, with_cube=True)

    def _badge(self, evidence: Box, letter: str) -> None:
        rect = box_rect(evidence, self._ground.to_screen)
        side = self._ground.theme.px(BADGE)
        half = side / 2 + 2
        corners = (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight())
        signs = ((-1, -1), (1, -1), (-1, 1), (1, 1))
        anchors = [corner + QPointF(sx * half, sy * half) for corner, (sx, sy) in zip(corners, signs, strict=True)]
        if max(rect.width(), rect.height()) > LARGE_EVIDENCE_PX:  # a corner of so large a box shows nothing
            anchors.insert(0, QPointF(rect.center().x(), rect.bottom() + half))
        anchors += [QPointF(rect.center().x(), y) for y in (rect.top() - half, rect.bottom() + half)]
        anchors += [anchor + QPointF(0, sign * (side + 4)) for sign in (-1, 1) for anchor in anchors[:4]]
        for steps in range(1, BADGE_STEPS):  # off the specimen, below first: doubtful edges are mostly low ones
            anchors += [rect.center() + QPointF(0, sign * (rect.height() / 2 + steps * side)) for sign in (1, -1)]
            anchors += [rect.center() + QPointF(sign * (rect.width() / 2 + steps * side), 0) for sign in (1, -1)]
        self.badges[letter] = self._place(QSizeF(side, side), anchors)
        draw_badge(self._painter, self._ground.theme, self.badges[letter], letter)

    def _place(self, size: QSizeF, anchors: list[QPointF], avoid: QPolygonF | None = None) -> QRectF:
        room = self._ground.room.adjusted(4, 4, -4, -4)
        rect = free_place(size, anchors, self._outline if avoid is None else avoid, self._taken, room)
        self._taken.append(rect)
        return rect
