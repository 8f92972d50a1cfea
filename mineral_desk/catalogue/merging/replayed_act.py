"""An act of the other catalogue while it is written here: with its own GUID, name, person and moment."""

import json

from mineral_desk.catalogue.log import Act, Row
from mineral_desk.catalogue.merging.task import MergeTask


class ReplayedAct(Act):
    """Its line in ``operation`` is written even where nothing of it can be changed here."""

    def __init__(self, task: MergeTask, operation: Row, target: int | None) -> None:
        super().__init__(task.database, str(operation["name"]), str(operation["who"]), str(operation["kind"]), target)
        self._task, self._operation, self.target = task, operation, target
        self._photo_ids, self._specimen_ids = task.photo_ids, task.specimen_ids

    def begin(self) -> int:
        """The id of the operation's row here."""
        if self.operation_id is None:
            row = self._operation
            cursor = self.database.execute(
                "INSERT INTO main.operation (guid, kind, name, who, made_at, target_operation_id, merging_id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row["guid"], self._kind, self.name, self.who, row["made_at"], self._target, self._task.merging_id),
            )
            self.operation_id = int(cursor.lastrowid or 0)
        return self.operation_id

    def hold(self, table: str, row_id: int, before: Row | None, after: Row | None) -> None:
        """Keep what the act wanted and what does not stand here."""
        self.database.execute(
            "INSERT INTO main.held_change (operation_id, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
            (self.begin(), table, row_id, _json(before), _json(after)),
        )


def _json(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False)
