"""What was settled on the other side is settled here, where what stands is one of the two that it was about."""

import json

from mineral_desk.catalogue.history import History
from mineral_desk.catalogue.log import Row
from mineral_desk.catalogue.merging.clashes import add_clash
from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.later import Later, Step
from mineral_desk.catalogue.merging.open_conflicts import is_settled_here, open_about
from mineral_desk.catalogue.merging.parts import DECISION, NUMBER, RECORD, Part, part_named
from mineral_desk.catalogue.merging.putting import number_is_taken, put, put_link
from mineral_desk.catalogue.merging.replayed_act import ReplayedAct
from mineral_desk.catalogue.merging.rows_of_the_log import current
from mineral_desk.catalogue.merging.standing import row_in, standing, told_by
from mineral_desk.catalogue.merging.task import OPEN_THERE, MergeTask
from mineral_desk.catalogue.settling import WAITING_WITH, Resolution, insert_resolution, settle_by
from mineral_desk.domain.merging import Side

_BROUGHT = """
SELECT r.table_name, r.row_id, r.part, r.chosen, r.ours, r.theirs, r.value, o.undone_by IS NULL
FROM theirs.resolution AS r JOIN theirs.operation AS o ON o.id = r.operation_id WHERE r.operation_id = ? ORDER BY r.id
"""
_ABOUT = (
    "SELECT id FROM main.conflict_open WHERE table_name = 'specimen' AND row_id = ? AND part = '{part}' ORDER BY id"
)
_ABOUT_NUMBER, _ABOUT_BEING = _ABOUT.format(part=NUMBER.name), _ABOUT.format(part=RECORD.name)
_OWN_CHANGES = """
SELECT c.before, c.after FROM main.change AS c JOIN temp.own_operation AS n ON n.our_id = c.operation_id
WHERE c.table_name = ? AND c.row_id = ?
"""
_WANTS_NUMBER = """
SELECT DISTINCT c.row_id FROM main.conflict_open AS c JOIN temp.specimen_map AS m ON m.our_id = c.row_id
JOIN theirs.specimen AS t ON t.id = m.their_id AND t.catalogue_number = json_extract(c.theirs, '$.catalogue_number')
WHERE c.table_name = 'specimen' AND c.part = 'number' AND t.catalogue_number = ? ORDER BY c.row_id
"""
_WANTS_TO_SHOW = """
SELECT c.id, c.row_id FROM main.conflict_open AS c JOIN temp.photo_map AS p ON p.our_id = c.row_id
JOIN theirs.specimen_photo AS t ON t.photo_id = p.their_id JOIN temp.specimen_map AS m ON m.their_id = t.specimen_id
WHERE c.table_name = 'specimen_photo' AND json_extract(c.theirs, '$.specimen_id') = m.our_id AND m.our_id = ?
    AND NOT EXISTS (SELECT 1 FROM main.specimen_photo WHERE photo_id = c.row_id) ORDER BY c.id
"""
_ONLY_SHOWN_HERE = f"""
SELECT 1 FROM main.conflict_open AS c JOIN temp.specimen_map AS m ON m.our_id = c.row_id
JOIN main.specimen AS o ON o.id = c.row_id
WHERE c.table_name = 'specimen' AND c.row_id = ? AND c.part = 'record' AND c.theirs = 'null'
    AND NOT EXISTS (SELECT 1 FROM theirs.specimen WHERE id = m.their_id)
    AND NOT EXISTS (SELECT 1 FROM main.specimen_photo WHERE specimen_id = c.row_id)
    AND NOT EXISTS (SELECT 1 FROM main.change AS x JOIN temp.own_operation AS n ON n.our_id = x.operation_id
        WHERE x.table_name = 'specimen' AND x.row_id = c.row_id)
    AND NOT EXISTS (SELECT 1 FROM theirs.conflict AS c
        WHERE c.table_name = 'specimen' AND c.row_id = m.their_id AND c.part = 'record' AND {OPEN_THERE})
"""  # noqa: S608
"""A record that was removed there, about which nobody there is asked, and which only a photo kept here."""
_UNDONE = """
SELECT t.id, count(*), max(CASE o.kind WHEN 'undo' THEN n.our_id END), t.undone_by IS NOT NULL,
    t.id IN (SELECT their_id FROM temp.new_operation)
FROM theirs.operation AS o JOIN temp.new_operation AS n ON n.their_id = o.id
JOIN theirs.operation AS t ON t.id = o.target_operation_id GROUP BY t.id
"""


def is_settling(task: MergeTask, act: ReplayedAct, operation: Row) -> bool:
    """Take back (or do again) here what settled a conflict: another value may have stood here before it.

    True where the act was that: then its own changes are not for here.
    """
    if operation["kind"] == "do" or act.target is None:
        return False
    if task.one("SELECT 1 FROM main.resolution WHERE operation_id = ?", act.target) is None:
        return False
    History(task.database, task.path).apply(act, act.target, back=operation["kind"] == "undo")
    return True


class Resolutions:
    """The lines that come with their acts; what cannot stand yet is tried again ``later``."""

    def __init__(self, task: MergeTask, ids: Identities, later: Later) -> None:
        self._task, self._ids, self._later = task, ids, later
        self._freed: dict[str, tuple[ReplayedAct, int]] = {}
        """Numbers that a record gave up here, with the act and the line by which it did."""
        self._left: dict[int, tuple[ReplayedAct, int]] = {}
        """Records that a photo does not show here any more, likewise."""
        self._came: dict[int, tuple[ReplayedAct, int]] = {}
        """Records that are here again, likewise."""

    def bring(self, act: ReplayedAct, their_id: int) -> None:
        """The lines of one act of theirs."""
        task, ids = self._task, self._ids
        for table, their_row, name, chosen, *texts, counts in task.rows(_BROUGHT, their_id):
            row_id = ids.row_id(table, their_row)
            if row_id is None:
                continue
            ours, theirs, value = (row_in(ids.mapped_text(text) or "null") for text in texts)
            one = Resolution(table, row_id, name, Side(chosen), ours, theirs, value)
            line = insert_resolution(task.database, act.begin(), one)
            if counts and _is_ours_as_well(task, one):
                add_clash(task, (table, their_row, name), their_id, texts[-1])
            elif counts and not self._settle(act, one, line):
                self._wait(act, one, line)

    def settle_what_follows(self) -> None:
        """What stood against the other side here only because of what is settled now."""
        for specimen_id, (act, line) in self._came.items():
            for conflict_id, photo_id in self._task.rows(_WANTS_TO_SHOW, specimen_id):
                if put_link(act, photo_id, specimen_id):
                    settle_by(self._task.database, conflict_id, line)
        for specimen_id, (act, line) in self._left.items():
            if self._task.one(_ONLY_SHOWN_HERE, specimen_id) is not None:
                self._settle_all(_ABOUT_BEING, specimen_id, line)
                act.delete("specimen", specimen_id)
        for number, (act, line) in self._freed.items():
            for (specimen_id,) in self._task.rows(_WANTS_NUMBER, number):
                if put(act, "specimen", specimen_id, NUMBER, {"catalogue_number": number}):
                    self._settle_all(_ABOUT_NUMBER, specimen_id, line)

    def _settle_all(self, query: str, specimen_id: int, line: int) -> None:
        for (conflict_id,) in self._task.rows(query, specimen_id):
            settle_by(self._task.database, conflict_id, line)

    def _wait(self, act: ReplayedAct, one: Resolution, line: int) -> None:
        def make_way() -> bool:
            """A record whose number is taken is there without it until that is free."""
            wanted = self._there(one.table, one.row_id, RECORD, one.value) or {}
            number = wanted.get("catalogue_number")
            if one.part != RECORD.name or not number_is_taken(act, one.row_id, wanted):
                return False
            if not self._settle(act, one, line, without=("catalogue_number",)):
                return False
            self._later.add(Step(lambda: put(act, one.table, one.row_id, NUMBER, {"catalogue_number": number})))
            return True

        self._later.add(Step(lambda: self._settle(act, one, line), make_way))

    def _settle(self, act: ReplayedAct, one: Resolution, line: int, without: tuple[str, ...] = ()) -> bool:
        """Whether it stands here now, with what was said about it there since."""
        task, part = self._task, part_named(one.table, one.part)
        about = tuple(told_by(part, value) for value in (one.ours, one.theirs, one.value))
        if told_by(part, standing(task.database, one.table, one.row_id, part)) not in about:
            return False
        there = self._there(one.table, one.row_id, part, one.value)
        value = None if there is None else {k: None if k in without else v for k, v in there.items()}
        shown = self._shown(one)
        if not put(act, one.table, one.row_id, part, value):
            return False
        for conflict_id in open_about(task, (one.table, one.row_id, one.part), about):
            settle_by(task.database, conflict_id, line)
            self._settle_within(act, conflict_id, line)
        self._note_freed(act, one, line)
        if one.part == RECORD.name and value is not None:
            self._came[one.row_id] = act, line
        if shown is not None and shown != self._shown(one):
            self._left[shown] = act, line
        return True

    def _settle_within(self, act: ReplayedAct, conflict_id: int, line: int) -> None:
        """What waited with it stands as it does there, but for what was said about it here since."""
        for other, table, row_id, name, theirs in self._task.rows(WAITING_WITH, conflict_id):
            part = part_named(table, name)
            if not _is_changed_here(self._task, table, row_id, part):
                self._put(act, table, row_id, part, self._there(table, row_id, part, row_in(theirs)))
            settle_by(self._task.database, other, line)

    def _put(self, act: ReplayedAct, table: str, row_id: int, part: Part, value: Row | None) -> None:
        """Now, or as soon as it can be."""

        def attempt() -> bool:
            return put(act, table, row_id, part, value)

        if not attempt():
            self._later.add(Step(attempt))

    def _there(self, table: str, row_id: int, part: Part, told: Row | None) -> Row | None:
        """What stands on the other side now; ``told`` where it knows nothing of the row."""
        maps = "specimen_map" if table == "specimen" else "photo_map"
        found = self._task.one(f"SELECT their_id FROM temp.{maps} WHERE our_id = ?", row_id)  # noqa: S608
        if found is None or part is DECISION:
            return told
        row = self._ids.mapped(current(self._task, "theirs", table, found[0]))
        return row if row is None or part is RECORD else part.values(row)

    def _shown(self, one: Resolution) -> int | None:
        """The record that the photo shows about which a line speaks."""
        if one.table == "specimen":
            return None
        found = self._task.one("SELECT specimen_id FROM main.specimen_photo WHERE photo_id = ?", one.row_id)
        return None if found is None else int(found[0])

    def _note_freed(self, act: ReplayedAct, one: Resolution, line: int) -> None:
        if one.table != "specimen" or one.part not in (NUMBER.name, RECORD.name):
            return
        there = self._there(one.table, one.row_id, part_named(one.table, one.part), one.value)
        kept = (there or {}).get("catalogue_number")
        for value in (one.ours, one.theirs):
            number = (value or {}).get("catalogue_number")
            if isinstance(number, str) and number != kept:
                self._freed[number] = act, line


def mark_undone(task: MergeTask, ids: Identities) -> None:
    """Acts that were taken back on the other side, or done again, since the two parted."""
    for their_id, count, undo_id, is_undone, is_new in task.rows(_UNDONE):
        if count % 2 or is_new:
            undone_by = undo_id if is_undone else None
            our_id = ids.operation(their_id)
            if undone_by is not None or not is_undone:
                task.database.execute("UPDATE main.operation SET undone_by = ? WHERE id = ?", (undone_by, our_id))


def _is_ours_as_well(task: MergeTask, one: Resolution) -> bool:
    """Whether a person settled it here otherwise, without knowing of theirs."""
    part = part_named(one.table, one.part)
    now = standing(task.database, one.table, one.row_id, part)
    if told_by(part, now) == told_by(part, one.value):
        return False
    return is_settled_here(task, (one.table, one.row_id, one.part))


def _is_changed_here(task: MergeTask, table: str, row_id: int, part: Part) -> bool:
    """Whether a person said something about it here that the other side does not know of."""
    texts = (text for both in task.rows(_OWN_CHANGES, table, row_id) for text in both if text)
    return any(part is RECORD or any(name in part.columns for name in json.loads(text)) for text in texts)
