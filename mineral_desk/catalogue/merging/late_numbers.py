"""Numbers that another record bore while the acts that gave them were replayed, and that may be free afterwards."""

import json

from mineral_desk.catalogue.merging.clashes import add_clash
from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.parts import NUMBER
from mineral_desk.catalogue.merging.putting import number_is_taken, put
from mineral_desk.catalogue.merging.replayed_act import ReplayedAct
from mineral_desk.catalogue.merging.task import MergeTask

_CONTESTED_BEARER = """
SELECT m.their_id FROM main.specimen AS o JOIN temp.specimen_map AS m ON m.our_id = o.id
WHERE o.catalogue_number = ? AND (
    EXISTS (SELECT 1 FROM temp.clash AS c
        WHERE c.table_name = 'specimen' AND c.row_id = m.their_id AND c.part = 'record')
    OR EXISTS (SELECT 1 FROM main.conflict_open AS c
        WHERE c.table_name = 'specimen' AND c.row_id = o.id AND c.part = 'record'))
"""
_IS_JUDGED = "SELECT 1 FROM temp.verdict WHERE table_name = 'specimen' AND row_id = ? AND part = ?"


class LateNumbers:
    """Note them while replaying, give them at the end; who still wants a taken one waits for a person."""

    def __init__(self, task: MergeTask, ids: Identities) -> None:
        self._task, self._ids = task, ids
        self._acts: dict[int, int] = {}

    def note(self, their_id: int, operation_id: int) -> None:
        """The number of this record of theirs was taken here when that act gave it."""
        self._acts[their_id] = operation_id

    def give(self) -> None:
        """Once everything else is here."""
        for their_id, operation_id in self._acts.items():
            row_id = self._ids.specimen(their_id)
            found = self._task.one("SELECT catalogue_number FROM theirs.specimen WHERE id = ?", their_id)
            if found is not None and row_id is not None:
                self._give(their_id, row_id, operation_id, found[0])

    def _give(self, their_id: int, row_id: int, operation_id: int, number: str | None) -> None:
        operation = next(self._task.database.query("SELECT * FROM theirs.operation WHERE id = ?", (operation_id,)))
        act = ReplayedAct(self._task, operation, None)
        act.operation_id = self._ids.operation(operation_id)
        ours = act.row("specimen", row_id)
        if ours is None or ours["catalogue_number"] == number:
            return
        if number_is_taken(act, row_id, {"catalogue_number": number}):
            text = json.dumps({"catalogue_number": number}, ensure_ascii=False)
            key = ("specimen", their_id, NUMBER.name)
            add_clash(self._task, key, operation_id, text, self._contested_bearer(number))
        elif self._task.one(_IS_JUDGED, their_id, NUMBER.name) is None:
            put(act, "specimen", row_id, NUMBER, {"catalogue_number": number})

    def _contested_bearer(self, number: str | None) -> int | None:
        """The record that bears the number here, where a person is asked whether it is to be there at all."""
        found = self._task.one(_CONTESTED_BEARER, number)
        return None if found is None else -int(found[0])
