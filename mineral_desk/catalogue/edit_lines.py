"""What an edit of a specimen's record changed, in words: field by field, before and after."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS

EDIT = "Edit the record"
EDIT_SEVERAL = "Edit {n} records"
RESTORE = "Restore the state of {when}"
"""The names of the acts in the log. They are part of the format: histories are read by them."""
IS_EDIT = f"(o.name = '{EDIT}' OR o.name LIKE '{EDIT_SEVERAL.format(n='%')}')"
"""The same as a condition over ``operation AS o``."""

_SEVERAL = re.compile(re.escape(EDIT_SEVERAL).replace(re.escape("{n}"), r"\d+"))
_CHANGES = """
SELECT row_id, before, after FROM change WHERE operation_id = :act AND table_name = 'specimen'
    AND before IS NOT NULL AND after IS NOT NULL
UNION ALL SELECT row_id, before, after FROM held_change WHERE operation_id = :act AND table_name = 'specimen'
    AND before IS NOT NULL AND after IS NOT NULL
"""
"""In the order of their ids; with what the act of another computer wanted and what was not taken over here."""
LONGEST = 60
"""Letters of a value in a history line."""
NOTHING = "–"


def edit_name(count: int) -> str:
    """What an edit of so many records is called in the log."""
    return EDIT if count == 1 else EDIT_SEVERAL.format(n=count)


def is_edit(name: str) -> bool:
    """Whether an act of that name edited records."""
    return name == EDIT or _SEVERAL.fullmatch(name) is not None


def is_restoring(name: str) -> bool:
    """Whether an act of that name brought an earlier state back."""
    return name.startswith(RESTORE.partition("{")[0])


def edited_fields(
    database: Database, operation_id: int, specimen_id: int | None, words: Mapping[str, str] = FIELD_WORDS
) -> dict[str, str]:
    """The fields that the act changed, by what they are called, each with its words ("locality: Ural → Altai").

    Only fields of ``words``, which says what they are called. Those of one
    specimen where the act changed it, else of all that it changed.
    """
    changes = list(database.query(_CHANGES, {"act": operation_id}))
    mine = [change for change in changes if change["row_id"] == specimen_id]
    return _fields_of(mine or changes, words)


def _fields_of(changes: list[dict[str, Any]], called: Mapping[str, str]) -> dict[str, str]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        old, new = json.loads(change["before"]), json.loads(change["after"])
        if isinstance(old, dict) and isinstance(new, dict):  # a file from outside may hold anything there
            before, after = old | before, after | new
    changed = [name for name in called if name in after and before.get(name) != after[name]]
    return {called[name]: _words(called[name], name, before.get(name), after[name]) for name in changed}


def _words(called: str, name: str, before: Any, after: Any) -> str:
    old, new = value_words(name, before), value_words(name, after)
    return f"{called}: {old} → {new or NOTHING}" if old else f"{called}: {new}"


def value_words(name: str, value: Any) -> str:
    """A field's value in one short line; empty where there is none."""
    if value is None or value == "":
        return ""
    if name in SIZE_FIELDS:
        return f"{value:g} mm"
    line = " ".join(str(value).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
