"""Their new acts, one after the other in their order, each change of each row where nothing speaks against it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from mineral_desk.catalogue.log import SAID_FOR_GOOD, Row, table_words
from mineral_desk.catalogue.merging.clashes import Clashes, add_clash, drop_clash
from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.late_numbers import LateNumbers
from mineral_desk.catalogue.merging.later import Later, Step
from mineral_desk.catalogue.merging.missing_records import ask_about_missing_records
from mineral_desk.catalogue.merging.parts import RECORD, part_of, parts_in
from mineral_desk.catalogue.merging.putting import has_photos, number_is_taken, put_link
from mineral_desk.catalogue.merging.replayed_act import ReplayedAct
from mineral_desk.catalogue.merging.resolutions import Resolutions, is_settling
from mineral_desk.catalogue.merging.rows_of_the_log import LoggedChange, parsed
from mineral_desk.catalogue.merging.task import MergeTask
from mineral_desk.catalogue.merging.things import check_moment
from mineral_desk.catalogue.rows import decision_row
from mineral_desk.catalogue.verifications import verification_row
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.records import overrules_from_record

REPORT_EVERY = 200

_ACTS = """
SELECT o.* FROM theirs.operation AS o JOIN temp.new_operation AS n ON n.their_id = o.id WHERE o.id > ? ORDER BY o.id
LIMIT 500
"""
_CHANGES = """
SELECT id, table_name, row_id, before, after FROM theirs.change WHERE operation_id = ? AND id > ? ORDER BY id LIMIT 1000
"""
_UNFIT = (TypeError, ValueError, KeyError, AttributeError, LookupError, RecursionError, OverflowError)
Verdicts = dict[str, tuple[int | None, str | None]]
"""By part: the act that may write it, and what it then writes; None where none may."""


class Replaying:
    """Write their acts into our catalogue."""

    def __init__(self, task: MergeTask, ids: Identities, clashes: Clashes) -> None:
        self._task, self._ids, self._clashes = task, ids, clashes
        self._later = Later()
        self._resolutions = Resolutions(task, ids, self._later)
        self._numbers = LateNumbers(task, ids)

    def replay_all(self) -> None:
        """All new acts; afterwards what had to wait, and the numbers taken meanwhile. Raises CatalogueDamaged."""
        task, done = self._task, 0
        total = task.count("SELECT count(*) FROM temp.new_operation")
        for operation in self._acts():
            with self._refusing(said("its act {act} does", act=operation["id"])):
                changes = self._replay(operation)
            done += 1
            if changes > REPORT_EVERY or done % REPORT_EVERY == 0:
                task.report(Progress(done, total, said("Writing")))
        task.brought.acts = done
        with self._refusing(said("its acts together do")):
            self._later.finish()
            ask_about_missing_records(task, self._ids)
            self._resolutions.settle_what_follows()
            self._numbers.give()

    @contextmanager
    def _refusing(self, what: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, KeyError) as error:
            raise self._task.refused(said("{what} what cannot be done ({reason})", what=what, reason=error)) from error

    def _acts(self) -> Iterator[Row]:
        last = 0
        while page := list(self._task.database.query(_ACTS, (last,))):
            last = int(str(page[-1]["id"]))
            yield from page

    def _replay(self, operation: Row) -> int:
        """One act; returns how many rows it changed."""
        task, their_id = self._task, int(str(operation["id"]))
        check_moment(task, operation["made_at"], said("act {n} was done", n=their_id))
        act = ReplayedAct(task, operation, self._target(operation))
        our_id = act.begin()
        task.database.execute("UPDATE temp.new_operation SET our_id = ? WHERE their_id = ?", (our_id, their_id))
        task.brought.people[act.who] = task.brought.people.get(act.who, 0) + 1
        count = 0
        holds_all = is_settling(task, act, operation)
        self._resolutions.bring(act, their_id)  # first: what else the act did may rest on it
        for table, change in self._changes(their_id):
            if holds_all:
                self._hold(act, table, change)
            else:
                self._change(act, table, change)
            count += 1
            if count % (10 * REPORT_EVERY) == 0:
                task.report(Progress(count, 0, said("Writing")))
        return count

    def _target(self, operation: Row) -> int | None:
        if operation["target_operation_id"] is None:
            return None
        found = self._ids.operation(int(str(operation["target_operation_id"])))
        if found is None:
            raise self._task.refused(said("its act {act} takes back what comes after it", act=operation["id"]))
        return found

    def _changes(self, their_id: int) -> Iterator[tuple[str, LoggedChange]]:
        last = 0
        while page := self._task.rows(_CHANGES, their_id, last):
            last = page[-1][0]
            for _, table, row_id, before, after in page:
                told = parsed(self._task, table, before), parsed(self._task, table, after)
                yield table, LoggedChange(row_id, their_id, *told)

    def _change(self, act: ReplayedAct, table: str, change: LoggedChange) -> None:
        match table:
            case "specimen_photo":
                self._link(act, change)
            case "specimen":
                self._specimen(act, change)
            case _ if table in SAID_FOR_GOOD and change.before is None:
                self._said(act, table, change)
            case "decision" if self._is_quiet(change.row_id):
                self._hold(act, table, change)  # it waits for a person, whatever became of it there
            case _:
                row_id = self._ids.row_id(table, change.row_id)
                if row_id is None:
                    raise self._task.refused(
                        said("its change log changes a {table} before there is one", table=table_words(table))
                    )
                self._parts(act, table, change, row_id)

    def _said(self, act: ReplayedAct, table: str, change: LoggedChange) -> None:
        """A decision or a verification; a decision that clashes with ours does not count yet."""
        their_id, row = change.row_id, self._ids.mapped(change.after) or {}
        quiet = table == "decision" and self._is_quiet(their_id)
        try:
            if table == "decision":
                decision_row({**row, "id": 0, "depth_mm": row.get("depth_mm"), "hand_marks": row.get("hand_marks")})
            else:
                verification_row(row)
        except _UNFIT:
            raise self._task.refused(
                said("its {table} {n} cannot be read", table=table_words(table), n=their_id)
            ) from None
        if quiet:
            act.insert(table, {**row, "undone": 1})
        else:
            act.insert(table, row)
        if table == "decision":
            self._task.brought.decisions += 1

    def _is_quiet(self, their_id: int) -> bool:
        return self._task.one("SELECT 1 FROM temp.quiet_decision WHERE their_id = ?", their_id) is not None

    def _link(self, act: ReplayedAct, change: LoggedChange) -> None:
        photo_id = self._ids.row_id("specimen_photo", change.row_id)
        assert photo_id is not None
        verdict = self._verdicts("specimen_photo", change.row_id).get("specimen")
        after = self._ids.mapped(change.after)
        if verdict is not None:
            operation_id, final = verdict
            if operation_id != change.operation_id or final is None:
                self._hold(act, "specimen_photo", change)
                return
            after = self._ids.mapped(json.loads(final) or None)
        self._show(act, change, photo_id, after)

    def _show(self, act: ReplayedAct, change: LoggedChange, photo_id: int, after: Row | None) -> None:
        """Let the photo show what it shows there, as soon as that record is here."""
        found = act.row("specimen_photo", photo_id)

        def show() -> bool:
            if act.row("specimen_photo", photo_id) != found:
                self._hold(act, "specimen_photo", change)  # something else was said about it since
                return True
            is_nowhere = after is not None and after["specimen_id"] is None
            return not is_nowhere and put_link(act, photo_id, None if after is None else after["specimen_id"])

        def ask() -> None:
            self._hold(act, "specimen_photo", change)
            wanted = None if change.after is None else change.after["specimen_id"]
            key, there = ("specimen_photo", change.row_id, "specimen"), json.dumps({"specimen_id": wanted})
            within = -wanted if isinstance(wanted, int) else None  # it waits with the record, which is not here now
            drop_clash(self._task, key)  # what was to be shown before is not any more
            add_clash(self._task, key, change.operation_id, there, within)

        if not show():
            self._later.add(Step(show, give_up=ask))

    def _specimen(self, act: ReplayedAct, change: LoggedChange) -> None:
        row_id = self._ids.specimen(change.row_id)
        found = None if row_id is None else act.row("specimen", row_id)
        if RECORD.name in self._verdicts("specimen", change.row_id):
            self._hold(act, "specimen", change)
        elif change.after is None:
            self._remove(act, change, found)
        elif found is not None and row_id is not None:
            self._parts(act, "specimen", change, row_id)
        elif change.before is None:
            self._add(act, change, row_id)
        else:
            self._hold(act, "specimen", change)

    def _add(self, act: ReplayedAct, change: LoggedChange, row_id: int | None) -> None:
        row = self._ids.mapped(change.after) or {}
        if number_is_taken(act, row_id, row):
            act_number = {"catalogue_number": row.pop("catalogue_number")}
            self._numbers.note(change.row_id, change.operation_id)
        else:
            act_number = {}
        added = act.insert("specimen", row if row_id is None else {**row, "id": row_id})
        if row_id is None:
            self._ids.add_specimen(change.row_id, added)
            self._task.brought.specimens += 1
        if act_number:
            act.hold("specimen", added, None, act_number)

    def _remove(self, act: ReplayedAct, change: LoggedChange, found: Row | None) -> None:
        if found is None or self._task.one("SELECT 1 FROM theirs.specimen WHERE id = ?", change.row_id) is not None:
            self._hold(act, "specimen", change)  # it is there again: what was said about it here meanwhile must stay
            return
        row_id = int(str(found["id"]))

        def remove() -> bool:
            if has_photos(act, row_id):
                return False
            if act.row("specimen", row_id) is not None:
                act.delete("specimen", row_id)
            return True

        def ask() -> None:
            self._hold(act, "specimen", change)
            within = self._clashes.photo_of_removed(self._task, row_id, change.operation_id)
            add_clash(self._task, ("specimen", change.row_id, RECORD.name), change.operation_id, "null", within)

        if not remove():
            self._later.add(Step(remove, give_up=ask))

    def _parts(self, act: ReplayedAct, table: str, change: LoggedChange, row_id: int) -> None:
        """Those parts of a change that may stand; the others are held."""
        verdicts, before, after = self._verdicts(table, change.row_id), change.before or {}, change.after or {}
        taken: Row = {}
        held: set[str] = set()
        for part in parts_in(table, after):
            columns = {name for name in after if part_of(table, name) is part}
            if part.name not in verdicts:
                taken |= {name: after[name] for name in columns}
                continue
            operation_id, final = verdicts[part.name]
            if final is not None and operation_id == change.operation_id:
                taken |= json.loads(final)
            else:
                held |= columns
        if table == "specimen" and number_is_taken(act, row_id, taken):
            del taken["catalogue_number"]
            held.add("catalogue_number")
            self._numbers.note(change.row_id, change.operation_id)
        if table == "photo":
            self._refuse_unreadable(taken, change.row_id)
        if taken:
            act.update(table, row_id, taken)
        if held:
            told = None if change.before is None else {name: before.get(name) for name in sorted(held)}
            act.hold(table, row_id, told, {name: after[name] for name in sorted(held) if name in after})

    def _refuse_unreadable(self, row: Row, photo_id: int) -> None:
        if row.get("overrules") is None:
            return
        try:
            overrules_from_record(json.loads(str(row["overrules"])))
        except _UNFIT:
            raise self._task.refused(said("what was overruled in its photo {n} cannot be read", n=photo_id)) from None

    def _hold(self, act: ReplayedAct, table: str, change: LoggedChange) -> None:
        row_id = self._ids.row_id(table, change.row_id)
        if row_id is not None:
            act.hold(table, row_id, self._ids.mapped(change.before), self._ids.mapped(change.after))

    def _verdicts(self, table: str, row_id: int) -> Verdicts:
        rows = self._task.database.execute(
            "SELECT part, operation_id, final FROM temp.verdict WHERE table_name = ? AND row_id = ?", (table, row_id)
        )
        return {part: (operation_id, final) for part, operation_id, final in rows}
