"""Undo, redo and what happened to a photo.

Undo is a new operation that applies what its target noted as "before", last change first; redo applies "after".
Nothing is kept in memory, so both work after a restart. A new act ends what could be redone until then.
"""

import json
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import damaged
from mineral_desk.catalogue.history_lines import history_lines
from mineral_desk.catalogue.log import KEYS, Act, Row, acting
from mineral_desk.catalogue.rows import Found, operation_row
from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.change import NOTHING_CHANGED, Changes, Operation

_TO_UNDO = "SELECT * FROM operation WHERE kind = 'do' AND undone_by IS NULL ORDER BY id DESC LIMIT 1"

_TO_REDO = """
SELECT * FROM operation WHERE undone_by IS NOT NULL
    AND undone_by > (SELECT coalesce(max(id), 0) FROM operation WHERE kind = 'do')
ORDER BY undone_by DESC LIMIT 1
"""
"""The act undone last, unless something new was done since."""


class History:
    """Take acts back, bring them back, and tell what happened."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def can_undo(self) -> Operation | None:
        """The act that :meth:`undo` would take back."""
        return self._operation(_TO_UNDO)

    def can_redo(self) -> Operation | None:
        """The act that :meth:`redo` would bring back."""
        return self._operation(_TO_REDO)

    def last_operation(self) -> Operation | None:
        """What was done last, undo and redo included."""
        return self._operation("SELECT * FROM operation ORDER BY id DESC LIMIT 1")

    def undo(self, who: str) -> Changes:
        """Take the last act back; nothing changed where there is none."""
        return self._apply(_TO_UNDO, who, "undo")

    def redo(self, who: str) -> Changes:
        """Bring the act undone last back; nothing changed where there is none or something new was done since."""
        return self._apply(_TO_REDO, who, "redo")

    def lines(self, photo_id: int) -> list[HistoryLine]:
        """What happened to the photo, latest first; what was undone is marked."""
        return history_lines(self._database, photo_id)

    def _operation(self, statement: str) -> Operation | None:
        return next(map(operation_row, self._database.query(statement)), None)

    def _apply(self, statement: str, who: str, kind: str) -> Changes:
        target = self._operation(statement)
        if target is None:
            return NOTHING_CHANGED
        name = f"{kind.capitalize()}: {target.name}"
        with acting(self._database, self._path, name, who, kind=kind, target=target.id) as act:
            order = "DESC" if kind == "undo" else "ASC"
            changes = self._database.query(
                f"SELECT * FROM change WHERE operation_id = ? ORDER BY id {order}",  # noqa: S608
                (target.id,),
            )
            for change in list(changes):
                try:
                    self._apply_change(act, change, back=kind == "undo")
                except (KeyError, sqlite3.IntegrityError) as error:  # the rows are not as the log says
                    raise damaged(self._path) from error
            self._database.execute(
                "UPDATE operation SET undone_by = ? WHERE id = ?",
                (act.begin() if kind == "undo" else None, target.id),
            )
        return act.changes

    def _apply_change(self, act: Act, change: Found, back: bool) -> None:
        table, row_id = change["table_name"], change["row_id"]
        before, after = self._values(table, change["before"]), self._values(table, change["after"])
        target, other = (before, after) if back else (after, before)
        if table == "decision":  # a decision stays for good; it only counts or does not
            act.update(table, row_id, {"undone": int(back)})
        elif target is None:
            act.delete(table, row_id)
        elif other is None:
            act.insert(table, target)
        else:
            act.update(table, row_id, target)

    def _values(self, table: str, text: str | None) -> Row | None:
        """The columns of a logged row; a file from outside may hold anything there."""
        if text is None:
            return None
        row = json.loads(text)
        if table not in KEYS or not isinstance(row, dict) or not set(row) <= set(self._columns(table)):
            raise damaged(self._path)
        return row

    def _columns(self, table: str) -> list[str]:
        return [column.name for column in self._database.table(table).columns]
