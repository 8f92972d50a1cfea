"""Reading a cube's face whichever way up its letters stand.

The text detector finds lines, which tells the way they run; the recogniser then reads each both ways up. What stands in
several short lines ("10" over "mm") is put together from the lines in the order of each way up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from mineral_desk.domain.engraved_edge import METRIC_UNIT
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.text import TextBox

LONG = 1.35
"""A line this many times longer than high runs along its length; what is squarer may run either way."""
WAYS_UP = (0, 2, 1, 3)
"""Quarter turns to the left that bring letters upright, the usual first."""
DOWNWARDS = {0: (0, 1), 1: (-1, 0), 2: (0, -1), 3: (1, 0)}
"""By quarter turns to the left: the direction (x, y) in the picture that then points down."""
FEWEST_LINES, MOST_LINES = 2, 4
"""So many lines are read as one text."""
SURELY_UPRIGHT = 0.9
LEAST_EXTENT = 0.27
"""Share of the face: writing that is smaller belongs to something in front of a wire-frame that is no cube's."""
MOST_READINGS = 14
"""Of one face: what was not read by then is no engraving, or too faint."""
WIDENING = 0.8
"""Share of a line's height by which it is read again on both sides when its figure is missing."""
UNIT_ALONE = re.compile(METRIC_UNIT, re.IGNORECASE)


class ReadText(Protocol):
    """Finds and reads lines of text, as :class:`~mineral_desk.vision.text.TextReader` does."""

    def detect(self, pixels: Pixels, side_px: int | None = None) -> list[TextBox]:
        """The lines in ``pixels`` (H, W, 3) uint8 RGB, looked for with its long side at ``side_px``."""
        ...

    def read(self, crop: Pixels) -> tuple[str, float]:
        """The text of a crop that holds one level line, and how sure that is (0 to 1)."""
        ...


@dataclass(frozen=True, slots=True)
class FaceText:
    """Something read on a face, and the least confidence (0 to 1) of its parts."""

    text: str
    confidence: float


@dataclass(slots=True, eq=False)
class _Face:
    """One picture of a face with what was read on it so far."""

    picture: Pixels
    reader: ReadText
    seen: dict[tuple[int, int], FaceText] = field(default_factory=dict)

    @property
    def may_read_on(self) -> bool:
        return len(self.seen) < MOST_READINGS

    def read(self, lines: Sequence[TextBox], number: int, way_up: int) -> FaceText:
        if (number, way_up) not in self.seen:
            found = _read(self.picture, lines[number], way_up, self.reader)
            self.seen[number, way_up] = found
        return self.seen[number, way_up]


def face_texts(picture: Pixels, reader: ReadText) -> Iterator[FaceText]:
    """All that can be read on a straightened face (H, W, 3) uint8 RGB, the likeliest first."""
    side_px = max(picture.shape[:2])
    lines = [line for line in reader.detect(picture, side_px) if _length(line) >= LEAST_EXTENT * side_px]
    face = _Face(picture, reader)
    long = [number for number, line in enumerate(lines) if _ways(line) != WAYS_UP]
    for number in sorted(long, key=lambda one: -_length(lines[one])):
        for way_up in _ways(lines[number]):
            if face.may_read_on:
                yield from _with_its_figure(face.read(lines, number, way_up), lines[number], way_up, face)
    if len(long) < len(lines) and FEWEST_LINES <= len(lines) <= MOST_LINES:
        yield from _together(lines, face)


def _with_its_figure(found: FaceText, line: TextBox, way_up: int, face: _Face) -> Iterator[FaceText]:
    """What was found; where that is a unit alone, also what a wider look at the line finds."""
    yield found
    if UNIT_ALONE.fullmatch(found.text):
        yield _read(face.picture, _widened(line, upright=way_up % 2 == 1), way_up, face.reader)


def _widened(line: TextBox, *, upright: bool) -> TextBox:
    """The same line with room for one more sign at both ends."""
    corners = line.corners_px
    along = corners[3] - corners[0] if upright else corners[1] - corners[0]
    across = line.line_length_px if upright else line.line_height_px
    step = along / max(float(np.linalg.norm(along)), 1e-6) * WIDENING * across
    signs = np.array([-1, -1, 1, 1] if upright else [-1, 1, 1, -1], np.float32)[:, None]
    return TextBox((corners + signs * step).astype(np.float32), line.score)


def _together(lines: Sequence[TextBox], face: _Face) -> Iterator[FaceText]:
    """Each way up, all lines from top to bottom."""
    for way_up in WAYS_UP:
        if not face.may_read_on:
            return
        parts = [face.read(lines, number, way_up) for number in _downwards(lines, way_up)]
        parts = [part for part in parts if part.text]
        if not parts:
            continue
        together = FaceText(" ".join(part.text for part in parts), min(part.confidence for part in parts))
        yield together
        if together.confidence > SURELY_UPRIGHT:
            return


def _downwards(lines: Sequence[TextBox], way_up: int) -> list[int]:
    """The numbers of the lines from top to bottom once the picture is turned."""
    x, y = DOWNWARDS[way_up]
    heights = [x * line.box_px.centre[0] + y * line.box_px.centre[1] for line in lines]
    return sorted(range(len(lines)), key=heights.__getitem__)


def _length(line: TextBox) -> float:
    return max(line.line_length_px, line.line_height_px)


def _ways(line: TextBox) -> tuple[int, ...]:
    if line.line_length_px > LONG * line.line_height_px:
        return (0, 2)
    if line.line_height_px > LONG * line.line_length_px:
        return (1, 3)
    return WAYS_UP


def _read(picture: Pixels, line: TextBox, way_up: int, reader: ReadText) -> FaceText:
    text, confidence = reader.read(_levelled(picture, line, way_up))
    return FaceText(" ".join(text.split()), confidence)


def _levelled(picture: Pixels, line: TextBox, way_up: int) -> Pixels:
    width, height = max(1, round(line.line_length_px)), max(1, round(line.line_height_px))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(line.corners_px, target)
    level = cv2.warpPerspective(picture, warp, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(np.rot90(np.asarray(level, np.uint8), way_up))
