"""The sizes of specimens as people vouched for them, and why others have none: what a storage plan is made from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.rows import Found
from mineral_desk.domain.decision import SizeVerb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.storing.sizes import Side, StoredSpecimen, Unsized, View

_RECORDS = """
SELECT s.id, s.catalogue_number, s.species, s.length_mm, s.length_error_mm, s.width_mm, s.width_error_mm, s.height_mm,
    s.depth_mm, p.id AS photo_id, p.path
FROM json_each(?) AS wanted JOIN specimen AS s ON s.id = wanted.value
LEFT JOIN photo AS p ON p.id = (SELECT min(photo_id) FROM specimen_photo WHERE specimen_id = s.id)
ORDER BY wanted.key
"""
_BY_NUMBER = """
SELECT specimen_id FROM specimen_sought WHERE specimen_id IN (SELECT value FROM json_each(?))
ORDER BY number_order NULLS LAST, specimen_id
"""
_VIEWS = """
SELECT link.specimen_id, d.length_mm, d.length_error_mm, d.width_mm, d.width_error_mm
FROM specimen_photo AS link JOIN photo_state AS p ON p.photo_id = link.photo_id
JOIN decision AS d ON d.id = p.decision_id
WHERE link.specimen_id IN (SELECT value FROM json_each(?)) AND d.size_verb IN ('accepted', 'typed', 'adjusted')
    AND d.length_mm IS NOT NULL AND d.width_mm IS NOT NULL
ORDER BY link.photo_id
"""
_WHY = """
SELECT link.specimen_id, d.size_verb, a.size_status, a.flags
FROM specimen_photo AS link JOIN photo_state AS p ON p.photo_id = link.photo_id
LEFT JOIN decision AS d ON d.id = p.decision_id LEFT JOIN analysis AS a ON a.id = p.analysis_id
WHERE link.specimen_id IN (SELECT value FROM json_each(?)) ORDER BY link.photo_id
"""
_FLAGS = {code.value: code for code in FlagCode}
_TELLING = (Unsized.FLAGGED, Unsized.OPEN, Unsized.NO_SIZE, Unsized.NOT_MEASURED)
"""Of several photos the one is told first that something can be made of."""


def stored_specimens(database: Database, ids: Sequence[int]) -> list[StoredSpecimen]:
    """These specimens in this order; those removed since are left out.

    A size is what stands in the record, which only people write. The other photos' sizes are those of their decisions.
    """
    found = [_specimen(row) for row in database.query(_RECORDS, (json.dumps(list(ids)),))]
    views = _views(database, [one.id for one in found if one.view is not None])
    without = _reasons(database, [one.id for one in found if one.view is None and one.unsized is None])
    return [_completed(one, views, without) for one in found]


def in_number_order(database: Database, ids: Sequence[int]) -> list[int]:
    """These specimens in the order of their catalogue numbers, each once; those removed since are left out."""
    return [row[0] for row in database.execute(_BY_NUMBER, (json.dumps(list(ids)),))]


def _completed(
    one: StoredSpecimen,
    views: Mapping[int, tuple[View, ...]],
    without: Mapping[int, tuple[Unsized, tuple[FlagCode, ...]]],
) -> StoredSpecimen:
    if one.id in views:
        return replace(one, others=views[one.id])
    if one.unsized is not None or one.view is not None:
        return one
    why, flags = without.get(one.id, (Unsized.NO_PHOTO, ()))
    return replace(one, unsized=why, flags=flags)


def _specimen(row: Found) -> StoredSpecimen:
    named_by_photo = not row["catalogue_number"] and row["path"] is not None
    known = sum(row[side] is not None for side in ("length_mm", "width_mm"))
    return StoredSpecimen(
        id=row["id"],
        number=row["catalogue_number"] or "",
        species=without_markup(row["species"]),
        photo_id=row["photo_id"],
        length_mm=row["length_mm"],
        length_error_mm=row["length_error_mm"],
        width_mm=row["width_mm"],
        width_error_mm=row["width_error_mm"],
        height_mm=row["height_mm"],
        depth_mm=row["depth_mm"],
        unsized=Unsized.ONE_SIDE if known == 1 else None,
        photo_name=Path(row["path"]).stem if named_by_photo else "",
    )


def _view(row: Found) -> View:
    return View(
        Side(row["length_mm"], row["length_error_mm"] or 0.0), Side(row["width_mm"], row["width_error_mm"] or 0.0)
    )


def _views(database: Database, ids: Sequence[int]) -> dict[int, tuple[View, ...]]:
    """What each photo of specimens with several sizes shows."""
    found: dict[int, tuple[View, ...]] = {}
    for row in database.query(_VIEWS, (json.dumps(list(ids)),)):
        found[row["specimen_id"]] = (*found.get(row["specimen_id"], ()), _view(row))
    return {specimen_id: views for specimen_id, views in found.items() if len(views) > 1}


def _reasons(database: Database, ids: Sequence[int]) -> dict[int, tuple[Unsized, tuple[FlagCode, ...]]]:
    """Why each has no size, where photos tell it."""
    told: dict[int, list[tuple[Unsized, tuple[FlagCode, ...]]]] = {}
    for row in database.query(_WHY, (json.dumps(list(ids)),)):
        told.setdefault(row["specimen_id"], []).append((_reason(row), _flags(json.loads(row["flags"] or "[]"))))
    return {key: min(reasons, key=lambda reason: _TELLING.index(reason[0])) for key, reasons in told.items()}


def _reason(row: Found) -> Unsized:
    if row["size_verb"] == SizeVerb.NONE:
        return Unsized.NO_SIZE
    if row["size_status"] == MeasurementStatus.FLAGGED:
        return Unsized.FLAGGED
    return Unsized.OPEN if row["size_status"] == MeasurementStatus.MEASURED else Unsized.NOT_MEASURED


def _flags(codes: Iterable[str]) -> tuple[FlagCode, ...]:
    return tuple(_FLAGS[code] for code in codes if code in _FLAGS)
