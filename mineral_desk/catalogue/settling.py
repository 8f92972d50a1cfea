"""The lines in ``resolution``: what a person decided about a conflict, as a part of an act.

They stand as long as their act does, so undo and redo need not touch them.
"""

import json
from dataclasses import dataclass

from sqlite_utils import Database

from mineral_desk.catalogue.log import Act, Row
from mineral_desk.domain.change import ChangeKind
from mineral_desk.domain.merging import Side

SETTLE = "Settle the {part}: {side}"
"""The name of an act that settles a conflict. It is part of the format: histories are read by it."""
WAITING_WITH = """
SELECT id, table_name, row_id, part, theirs FROM main.conflict_open WHERE within_id = ?
ORDER BY CASE WHEN part <> 'record' THEN 1 WHEN theirs = 'null' THEN 2 ELSE 0 END, id
"""
"""What is settled with a conflict: a record is there before a photo shows it, and goes when none does any more."""


def is_settlement(name: str) -> bool:
    """Whether an act of that name settled a conflict."""
    return name.startswith(SETTLE.partition("{")[0])


@dataclass(frozen=True, slots=True)
class Resolution:
    """Between ``ours`` and ``theirs`` somebody chose ``value``, for one part of a row; all are the part's columns."""

    table: str
    row_id: int
    part: str
    chosen: Side
    ours: Row | None
    theirs: Row | None
    value: Row | None


def insert_resolution(database: Database, operation_id: int, one: Resolution) -> int:
    """Add the line; returns its id."""
    cursor = database.execute(
        "INSERT INTO main.resolution (operation_id, table_name, row_id, part, chosen, ours, theirs, value) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            operation_id,
            one.table,
            one.row_id,
            one.part,
            one.chosen.value,
            *map(_json, (one.ours, one.theirs, one.value)),
        ),
    )
    return int(cursor.lastrowid or 0)


def settle_by(database: Database, conflict_id: int, resolution_id: int) -> None:
    """The conflict is settled by that line."""
    database.execute("INSERT OR IGNORE INTO main.conflict_resolution VALUES (?, ?)", (conflict_id, resolution_id))


def touch_settled(act: Act, operation_id: int) -> None:
    """An act that settled conflicts was taken back or done again: whoever lists them looks anew."""
    settled = "SELECT table_name, row_id FROM resolution WHERE operation_id = ?"
    for table, row_id in act.database.execute(settled, (operation_id,)).fetchall():
        touch_row(act, table, row_id)


def touch_row(act: Act, table: str, row_id: int) -> None:
    """Note that a conflict about this row is settled, or open again."""
    if table == "specimen":
        act.touch(ChangeKind.SPECIMEN, specimen_ids={row_id})
    else:
        act.touch(ChangeKind.PHOTO, photo_ids={row_id})


def _json(row: Row | None) -> str:
    return json.dumps(row, ensure_ascii=False)
