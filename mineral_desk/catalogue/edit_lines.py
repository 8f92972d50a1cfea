"""What an edit of a specimen's record changed, in words: field by field, before and after."""

import json
from typing import Any

from sqlite_utils import Database

from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS

EDIT = "Edit the record"
"""The name of the act in the log. It is part of the format: histories are read by it."""

LONGEST = 60
"""Letters of a value in a history line."""
NOTHING = "–"


def edited_fields(database: Database, operation_id: int) -> dict[str, str]:
    """The fields that the act changed, by what they are called, each with its words ("locality: Ural → Altai")."""
    changes = database.query(
        "SELECT before, after FROM change WHERE operation_id = ? AND table_name = 'specimen' "
        "AND before IS NOT NULL AND after IS NOT NULL ORDER BY id",
        (operation_id,),
    )
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        old, new = json.loads(change["before"]), json.loads(change["after"])
        if isinstance(old, dict) and isinstance(new, dict):  # a file from outside may hold anything there
            before, after = old | before, after | new
    changed = [name for name in FIELD_WORDS if name in after and before.get(name) != after[name]]
    return {FIELD_WORDS[name]: _words(name, before.get(name), after[name]) for name in changed}


def _words(name: str, before: Any, after: Any) -> str:
    called, old, new = FIELD_WORDS[name], _value(name, before), _value(name, after)
    return f"{called}: {old} → {new or NOTHING}" if old else f"{called}: {new}"


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name in SIZE_FIELDS:
        return f"{value:g} mm"
    line = " ".join(str(value).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
