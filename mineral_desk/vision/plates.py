"""Label plates: found by their text, extended to the paper around it, and covered (paper, section 3).

The paper turns CRAFT's heat map into one box that covers all text and lays a uniform box over it. Here each group of
lines that belong together is one plate, so that what lies between two labels stays visible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.crop import working_copy
from mineral_desk.vision.cube_marks import says_only_a_scale
from mineral_desk.vision.plate_paper import SIDE_PX, paper_around
from mineral_desk.vision.text import TextBox, TextReader

_THICKEST_LINE = 0.10
_THICKEST_LINE_READ = 0.25
_SURE_TEXT = 0.9
_WORTH_SHOWING = 0.6
_MOST_LINES_READ = 16
_REACH = 0.9
_MARGIN = 0.5
_SQUARISH = 2.5
_ON_CUBE = 0.5
_LARGEST_ENGRAVING = 4.0
_RING = 0.15
_COLOUR_SAMPLES = 40_000


@dataclass(frozen=True, slots=True)
class FoundText:
    """The places with text, all as regions of kind LABEL with their lines of text and the detector's confidence.

    ``plates`` are whole label plates; ``marks`` say nothing but a scale ("1 cm", "T.") or are a single illegible sign
    not much wider than high: what is engraved on a cube looks so. Marks are never covered.
    """

    plates: tuple[Region, ...] = ()
    marks: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A found line with what it says; empty where it was not read or is illegible."""

    found: TextBox
    text: str

    @property
    def is_mark(self) -> bool:
        if self.text:
            return says_only_a_scale(self.text)
        return self.found.line_length_px < _SQUARISH * self.found.line_height_px


def find_text(pixels: Pixels, reader: TextReader) -> FoundText:
    """Every place with text. Lines of a cube's engraving are told apart before lines are joined to plates."""
    lines = _read(pixels, reader)
    marks = [line for line in lines if line.is_mark]
    others = [line for line in lines if not line.is_mark]
    groups = _groups(others)
    small = working_copy(pixels, SIDE_PX) if groups else pixels
    plates = _merged([_plate(pixels, small, group) for group in groups])
    # a mark inside a plate is a part of its text
    outside = [line for line in marks if not any(_mostly_in(line.found.box_px, plate.box_px) for plate in plates)]
    return FoundText(plates, tuple(_mark(group) for group in _groups(outside)))


def clear_of_cubes(plates: Iterable[Region], cube_boxes: Sequence[Box]) -> tuple[Region, ...]:
    """The plates without what is on the cubes: those that are an engraving are left out, others end at the cube."""
    kept = []
    for plate in plates:
        if any(_is_engraving(plate.box_px, cube) for cube in cube_boxes):
            continue
        box = plate.box_px
        for cube in cube_boxes:
            box = _largest_part_beside(box, cube)
        kept.append(Region(plate.kind, box, plate.confidence, plate.text))
    return tuple(kept)


def _is_engraving(plate: Box, cube: Box) -> bool:
    shared = plate.intersection(cube.padded(0.1 * cube.width)).area
    holds_cube = plate.intersection(cube).area >= _ON_CUBE * cube.area and plate.area <= _LARGEST_ENGRAVING * cube.area
    return shared >= _ON_CUBE * plate.area or holds_cube


def _largest_part_beside(box: Box, cube: Box) -> Box:
    """The largest upright part of ``box`` that shares nothing with ``cube``."""
    if box.intersection(cube).area == 0:
        return box
    parts = (box._replace(x1=cube.x0), box._replace(x0=cube.x1), box._replace(y1=cube.y0), box._replace(y0=cube.y1))
    return max((part.intersection(box) for part in parts), key=lambda part: part.area)


def to_be_covered(
    plates: Iterable[Region], uncovered: Sequence[Box] = (), covered: Sequence[Box] = ()
) -> tuple[Box, ...]:
    """The boxes to cover: plates that overlap a box of ``uncovered`` stay visible, those of ``covered`` come on top."""
    found = (plate.box_px for plate in plates)
    return (*(box for box in found if not any(box.intersection(one).area > 0 for one in uncovered)), *covered)


def cover(pixels: Pixels, boxes: Iterable[Box]) -> Pixels:
    """A copy with a uniform box over each of ``boxes``, in the colour around it."""
    result = pixels.copy()
    for box in boxes:
        x0, y0, x1, y1 = _whole(box, pixels)
        result[y0:y1, x0:x1] = _colour_around(pixels, box)
    return result


def _read(pixels: Pixels, reader: TextReader) -> list[_Line]:
    """The lines that are text. Of many only the shortest are read: numbers stand there, and marks."""
    long_side = max(pixels.shape[:2])
    found = [line for line in reader.detect(pixels) if _is_text(pixels, line, reader, _thickness(line) / long_side)]
    by_length = sorted(range(len(found)), key=lambda index: found[index].line_length_px)
    texts = {index: _legible(pixels, found[index], reader) for index in by_length[:_MOST_LINES_READ]}
    return [_Line(line, texts.get(index, "")) for index, line in enumerate(found)]


def _legible(pixels: Pixels, line: TextBox, reader: TextReader) -> str:
    text, score = reader.read_box(pixels, line)
    return text if score >= _WORTH_SHOWING and any(character.isalnum() for character in text) else ""


def _is_text(pixels: Pixels, line: TextBox, reader: TextReader, share: float) -> bool:
    """The detector takes whole specimens for one huge character: what is large must be legible to count."""
    if share <= _THICKEST_LINE or share > _THICKEST_LINE_READ:
        return share <= _THICKEST_LINE
    text, score = reader.read_box(pixels, line)
    return score >= _SURE_TEXT and sum(character.isalnum() for character in text) >= 3


def _groups(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Lines whose boxes, each grown by about a line's height, touch; in reading order."""
    boxes = [line.found.box_px for line in lines]
    reaches = [box.padded(_REACH * _thickness(line.found)) for box, line in zip(boxes, lines, strict=True)]
    groups: list[list[int]] = []
    for index, box in enumerate(boxes):
        near = [group for group in groups if any(_touch(reaches[index], boxes[other]) for other in group)]
        near += [group for group in groups if group not in near and any(_touch(reaches[o], box) for o in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(member for group in near for member in group), index])
    return [[lines[index] for index in sorted(group)] for group in groups]


def _plate(pixels: Pixels, small: Pixels, lines: Sequence[_Line]) -> Region:
    """The whole plate around a group of lines: the paper where the ``small`` copy shows it, else the text and more."""
    height, width = pixels.shape[:2]
    text, factor = _mark(lines), small.shape[1] / width
    thickness = float(np.median([_thickness(line.found) for line in lines]))
    paper = paper_around(small, text.box_px.scaled(factor))
    box = text.box_px.padded(_MARGIN * thickness) if paper is None else paper.scaled(1 / factor)
    return Region(text.kind, box.clipped(width, height), text.confidence, text.text)


def _mark(lines: Sequence[_Line]) -> Region:
    """A group of lines, no larger than they are."""
    box = lines[0].found.box_px
    for line in lines[1:]:
        box = box.union(line.found.box_px)
    confidence = float(np.mean([line.found.score for line in lines]))
    return Region(RegionKind.LABEL, box, confidence, "\n".join(line.text for line in lines if line.text))


def _merged(plates: Sequence[Region]) -> tuple[Region, ...]:
    """Plates that overlap are parts of one."""
    left = list(plates)
    whole: list[Region] = []
    while left:
        plate = left.pop(0)
        other = next((one for one in left if _touch(one.box_px, plate.box_px)), None)
        if other is None:
            whole.append(plate)
            continue
        left.remove(other)
        text = "\n".join(part for part in (plate.text, other.text) if part)
        confidence = max(plate.confidence, other.confidence)
        left.append(Region(RegionKind.LABEL, plate.box_px.union(other.box_px), confidence, text))
    return tuple(sorted(whole, key=lambda plate: (plate.box_px.y0, plate.box_px.x0)))


def _mostly_in(inner: Box, outer: Box) -> bool:
    return inner.intersection(outer).area > 0.5 * inner.area


def _thickness(line: TextBox) -> float:
    return min(line.line_height_px, line.line_length_px)


def _touch(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _whole(box: Box, pixels: Pixels) -> tuple[int, int, int, int]:
    """The whole pixels that the box touches."""
    height, width = pixels.shape[:2]
    inside = box.clipped(width, height)
    return int(inside.x0), int(inside.y0), int(np.ceil(inside.x1)), int(np.ceil(inside.y1))


def _colour_around(pixels: Pixels, box: Box) -> Pixels:
    """The median colour of a frame around the box; of the box itself where it fills the photo."""
    ring = max(2.0, _RING * min(box.width, box.height))
    outer, inner = _whole(box.padded(ring), pixels), _whole(box, pixels)
    frame = np.ones((outer[3] - outer[1], outer[2] - outer[0]), bool)
    frame[inner[1] - outer[1] : inner[3] - outer[1], inner[0] - outer[0] : inner[2] - outer[0]] = False
    step = max(1, round(np.sqrt(frame.size / _COLOUR_SAMPLES)))
    frame = frame[::step, ::step]
    part = pixels[outer[1] : outer[3] : step, outer[0] : outer[2] : step]
    if part.size == 0:
        return np.zeros(3, np.uint8)
    chosen = part[frame] if frame.any() else part.reshape(-1, 3)
    return np.asarray(np.median(chosen, axis=0), np.uint8)
