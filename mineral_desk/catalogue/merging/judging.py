"""Before anything is replayed: for every row that their acts touched, whose word stands for each of its parts.

Only what is not simply replayed is written down: ``verdict`` names the parts of which nothing is taken, or only what
they came to in the end; ``clash`` the conflicts that come of it.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from mineral_desk.catalogue.log import KEYS, SAID_FOR_GOOD, Row, table_words
from mineral_desk.catalogue.merging.clashes import Clashes, add_clash
from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.open_conflicts import follow, is_settled_here
from mineral_desk.catalogue.merging.parts import RECORD, Part, Told, part_of, parts_in, theirs_comes_first
from mineral_desk.catalogue.merging.rows_of_the_log import (
    OUR_CHANGES,
    THEIR_CHANGES,
    LoggedChange,
    current,
    parsed,
    states,
)
from mineral_desk.catalogue.merging.task import OPEN_THERE, MergeTask
from mineral_desk.catalogue.merging.weighing import Chain, Verdict, weigh
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Progress

REPORT_EVERY = 500

_TOUCHED = """
SELECT c.table_name, c.row_id, min(c.id) FROM theirs.change AS c
JOIN temp.new_operation AS n ON n.their_id = c.operation_id GROUP BY 1, 2 ORDER BY 1, 2
"""
_FIRST_OWN = """
SELECT min(c.id) FROM main.change AS c JOIN temp.own_operation AS n ON n.our_id = c.operation_id
WHERE c.table_name = ? AND c.row_id = ?
"""
_TAKEN_BACK = """
WITH settled AS (
    SELECT o.id FROM theirs.operation AS o JOIN temp.new_operation AS n ON n.their_id = o.id
    WHERE o.undone_by IS NOT NULL AND EXISTS (SELECT 1 FROM theirs.resolution AS r WHERE r.operation_id = o.id)
)
SELECT id FROM settled UNION SELECT id FROM theirs.operation WHERE target_operation_id IN (SELECT id FROM settled)
"""
"""Acts that settled a conflict there, and those that took them back again: together they said nothing."""
_SETTLED_THERE_WITH_ANOTHER = """
SELECT 1 FROM main.conflict_open AS c JOIN main.conflict AS whole ON whole.id = c.within_id
JOIN theirs.resolution AS r ON r.table_name = whole.table_name AND r.part = whole.part
JOIN temp.new_operation AS n ON n.their_id = r.operation_id
JOIN theirs.operation AS o ON o.id = r.operation_id AND o.undone_by IS NULL
WHERE c.table_name = ? AND c.row_id = ? AND c.part = ? AND whole.row_id = CASE whole.table_name
    WHEN 'photo' THEN (SELECT our_id FROM temp.photo_map WHERE their_id = r.row_id)
    WHEN 'specimen' THEN (SELECT our_id FROM temp.specimen_map WHERE their_id = r.row_id) END
"""
"""What waits here with another conflict, where that was settled there: then it stands as it does there."""
_LINKED_HERE = """
SELECT 1 FROM main.specimen_photo AS l
JOIN main.change AS c ON c.table_name = 'specimen_photo' AND c.row_id = l.photo_id
JOIN temp.own_operation AS n ON n.our_id = c.operation_id WHERE l.specimen_id = ?
"""


_WAITS_THERE = f"""
SELECT 1 FROM theirs.conflict AS c
WHERE c.table_name = 'specimen' AND c.row_id = ? AND c.part = '{RECORD.name}' AND {OPEN_THERE}
"""  # noqa: S608


class _Row(NamedTuple):
    """A row that is on both sides, and what it was since they parted."""

    table: str
    their_id: int
    our_id: int
    ours: list[Row | None]
    theirs: list[Row | None]


class Judging:
    """Weigh row by row."""

    def __init__(self, task: MergeTask, ids: Identities, clashes: Clashes) -> None:
        self._task, self._ids, self._clashes = task, ids, clashes
        self._said_nothing = frozenset(row[0] for row in task.rows(_TAKEN_BACK))

    def judge_all(self) -> None:
        """All rows that their new acts touched. Raises CatalogueDamaged where the log says what cannot be."""
        touched = self._task.rows(_TOUCHED)
        for done, (table, row_id, first) in enumerate(touched):
            if table not in KEYS:
                raise self._task.refused(said("its change log speaks of a table “{table}”", table=table))
            self._judge(table, row_id, first)
            if done % REPORT_EVERY == 0:
                self._task.report(Progress(done, len(touched), said("Comparing")))

    def _judge(self, table: str, row_id: int, first: int) -> None:
        task = self._task
        our_id = self._ids.row_id(table, row_id)
        changes = self._changes(THEIR_CHANGES, table, row_id, first)
        first_state, *after = states(task, table, row_id, current(task, "theirs", table, row_id), changes)
        _refuse_other_keys(task, table, row_id, (first_state, *after))
        saying = [change.operation_id not in self._said_nothing for change in changes]
        theirs = [first_state, *(state for state, says in zip(after, saying, strict=True) if says)]
        new = [change for change, says in zip(changes, saying, strict=True) if says and change.is_new]
        if not new:
            return
        if our_id is None:
            return  # it is not here: all of it comes
        ours = self._ours(table, our_id)
        if table == "specimen" and self._is_about_being(row_id, our_id, ours, theirs, new[-1].operation_id):
            return
        if table == "specimen" and theirs[-1] is None and ours[-1] is not None:
            return  # removed there: there are no parts to weigh
        for part in parts_in(table, {name for change in new for name in change.columns}):
            touching = [change for change in new if _touches(change, table, part)]
            if touching:
                row = _Row(table, row_id, our_id, ours, theirs)
                self._judge_part(row, part, touching[-1].operation_id)

    def _changes(self, statement: str, table: str, row_id: int, first: int) -> list[LoggedChange]:
        found = self._task.rows(statement, table, row_id, first)
        return [
            LoggedChange(row_id, act, parsed(self._task, table, before), parsed(self._task, table, after), bool(is_new))
            for _, act, before, after, is_new in found
        ]

    def _ours(self, table: str, our_id: int) -> list[Row | None]:
        """The row of ours when the sides parted, and after each change since."""
        now = current(self._task, "main", table, our_id)
        first = self._task.one(_FIRST_OWN, table, our_id)
        if first is None or first[0] is None:
            return [now]
        return states(self._task, table, our_id, now, self._changes(OUR_CHANGES, table, our_id, first[0]))

    def _is_about_being(
        self, row_id: int, our_id: int, ours: list[Row | None], theirs: list[Row | None], operation_id: int
    ) -> bool:
        """Where one side removed the record: whoever changed it meanwhile keeps it, and a person is asked."""
        here, there = ours[-1], theirs[-1]
        if here is not None and there is not None:
            return False
        if here is None and theirs[0] is None:
            return False  # removed on both sides when they parted: brought back, or added and removed
        changed = len(ours) > 1 or any(
            self._task.one(query, one) is not None for query, one in ((_LINKED_HERE, our_id), (_WAITS_THERE, row_id))
        )
        if here is not None and not changed:
            return False  # removed there, and nobody touched it here
        self._write(("specimen", row_id, RECORD.name), None, None)
        if here is not None or there is not None:
            within = self._clashes.photo_of("specimen", row_id, operation_id)
            if there is None:
                within = self._clashes.photo_of_removed(self._task, our_id, operation_id)
            add_clash(self._task, ("specimen", row_id, RECORD.name), operation_id, json.dumps(there), within)
        return True

    def _judge_part(self, row: _Row, part: Part, operation_id: int) -> None:
        table, row_id, our_id, ours, theirs = row
        said = Chain(self._told(table, part, theirs, mapped=True))
        is_settled = is_settled_here(self._task, (table, our_id, part.name))
        kept = Chain(self._told(table, part, ours, mapped=False), is_settled)
        if table == "photo" and len(ours) == 1 and self._is_untouched(our_id, part):
            kept = Chain(said.values[:1])  # no person spoke here: what the machine wrote gives way
        they_went_on = not is_settled and _goes_on(row, part, kept.values[-1] == said.values[0], ours[-1], theirs[0])
        we_went_on = len(ours) > 1 and _goes_on(row, part, said.values[-1] == kept.values[0], theirs[-1], ours[0])
        as_they_found_it = they_went_on and not we_went_on
        weighed = weigh(kept, said)
        if they_went_on != we_went_on:
            weighed = Verdict.TAKE if they_went_on else Verdict.KEEP
        is_decided = self._task.one(_SETTLED_THERE_WITH_ANOTHER, table, our_id, part.name) is not None
        verdict = Verdict.TAKE if is_decided else self._final(table, part, weighed, kept, said)
        follow(self._task, (table, our_id, part.name), verdict, said.values)
        within = self._clashes.photo_of(table, row_id, operation_id)
        if verdict is Verdict.TAKE and within is not None and not is_decided:
            verdict = Verdict.CONFLICT
        final, here = theirs[-1] or {}, ours[-1] or {}
        key = (table, row_id, part.name)
        match verdict:
            case Verdict.TAKE if not as_they_found_it:
                self._write(key, operation_id, part.values(final))
            case Verdict.TAKE:
                pass  # change by change, as they were done
            case Verdict.AGREE if theirs_comes_first(part, here, final):
                self._write(key, operation_id, part.values(final))
            case Verdict.AGREE | Verdict.KEEP:
                self._write(key, None, None)
            case Verdict.CONFLICT:
                self._write(key, None, None)
                theirs_text = json.dumps(part.values(final), ensure_ascii=False)
                add_clash(self._task, key, operation_id, theirs_text, within)

    def _told(self, table: str, part: Part, rows: Iterable[Row | None], *, mapped: bool) -> tuple[Told, ...]:
        """What each state says; links to records in terms of ours, those that are not here yet as negative numbers."""
        if table != "specimen_photo" or not mapped:
            return tuple(part.told(row) for row in rows)
        told = []
        for row in rows:
            their_id = None if row is None else row["specimen_id"]
            our_id = self._ids.specimen(their_id) if isinstance(their_id, int) else None
            told.append((our_id if our_id is not None or not isinstance(their_id, int) else -their_id,))
        return tuple(told)

    def _final(self, table: str, part: Part, verdict: Verdict, ours: Chain, theirs: Chain) -> Verdict:
        """Of a word that was taken back here and stands there nobody is asked: nothing that was said is lost."""
        if verdict is Verdict.CONFLICT and (table in SAID_FOR_GOOD or not part.telling):
            counts = (None,)
            return Verdict.TAKE if theirs.values[-1] == counts and ours.values[-1] != counts else Verdict.KEEP
        return verdict

    def _is_untouched(self, photo_id: int, part: Part) -> bool:
        """Whether no person ever said this about the photo here."""
        columns = set(part.columns)
        found = self._task.database.execute(
            "SELECT before, after FROM main.change WHERE table_name = 'photo' AND row_id = ?", (photo_id,)
        )
        return not any(columns & set(json.loads(text)) for both in found for text in both if text)

    def _write(self, key: tuple[str, int, str], operation_id: int | None, final: Row | None) -> None:
        text = None if final is None else json.dumps(final, ensure_ascii=False)
        self._task.database.execute("INSERT INTO temp.verdict VALUES (?, ?, ?, ?, ?)", (*key, operation_id, text))


def _goes_on(row: _Row, part: Part, is_same_word: bool, last: Row | None, first: Row | None) -> bool:
    """Whether one side began with what stands on the other, where it came from included."""
    return is_same_word and (row.table == "specimen_photo" or part.values(last) == part.values(first))


def _touches(change: LoggedChange, table: str, part: Part) -> bool:
    return any(part_of(table, name) is part for name in change.columns)


def _refuse_other_keys(task: MergeTask, table: str, row_id: int, rows: Iterable[Row | None]) -> None:
    """A row keeps its id and its GUID for good."""
    key = KEYS[table]
    for row in rows:
        if row is not None and row.get(key, row_id) != row_id:
            raise task.refused(
                said("its change log gives a {table} {row} another id", table=table_words(table), row=row_id)
            )
