"""One row through the change log: what it was after each of the last changes, proven against what it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mineral_desk.catalogue.log import KEYS, Row, table_words
from mineral_desk.catalogue.merging.task import MergeTask
from mineral_desk.domain.phrase import said

_CHANGES = """
SELECT c.id, c.operation_id, c.before, c.after, n.{mark} IS NOT NULL FROM {schema}.change AS c
LEFT JOIN temp.{marked} AS n ON n.{mark} = c.operation_id
WHERE c.table_name = ? AND c.row_id = ? AND c.id >= ? ORDER BY c.id
"""
THEIR_CHANGES = _CHANGES.format(schema="theirs", marked="new_operation", mark="their_id")
OUR_CHANGES = _CHANGES.format(schema="main", marked="own_operation", mark="our_id")


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A line of the change log; ``is_new`` where the other side does not have the act."""

    row_id: int
    operation_id: int
    before: Row | None
    after: Row | None
    is_new: bool = True

    @property
    def columns(self) -> frozenset[str]:
        """What it speaks of."""
        return frozenset({*(self.before or {}), *(self.after or {})})


def parsed(task: MergeTask, table: str, text: str | None) -> Row | None:
    """A logged row; the log of a file from outside may hold anything. Raises CatalogueDamaged."""
    if text is None:
        return None
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not all(isinstance(value, str | int | float | None) for value in row.values()):
        raise task.refused(said("its change log holds what is no row of “{table}”", table=table))
    return row


def states(
    task: MergeTask, table: str, row_id: int, now: Row | None, changes: Sequence[LoggedChange]
) -> list[Row | None]:
    """The row before the first and after each of the changes. Raises CatalogueDamaged where they do not lead to it."""
    found = [now]
    for change in reversed(changes):
        if not _is_after(change, now):
            raise task.refused(
                said("its change log does not lead to its {table} {row} as it is", table=table_words(table), row=row_id)
            )
        now = _before(change, now)
        found.append(now)
    return found[::-1]


def current(task: MergeTask, schema: str, table: str, row_id: int | None) -> Row | None:
    """The row as it is."""
    if row_id is None:
        return None
    statement = f"SELECT * FROM {schema}.{table} WHERE {KEYS[table]} = ?"  # noqa: S608
    return next(task.database.query(statement, (row_id,)), None)


def _is_after(change: LoggedChange, row: Row | None) -> bool:
    if change.after is None or row is None:
        return change.after is None and row is None and change.before is not None
    return all(name in row and row[name] == value for name, value in change.after.items())


def _before(change: LoggedChange, row: Row | None) -> Row | None:
    if change.before is None:
        return None
    return dict(change.before) if row is None else {**row, **change.before}
