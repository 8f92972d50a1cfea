"""Any earlier state of a record is brought back: a new act, undone like any other; nothing after it is lost."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.act_words import decision_words
from mineral_desk.catalogue.complaints import damaged
from mineral_desk.catalogue.edit_lines import RESTORE, value_words
from mineral_desk.catalogue.log import Act, Row, acting
from mineral_desk.catalogue.past import PastRecord, RowPair, past_record, row_now
from mineral_desk.catalogue.rows import decision_row, operation_row
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.past import PastState, StateChange
from mineral_desk.domain.phrase import said
from mineral_desk.domain.record_fields import STATE_WORDS
from mineral_desk.domain.record_numbers import path_from_text, printable

NO_DECISION = "nothing"
COUNTS: Row = {"undone": 0}


class States:
    """See what bringing a state back would change, and do it.

    A record is meant by its id, or by one of its photos; with it go the photos that belong to it now. A photo that came
    later goes back to where it was. What stands in other records stays, but a record that is no more is made again
    where a photo belongs to it.
    """

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def preview(self, as_of: int, *, specimen_id: int | None = None, photo_id: int | None = None) -> PastState:
        """What would change if the state after act ``as_of`` (0: before all) were brought back.

        Raises UsageError where that cannot be: its number belongs to another record now; CatalogueDamaged for a log
        that does not fit its rows.
        """
        past = self._past(as_of, specimen_id, photo_id)
        _refuse_impossible(self._database, past)
        return PastState(as_of, tuple(_in_words(self._database, past)))

    def restore(
        self, as_of: int, who: str, *, specimen_id: int | None = None, photo_id: int | None = None, reason: str = ""
    ) -> Changes:
        """Bring the state after act ``as_of`` back. Undoable; nothing is written where it stands so already.

        Raises UsageError as :meth:`preview`.
        """
        with acting(self._database, self._path, self._name(as_of), who, reason=reason) as act:
            past = self._past(as_of, specimen_id, photo_id)
            _refuse_impossible(self._database, past)
            try:
                _write(act, past)
            except sqlite3.IntegrityError as error:  # the rows are not as the log says
                raise damaged(self._path) from error
        return act.changes

    def _past(self, as_of: int, specimen_id: int | None, photo_id: int | None) -> PastRecord:
        if photo_id is not None and specimen_id is None:
            found = self._database.execute("SELECT specimen_id FROM specimen_photo WHERE photo_id = ?", (photo_id,))
            specimen_id = next((int(row[0]) for row in found), None)
        rows = self._database.execute("SELECT photo_id FROM specimen_photo WHERE specimen_id = ?", (specimen_id,))
        photo_ids = {row[0] for row in rows} | ({photo_id} if photo_id is not None else set())
        try:
            return past_record(self._database, specimen_id, photo_ids, as_of)
        except (ValueError, KeyError) as error:  # the log is none of ours
            raise damaged(self._path) from error

    def _name(self, as_of: int) -> str:
        found = self._database.query("SELECT * FROM operation WHERE id = ?", (as_of,))
        act = next(map(operation_row, found), None)
        when = "the beginning" if act is None else f"{act.when:%Y-%m-%d %H:%M}"
        return RESTORE.format(when=when)


def _refuse_impossible(database: Database, past: PastRecord) -> None:
    wanted = [pair for pair in (past.record, *past.others) if pair is not None and pair.then is not None]
    mine = {pair.row_id for pair in wanted}
    for pair in wanted:
        number = (pair.then or {}).get("catalogue_number")
        found = database.execute("SELECT id FROM specimen WHERE catalogue_number = ?", (number,)).fetchone()
        if found is not None and found[0] not in mine:
            raise UsageError(
                said("The record had the number {number} then, which belongs to another record now.", number=number),
                "Give that one another number first.",
            )
    for photo, link in zip(past.photos, past.links, strict=True):
        there = None if link.then is None else row_now(database, "specimen", int(str(link.then["specimen_id"])))
        number = (photo.then or {})["catalogue_number"] or None
        if there is not None and there["id"] not in mine and there["catalogue_number"] != number:
            raise UsageError(
                said(
                    "A photo belonged to the record with the number {number} then, which has another number now.",
                    number=number or "–",
                ),
                "Bring that record back first.",
            )


def _write(act: Act, past: PastRecord) -> None:
    """Records before the photos that point to them; what is no more then goes last."""
    records = [pair for pair in (past.record, *past.others) if pair is not None and pair.differs]
    for pair in records:
        if pair.now is not None and pair.then is not None:
            act.update(pair.table, pair.row_id, pair.then)
    for pair in records:
        if pair.now is None and pair.then is not None:
            act.insert(pair.table, pair.then)
    for pair in (*past.photos, *past.said):
        if pair.then is not None:
            act.update(pair.table, pair.row_id, pair.then)
    for pair in past.links:
        _write_link(act, pair)
    for pair in records:
        if pair.now is not None and pair.then is None:
            act.delete(pair.table, pair.row_id)


def _write_link(act: Act, pair: RowPair) -> None:
    if pair.then is None:
        if pair.now is not None:
            act.delete(pair.table, pair.row_id)
    elif pair.now is None:
        act.insert(pair.table, pair.then)
    else:
        act.update(pair.table, pair.row_id, pair.then)


def _in_words(database: Database, past: PastRecord) -> Iterator[StateChange]:
    if past.record is not None:
        yield from _fields(past.record)
    for pair in past.others:
        whose = str((pair.then or {}).get("catalogue_number") or "")
        yield from (StateChange(one.what, one.now, one.then, whose) for one in _fields(pair))
    several = len(past.photos) > 1
    for photo, link in zip(past.photos, past.links, strict=True):
        found = database.execute("SELECT path FROM photo WHERE id = ?", (photo.row_id,)).fetchone()
        whose = printable(path_from_text(found[0]).name) if several else ""
        now, then = (str((row or {})["catalogue_number"]) for row in (photo.now, photo.then))
        if now != then:
            yield StateChange("number of the photo", now, then, whose)
        elif link.differs and (link.now is None) != (link.then is None):
            yield StateChange("shown by the photo", _yes_or_no(link.now), _yes_or_no(link.then), whose)
        now, then = _decided(database, past, photo.row_id)
        if now != then:
            yield StateChange("decision", now, then, whose)


def _yes_or_no(row: Row | None) -> str:
    return "no" if row is None else "yes"


def _fields(pair: RowPair) -> Iterator[StateChange]:
    if (pair.now is None) != (pair.then is None):
        yield StateChange("record", _yes_or_no(pair.now), _yes_or_no(pair.then))
    now, then = pair.now or {}, pair.then or {}
    for name, words in STATE_WORDS.items():
        before, after = (value_words(name, row.get(name)) for row in (now, then))
        if before != after:
            yield StateChange(words, before, after)


def _decided(database: Database, past: PastRecord, photo_id: int) -> tuple[str, str]:
    """What counted as decided about the photo: now, and then."""
    now = then = NO_DECISION
    for pair in past.said:
        row = row_now(database, pair.table, pair.row_id) or {}
        if pair.table == "decision" and row["photo_id"] == photo_id:
            words = decision_words(decision_row(row))
            now = words if pair.now == COUNTS else now
            then = words if pair.then == COUNTS else then
    return now, then
