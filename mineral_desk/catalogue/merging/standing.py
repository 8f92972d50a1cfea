"""What stands for a part of a row, and what it says: parts that are no columns included."""

import json

from sqlite_utils import Database

from mineral_desk.catalogue.log import KEYS, Row
from mineral_desk.catalogue.merging.parts import DECISION, RECORD, Part, Told

_COUNTS = "SELECT max(id) FROM main.decision WHERE photo_id = ? AND undone = 0"


def standing(database: Database, table: str, row_id: int, part: Part) -> Row | None:
    """The part's columns as they are; None where there is no row."""
    if part is DECISION:
        return {"decision_id": database.execute(_COUNTS, (row_id,)).fetchone()[0]}
    row = next(database.query(f"SELECT * FROM main.{table} WHERE {KEYS[table]} = ?", (row_id,)), None)  # noqa: S608
    if part is RECORD:
        return row
    return None if row is None else part.values(row)


def told_by(part: Part, value: Row | None) -> Told:
    """What such a value says; of a record only whether it is there."""
    return (None if value is None else 1,) if part is RECORD else part.told(value)


def row_in(text: str) -> Row | None:
    """A value that was kept as JSON."""
    row: Row | None = json.loads(text)
    return row
