"""Label plates: found by their text, extended to the paper around it, and covered (paper, section 3).

The paper turns CRAFT's heat map into one box that covers all text and lays a uniform box over it. Here each group of
lines that belong together is one plate, so that what lies between two labels stays visible.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.plate_paper import paper_around
from mineral_desk.vision.text import TextBox, TextReader

_THICKEST_LINE = 0.10
_THICKEST_LINE_READ = 0.25
_SURE_TEXT = 0.9
_WORTH_SHOWING = 0.6
_MOST_LINES_READ = 16
_REACH = 0.9
_MARGIN = 0.5
_ENGRAVED_SHARE = 0.5
_RING = 0.15
_COLOUR_SAMPLES = 40_000
_SCALE_WORDS = re.compile(
    r"[\s.,]*(?:[TBNSWE]\s?[1Il]?|[1Il]\s*[CcI]\s*[MmNn]?|10\s*mm|1\s*in(?:ch)?)[\s.,]*", re.IGNORECASE
)


def find_plates(pixels: Pixels, reader: TextReader) -> tuple[Region, ...]:
    """Every place with text, as regions of kind LABEL: the whole plate, its lines of text, the detector's confidence.

    Cubes with an engraving are among them; :func:`split_engravings` takes them out once the cubes are known.
    """
    long_side = max(pixels.shape[:2])
    lines = [line for line in reader.detect(pixels) if _is_text(pixels, line, reader, _thickness(line) / long_side)]
    return _merged([_plate(pixels, group, reader) for group in _groups(lines)])


def split_engravings(
    plates: Sequence[Region], cube_boxes: Sequence[Box]
) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """Tell labels from the engravings of cubes, which are never covered: ``(labels, engravings)``.

    An engraving lies mostly on a cube's box, or says nothing but a scale ("1 cm", "T.") in so few letters that it is
    the mark of a cube that was not found.
    """
    labels: list[Region] = []
    engravings: list[Region] = []
    for plate in plates:
        on_cube = any(
            plate.box_px.intersection(cube.padded(0.1 * cube.width)).area >= _ENGRAVED_SHARE * plate.box_px.area
            for cube in cube_boxes
        )
        (engravings if on_cube or _says_only_a_scale(plate.text) else labels).append(plate)
    return tuple(labels), tuple(engravings)


def cover(
    pixels: Pixels, plates: Iterable[Region], uncovered: Iterable[Box] = (), covered: Iterable[Box] = ()
) -> Pixels:
    """A copy with a uniform box over every plate, in the colour around it.

    Plates that overlap a box of ``uncovered`` stay visible; the boxes of ``covered`` are covered as well.
    """
    visible = list(uncovered)
    boxes = [p.box_px for p in plates if not any(p.box_px.intersection(box).area > 0 for box in visible)]
    result = pixels.copy()
    for box in (*boxes, *covered):
        x0, y0, x1, y1 = _whole(box, pixels)
        result[y0:y1, x0:x1] = _colour_around(pixels, box)
    return result


def _is_text(pixels: Pixels, line: TextBox, reader: TextReader, share: float) -> bool:
    """The detector takes whole specimens for one huge character: what is large must be legible to count."""
    if share <= _THICKEST_LINE or share > _THICKEST_LINE_READ:
        return share <= _THICKEST_LINE
    text, score = reader.read_box(pixels, line)
    return score >= _SURE_TEXT and sum(character.isalnum() for character in text) >= 3


def _groups(lines: Sequence[TextBox]) -> list[list[TextBox]]:
    """Lines whose boxes, each grown by about a line's height, touch; in reading order."""
    reaches = [line.box_px.padded(_REACH * _thickness(line)) for line in lines]
    groups: list[list[int]] = []
    for index, line in enumerate(lines):
        near = [group for group in groups if any(_touch(reaches[index], lines[other].box_px) for other in group)]
        near += [group for group in groups if group not in near and any(_touch(reaches[o], line.box_px) for o in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(member for group in near for member in group), index])
    return [[lines[index] for index in sorted(group)] for group in groups]


def _plate(pixels: Pixels, lines: Sequence[TextBox], reader: TextReader) -> Region:
    text_px = lines[0].box_px
    for line in lines[1:]:
        text_px = text_px.union(line.box_px)
    thickness = float(np.median([_thickness(line) for line in lines]))
    height, width = pixels.shape[:2]
    box = paper_around(pixels, text_px) or text_px.padded(_MARGIN * thickness)
    confidence = float(np.mean([line.score for line in lines]))
    return Region(RegionKind.LABEL, box.clipped(width, height), confidence, _text_of(pixels, lines, reader))


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


def _text_of(pixels: Pixels, lines: Sequence[TextBox], reader: TextReader) -> str:
    """The legible lines, one a row. Of many only the shortest are read: that is where catalogue numbers stand."""
    by_length = sorted(range(len(lines)), key=lambda index: lines[index].line_length_px)
    texts: dict[int, str] = {}
    for index in by_length[:_MOST_LINES_READ]:
        text, score = reader.read_box(pixels, lines[index])
        if score >= _WORTH_SHOWING and any(character.isalnum() for character in text):
            texts[index] = text
    return "\n".join(texts[index] for index in sorted(texts))


def _says_only_a_scale(text: str) -> bool:
    rows = text.splitlines()
    return bool(rows) and all(_SCALE_WORDS.fullmatch(row) for row in rows)


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
