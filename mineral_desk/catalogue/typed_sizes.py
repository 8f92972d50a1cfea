"""The sizes that people typed, beside what the machine measured: one query over all decided photos."""

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from mineral_desk.domain.contradiction import TypedSize
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement, MeasurementStatus
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.typed_photo import TypedPhoto

_QUERY = """
SELECT p.path, p.catalogue_number, d.length_mm, d.width_mm, d.height_mm, a.size_status, a.flags, a.error,
    a.length_mm AS length_found_mm, a.length_error_mm, a.width_mm AS width_found_mm, a.width_error_mm
FROM photo_state AS s
JOIN photo AS p ON p.id = s.photo_id
JOIN decision AS d ON d.id = s.decision_id
LEFT JOIN analysis AS a ON a.id = s.analysis_id
WHERE s.state = 'decided' AND d.size_verb = 'typed'
ORDER BY s.photo_id
"""
_FLAGS = {code.value: code for code in FlagCode}


def typed_photos(database: Database) -> Iterator[TypedPhoto]:
    """Every decided photo whose size was typed, with its latest analysis, in the order photos were taken in."""
    return map(_typed_photo, database.query(_QUERY))


def _typed_photo(found: dict[str, Any]) -> TypedPhoto:
    return TypedPhoto(
        path=path_from_text(found["path"]),
        catalogue_number=found["catalogue_number"],
        typed=TypedSize(found["length_mm"], found["width_mm"], found["height_mm"]),
        measurement=NOT_MEASURED if found["size_status"] is None else _measurement(found),
        fault=found["error"] or "",
    )


def _measurement(found: dict[str, Any]) -> Measurement:
    """The size alone; flags without their numbers, which only the whole record has."""
    return Measurement(
        MeasurementStatus(found["size_status"]),
        tuple(Flag(_FLAGS[code]) for code in json.loads(found["flags"]) if code in _FLAGS),
        length_mm=found["length_found_mm"],
        length_error_mm=found["length_error_mm"],
        width_mm=found["width_found_mm"],
        width_error_mm=found["width_error_mm"],
    )
