"""The conflicts that wait for a person: what each side says, by whom and when."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from mineral_desk.catalogue.act_words import decision_words
from mineral_desk.catalogue.log import Row
from mineral_desk.catalogue.merging.parts import DECISION, RECORD, Part, part_named
from mineral_desk.catalogue.merging.standing import row_in, standing, told_by
from mineral_desk.catalogue.rows import Found, decision_row
from mineral_desk.catalogue.text import moment
from mineral_desk.domain.merging import Conflict, Said
from mineral_desk.domain.record_numbers import path_from_text

LISTED_AT_MOST = 10_000
PAGE = 200

_OPEN = """
SELECT c.*, o.who, o.made_at, m.other_name FROM main.conflict_open AS c
JOIN main.operation AS o ON o.id = c.theirs_operation_id JOIN main.merging AS m ON m.id = c.merging_id
WHERE c.within_id IS NULL AND c.id > :after {where} ORDER BY c.id LIMIT :limit
"""
_LAST_SAID = """
SELECT o.who, o.made_at, c.before, c.after FROM main.change AS c JOIN main.operation AS o ON o.id = c.operation_id
WHERE c.table_name = ? AND c.row_id = ? ORDER BY c.id DESC
"""


def open_conflicts(database: Database, limit: int = LISTED_AT_MOST) -> Iterator[Conflict]:
    """Those that wait, in the order found. Where both sides say the same by now, there is none."""
    for found in _waiting(database, "", limit):
        yield _conflict(database, found)


def count_open(database: Database, limit: int = LISTED_AT_MOST) -> int:
    """How many wait for a person, counted up to ``limit``."""
    return sum(1 for _ in _waiting(database, "", limit))


def open_conflict(database: Database, conflict_id: int) -> Found | None:
    """The row of one that waits."""
    return next(_waiting(database, f"AND c.id = {int(conflict_id)}", 1), None)


def conflicts_of(database: Database, merging_id: int) -> tuple[Conflict, ...]:
    """The conflicts that a merge found."""
    found = _waiting(database, f"AND c.merging_id = {int(merging_id)}", LISTED_AT_MOST)
    return tuple(_conflict(database, one) for one in found)


def _waiting(database: Database, where: str, limit: int) -> Iterator[Found]:
    after, given = 0, 0
    while page := list(database.query(_OPEN.format(where=where), {"after": after, "limit": PAGE})):
        after = page[-1]["id"]
        for found in page:
            part = part_named(found["table_name"], found["part"])
            now = standing(database, found["table_name"], found["row_id"], part)
            if found["table_name"] == "specimen" and part is not RECORD and now is None:
                continue  # nothing can stand for a record that is not there; it waits again if that comes back
            if told_by(part, now) != told_by(part, row_in(found["theirs"])):
                yield found
                given += 1
                if given >= limit:
                    return


def _conflict(database: Database, found: Found) -> Conflict:
    table, row_id = found["table_name"], found["row_id"]
    part = part_named(table, found["part"])
    now = standing(database, table, row_id, part)
    photo_id = _photo_of(database, table, row_id)
    return Conflict(
        id=found["id"],
        about=_about(database, found, photo_id, now),
        part=part.name,
        ours=_said_here(database, table, row_id, part, now),
        theirs=_said(database, part, row_in(found["theirs"]), found["who"], found["made_at"]),
        came_from=found["other_name"],
        photo_id=photo_id,
        specimen_id=row_id if table == "specimen" else None,
    )


def _said_here(database: Database, table: str, row_id: int, part: Part, now: Row | None) -> Said:
    """Who said last what stands here; nobody where the machine wrote it, or nothing was ever said."""
    for who, when, *texts in database.execute(_LAST_SAID, (table, row_id)):
        rows = [json.loads(text) for text in texts if text]
        if part is RECORD or len(rows) == 1 or any(name in row for row in rows for name in part.columns):
            return _said(database, part, now, who, when)
    return _said(database, part, now, "", None)


def _said(database: Database, part: Part, value: Row | None, who: str, when: str | None) -> Said:
    if part is DECISION:
        decision_id = None if value is None else value["decision_id"]
        row = next(database.query("SELECT * FROM main.decision WHERE id = ?", (decision_id,)), None)
        if row is not None:
            return Said(_decision_words(row), row["who"], moment(row["decided_at"]))
    return Said(_words(database, part, value), who, None if when is None else _moment(when))


def _decision_words(row: Found) -> str:
    decision = decision_row(row)
    number = f"{decision.catalogue_number}: " if decision.catalogue_number else ""
    return f"{number}{decision_words(decision)}"


def _words(database: Database, part: Part, value: Row | None) -> str:
    """A part's value on one line; nothing where nothing is said."""
    match part.name:
        case "record":
            return "removed" if value is None else _record_words(value)
        case "specimen":
            row = {} if value is None else _row(database, value.get("specimen_id"))
            return _record_words(row) if row else ""
        case "size":
            return _size_words(value or {})
        case "name":
            told = [str((value or {}).get(name) or "") for name in ("species", "qualifier", "verification")]
            return ", ".join(one for one in told if one and one != "open")
        case _:
            first = next((str((value or {}).get(name) or "") for name in part.telling), "")
            return " ".join(first.split())


def _record_words(row: Row) -> str:
    told = [str(row.get(name) or "") for name in ("catalogue_number", "species")]
    return ", ".join(filter(None, told)) or "a record without a number"


def _size_words(value: Row) -> str:
    sides = [value.get(name) for name in ("length_mm", "width_mm", "height_mm", "depth_mm")]
    told = [f"{side:g}" for side in sides if isinstance(side, int | float)]
    return f"{' × '.join(told)} mm" if told else ""


def _row(database: Database, specimen_id: Any) -> Row:
    return next(database.query("SELECT * FROM main.specimen WHERE id = ?", (specimen_id,)), {})


def _photo_of(database: Database, table: str, row_id: int) -> int | None:
    if table != "specimen":
        return row_id
    found = database.execute("SELECT min(photo_id) FROM main.specimen_photo WHERE specimen_id = ?", (row_id,))
    photo_id: int | None = found.fetchone()[0]
    return photo_id


def _about(database: Database, found: Found, photo_id: int | None, ours: Row | None) -> str:
    """The number of the specimen or, where it has none, the name of its photo."""
    number = ""
    if found["table_name"] == "specimen":
        row = _row(database, found["row_id"]) or row_in(found["theirs"]) or ours or {}
        number = str(row.get("catalogue_number") or "")
    if number or photo_id is None:
        return number or "a record without a number"
    path = database.execute("SELECT path FROM main.photo WHERE id = ?", (photo_id,)).fetchone()
    return "" if path is None else path_from_text(path[0].replace("\\", "/")).name


def _moment(text: str) -> datetime:
    return moment(text)
