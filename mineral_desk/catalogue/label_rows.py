"""What stands on the labels of specimens."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from mineral_desk.catalogue.rows import Found
from mineral_desk.domain.labelling import Label
from mineral_desk.domain.markup import without_markup

_ROWS = """
SELECT s.guid, s.catalogue_number, s.species, s.locality, s.length_mm, s.width_mm, s.height_mm, s.depth_mm
FROM json_each(?) AS wanted JOIN specimen AS s ON s.id = wanted.value ORDER BY wanted.key
"""
_SIDES = ("length_mm", "width_mm", "height_mm", "depth_mm")


def labels(database: Database, ids: Sequence[int]) -> list[Label]:
    """These specimens' labels in this order; those of specimens removed since are left out."""
    return [_label(row) for row in database.query(_ROWS, (json.dumps(list(ids)),))]


def _label(row: Found) -> Label:
    has_size = row["length_mm"] is not None and row["width_mm"] is not None
    sides = tuple(row[side] for side in _SIDES if row[side] is not None) if has_size else ()
    return Label(row["catalogue_number"] or "", row["guid"], without_markup(row["species"]), row["locality"], sides)
