"""Photos about which both sides decided since they parted: which decision counts, and what goes with it.

Two decisions that say the same are no conflict; the earlier one counts on both sides. Where they differ, ours counts
until a person settles it, and what theirs wrote into the record waits with it.
"""

from dataclasses import dataclass, field

from mineral_desk.catalogue.log import Row, Value
from mineral_desk.catalogue.merging.parts import DECISION
from mineral_desk.catalogue.merging.task import OPEN_THERE, Key, MergeTask

_NEW_DECISIONS = """
SELECT DISTINCT d.photo_id FROM theirs.change AS c JOIN temp.new_operation AS n ON n.their_id = c.operation_id
JOIN theirs.decision AS d ON d.id = c.row_id
WHERE c.table_name = 'decision' AND d.guid NOT IN (SELECT guid FROM main.decision) ORDER BY d.photo_id
"""
_LAST = "SELECT * FROM {schema}.decision WHERE photo_id = ? AND undone = 0 ORDER BY id DESC LIMIT 1"
_NEW_OF_PHOTO = """
SELECT d.id, c.operation_id FROM theirs.decision AS d
JOIN theirs.change AS c ON c.table_name = 'decision' AND c.row_id = d.id AND c.before IS NULL
WHERE d.photo_id = ? AND d.guid NOT IN (SELECT guid FROM main.decision)
"""
_SHOWN_BY = """
SELECT m.their_id FROM main.specimen_photo AS l JOIN temp.photo_map AS m ON m.our_id = l.photo_id
WHERE l.specimen_id = ? ORDER BY m.their_id
"""
_WAITS_HERE = "SELECT 1 FROM main.conflict_open AS c WHERE c.table_name = 'photo' AND c.row_id = ? AND c.part = ?"
_WAITS_THERE = f"""
SELECT 1 FROM theirs.conflict AS c WHERE c.table_name = 'photo' AND c.row_id = ? AND c.part = ? AND {OPEN_THERE}
"""  # noqa: S608
_FOLLOWED = """
UPDATE main.conflict SET ended = 'followed'
WHERE id IN (SELECT id FROM main.conflict_open WHERE table_name = 'photo' AND row_id = ? AND part = ?)
"""
_WITHDRAWN = """
UPDATE main.conflict SET ended = 'withdrawn' WHERE id IN (
    SELECT k.id FROM main.conflict_open AS k JOIN main.decision AS d ON d.id = json_extract(k.theirs, '$.decision_id')
    JOIN theirs.decision AS t ON t.guid = d.guid AND t.undone = 1
    JOIN theirs.change AS c ON c.table_name = 'decision' AND c.row_id = t.id
    JOIN temp.new_operation AS n ON n.their_id = c.operation_id
    JOIN theirs.operation AS o ON o.id = c.operation_id AND o.kind = 'undo' WHERE k.part = ?)
"""
"""Theirs took the decision back meanwhile."""
_SAID = (
    "verb", "species", "catalogue_number", "size_verb", "length_mm", "length_error_mm", "width_mm", "width_error_mm",
    "height_mm", "depth_mm", "notes",
)  # fmt: skip


@dataclass(slots=True)
class Clashes:
    """``within`` says for a row of theirs that a clashing decision wrote: which photo, and by which acts."""

    within: dict[tuple[str, int], tuple[int, frozenset[int]]] = field(default_factory=dict)

    def photo_of(self, table: str, row_id: int, operation_id: int) -> int | None:
        """The photo of theirs with whose decision this change of a row waits; None where it waits with none."""
        photo_id, acts = self.within.get((table, row_id), (None, frozenset()))
        return photo_id if operation_id in acts else None

    def photo_of_removed(self, task: MergeTask, our_id: int, operation_id: int) -> int | None:
        """The photo of theirs that showed our record until one of these acts let it go."""
        for (photo_id,) in task.rows(_SHOWN_BY, our_id):
            if self.photo_of("specimen_photo", photo_id, operation_id) is not None:
                return int(photo_id)
        return None


def find_clashes(task: MergeTask) -> Clashes:
    """Compare the decisions; those of theirs that are not to count yet are noted as quiet."""
    found = Clashes()
    for (their_photo,) in task.rows(_NEW_DECISIONS):
        (our_photo,) = task.one("SELECT our_id FROM temp.photo_map WHERE their_id = ?", their_photo) or (None,)
        ours, theirs = _last(task, "main", our_photo), _last(task, "theirs", their_photo)
        new = dict(task.rows(_NEW_OF_PHOTO, their_photo))
        counts = theirs is not None and theirs["id"] in new
        if counts and not _is_rivalled(task, ours, our_photo, their_photo):
            continue
        task.database.conn.executemany("INSERT INTO temp.quiet_decision (their_id) VALUES (?)", [(one,) for one in new])
        if theirs is None or ours is None or not counts:
            continue
        if _says(ours) != _says(theirs):
            _note(task, found, their_photo, int(str(theirs["id"])), new)
            task.database.execute(_FOLLOWED, (our_photo, DECISION.name))
        elif (theirs["decided_at"], theirs["guid"]) < (ours["decided_at"], ours["guid"]):
            task.database.execute("DELETE FROM temp.quiet_decision WHERE their_id = ?", (theirs["id"],))
    task.database.execute(_WITHDRAWN, (DECISION.name,))
    return found


def _is_rivalled(task: MergeTask, ours: Row | None, our_photo: int | None, their_photo: int) -> bool:
    """Whether theirs did not know our decision when they decided, or the two wait for a person already."""
    if ours is None:
        return False
    if task.one("SELECT 1 FROM theirs.decision WHERE guid = ?", ours["guid"]) is None:
        return True
    waiting = ((_WAITS_HERE, our_photo), (_WAITS_THERE, their_photo))
    return any(task.one(query, photo_id, DECISION.name) is not None for query, photo_id in waiting)


def _note(task: MergeTask, found: Clashes, photo_id: int, decision_id: int, new: dict[int, int]) -> None:
    acts = frozenset(new.values())
    link = task.one("SELECT specimen_id FROM theirs.specimen_photo WHERE photo_id = ?", photo_id)
    found.within |= {("photo", photo_id): (photo_id, acts), ("specimen_photo", photo_id): (photo_id, acts)}
    if link is not None:
        found.within[("specimen", link[0])] = photo_id, acts
    key = ("photo", photo_id, DECISION.name)
    add_clash(task, key, new[decision_id], f'{{"decision_id": {decision_id}}}')


def add_clash(task: MergeTask, key: Key, operation_id: int, theirs: str, within: int | None = None) -> None:
    """Note a conflict in terms of their ids; it is kept once everything is here."""
    task.database.execute(
        "INSERT INTO temp.clash (table_name, row_id, part, operation_id, theirs, within) VALUES (?, ?, ?, ?, ?, ?)",
        (*key, operation_id, theirs, within),
    )


def drop_clash(task: MergeTask, key: Key) -> None:
    """Forget what was noted about this part of a row."""
    task.database.execute("DELETE FROM temp.clash WHERE table_name = ? AND row_id = ? AND part = ?", key)


def _last(task: MergeTask, schema: str, photo_id: int | None) -> Row | None:
    if photo_id is None:
        return None
    return next(task.database.query(_LAST.format(schema=schema), (photo_id,)), None)


def _says(decision: Row) -> tuple[Value, ...]:
    return tuple(decision[name] for name in _SAID)
