"""The conflicts of a merge, kept once all that came is here: those that it found, and those that the other side has."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.parts import DECISION, RECORD, part_named
from mineral_desk.catalogue.merging.standing import row_in, standing, told_by
from mineral_desk.catalogue.merging.task import OPEN_THERE, MergeTask

_FOUND = """
SELECT c.table_name, c.row_id, c.part, n.our_id, c.theirs, c.within FROM temp.clash AS c
JOIN temp.new_operation AS n ON n.their_id = c.operation_id
ORDER BY c.part = 'decision' DESC, c.part = 'record' DESC, c.id
"""
_OF_THEIRS = f"""
SELECT c.id, c.table_name, c.row_id, c.part, n.our_id, c.theirs, c.within_id FROM theirs.conflict AS c
JOIN temp.new_operation AS n ON n.their_id = c.theirs_operation_id
WHERE {OPEN_THERE} ORDER BY c.id
"""  # noqa: S608
_SAME = """
SELECT theirs FROM main.conflict_open
WHERE table_name = ? AND row_id = ? AND part = ? AND theirs_operation_id = ?
"""


@dataclass(frozen=True, slots=True)
class _Found:
    """A conflict in terms of their ids, its act in terms of ours; ``number`` is what others call it as ``within``."""

    number: int
    table: str
    their_row: int
    part: str
    operation_id: int
    theirs: str
    within: int | None


def keep_conflicts(task: MergeTask, ids: Identities) -> None:
    """Add the lines in ``conflict``; where both sides say the same by now, there is none."""
    for found in (_found_now(task), _found_there(task)):
        kept: dict[int, int] = {}
        for one in found:
            conflict_id = _keep(task, ids, one, kept)
            if conflict_id is not None:
                kept[one.number] = conflict_id


def _found_now(task: MergeTask) -> Iterator[_Found]:
    """Those first that others wait with; these name a decision by its photo and a record by its negative id."""
    for table, their_row, part, operation_id, theirs, within in task.rows(_FOUND):
        number = {DECISION.name: their_row, RECORD.name: -their_row}.get(part, 0)
        yield _Found(number, table, their_row, part, operation_id, theirs, within)


def _found_there(task: MergeTask) -> Iterator[_Found]:
    for row in task.rows(_OF_THEIRS):
        yield _Found(*row)


def _keep(task: MergeTask, ids: Identities, one: _Found, kept: dict[int, int]) -> int | None:
    row_id, part = ids.row_id(one.table, one.their_row), part_named(one.table, one.part)
    if row_id is None:
        return None
    text = ids.mapped_text(one.theirs) or "null"
    ours, theirs = standing(task.database, one.table, row_id, part), row_in(text)
    within = None if one.within is None else kept.get(one.within) or _waiting_already(task, ids, one.within)
    if told_by(part, ours) == told_by(part, theirs) and (within is None or ours == theirs):
        return None  # else where it came from goes with what it waits for
    key = (one.table, row_id, one.part)
    same = task.rows(_SAME, *key, one.operation_id)
    if any(told_by(part, row_in(other)) == told_by(part, theirs) for (other,) in same):
        return None
    cursor = task.database.execute(
        "INSERT INTO main.conflict (merging_id, table_name, row_id, part, ours, theirs, theirs_operation_id, "
        "within_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (task.merging_id, *key, json.dumps(ours, ensure_ascii=False), text, one.operation_id, within),
    )
    return int(cursor.lastrowid or 0)


def _waiting_already(task: MergeTask, ids: Identities, within: int) -> int | None:
    """The conflict of an earlier merge that another is to wait with, named as in :func:`_found_now`."""
    table, part = ("specimen", RECORD) if within < 0 else ("photo", DECISION)
    key = (table, ids.row_id(table, abs(within)), part.name)
    found = task.one("SELECT id FROM main.conflict_open WHERE table_name = ? AND row_id = ? AND part = ?", *key)
    return None if found is None else int(found[0])
