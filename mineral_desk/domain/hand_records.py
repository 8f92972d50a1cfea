"""Marks by hand as one JSON object, and back. What comes from a file is not trusted: a mark that is none is left out.

Coordinates and lengths are kept to the last digit, so that the same marks give the same size again.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from mineral_desk.domain import record_numbers as numbers
from mineral_desk.domain.geometry import Line, Point
from mineral_desk.domain.hand import NO_MARKS, HandMarks

MOST_OUTLINE_POINTS = 20_000
FARTHEST_PX = 1e6
"""No mark lies further outside of a photo."""
LONGEST_TEXT = 2_000_000
CORNERS = 8


def marks_to_record(marks: HandMarks) -> dict[str, Any]:
    """The JSON object of what is marked; what is not is left out."""
    whole = {
        "cube_corners_px": [list(point) for point in marks.cube_corners_px],
        "moved_corners": list(marks.moved_corners),
        "cube_edge_mm": marks.cube_edge_mm,
        "scale_line_px": _ends(marks.scale_line_px),
        "scale_line_mm": marks.scale_line_mm,
        "length_line_px": _ends(marks.length_line_px),
        "width_line_px": _ends(marks.width_line_px),
        "outline_px": [list(point) for point in marks.outline_px],
    }
    return {name: value for name, value in whole.items() if value not in (None, [])}


def marks_to_text(marks: HandMarks) -> str | None:
    """The object as text; None where nothing is marked."""
    return json.dumps(marks_to_record(marks), allow_nan=False, separators=(",", ":")) if marks else None


def marks_from_text(text: str | None) -> HandMarks:
    """The marks of :func:`marks_to_text` again; none for what is no such text."""
    if not text or len(text) > LONGEST_TEXT:
        return NO_MARKS
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return NO_MARKS
    return marks_from_record(record) if isinstance(record, dict) else NO_MARKS


def marks_from_record(record: Mapping[str, Any]) -> HandMarks:
    """The marks again: eight corners or none, lines of two ends, outlines of three points or more, lengths above 0."""
    corners = _points(record.get("cube_corners_px"), CORNERS, CORNERS)
    moved = record.get("moved_corners")
    return HandMarks(
        cube_corners_px=corners,
        moved_corners=tuple(_corner_numbers(moved)) if corners else (),
        cube_edge_mm=numbers.length_mm(record.get("cube_edge_mm")),
        scale_line_px=_line(record.get("scale_line_px")),
        scale_line_mm=numbers.length_mm(record.get("scale_line_mm")),
        length_line_px=_line(record.get("length_line_px")),
        width_line_px=_line(record.get("width_line_px")),
        outline_px=_points(record.get("outline_px"), 3, MOST_OUTLINE_POINTS),
    )


def _ends(line: Line | None) -> list[list[float]] | None:
    return None if line is None else [list(point) for point in line]


def _corner_numbers(values: object) -> list[int]:
    if not isinstance(values, list) or len(values) > CORNERS:
        return []
    whole = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    return sorted({value for value in whole if 0 <= value < CORNERS})


def _line(values: object) -> Line | None:
    points = _points(values, 2, 2)
    return (points[0], points[1]) if points else None


def _points(values: object, fewest: int, most: int) -> tuple[Point, ...]:
    """All points, or none where their number is wrong or one of them is no point."""
    if not isinstance(values, list) or not fewest <= len(values) <= most:
        return ()
    points = tuple((float(one[0]), float(one[1])) for one in values if _is_point(one))
    return points if len(points) == len(values) else ()


def _is_point(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_coordinate(one) for one in value)


def _is_coordinate(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= FARTHEST_PX and not (isinstance(value, float) and math.isnan(value))
