"""What two people said differently: list it, and settle it by a person's act that undo takes back."""

import re
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.log import Act, Row, Value, acting
from mineral_desk.catalogue.merging.parts import DECISION, RECORD, Part, part_named
from mineral_desk.catalogue.merging.putting import has_photos, put
from mineral_desk.catalogue.merging.reading_conflicts import count_open, open_conflict, open_conflicts
from mineral_desk.catalogue.merging.standing import row_in, standing
from mineral_desk.catalogue.rows import Found, decision_row
from mineral_desk.catalogue.settling import SETTLE, WAITING_WITH, Resolution, insert_resolution, settle_by, touch_row
from mineral_desk.catalogue.specimen_writes import (
    drop_if_orphan,
    latest_decision,
    record_decision,
    renumber,
    specimen_for,
    write_record,
)
from mineral_desk.catalogue.text import clean_line, clean_text, now_text
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.merging import PART_WORDS, TYPABLE, Conflict, Side
from mineral_desk.domain.phrase import phrase_of, said

_SIDE_WORDS = {Side.OURS: "ours", Side.THEIRS: "theirs", Side.TYPED: "another value"}
_SIZE = re.compile(r"\d+(?:[.,]\d+)?")
_SIDES = ("length_mm", "width_mm", "height_mm", "depth_mm")
_THE_SAME = "SELECT id FROM conflict_open WHERE table_name = ? AND row_id = ? AND part = ? AND theirs = ?"
_NUMBER_GIVEN_THERE = """
SELECT json_extract(h.after, '$.catalogue_number') FROM held_change AS h
WHERE h.table_name = 'photo' AND h.row_id = :photo AND json_type(h.after, '$.catalogue_number') = 'text'
    AND h.operation_id >= (SELECT min(operation_id) FROM change WHERE table_name = 'decision' AND row_id = :decision)
ORDER BY h.operation_id DESC, h.id DESC LIMIT 1
"""


class Conflicts:
    """List and settle."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def all(self, limit: int = 10_000) -> list[Conflict]:
        """Those that wait for a person, in the order found."""
        return list(open_conflicts(self._database, limit))

    def count(self, limit: int = 10_000) -> int:
        """How many wait, counted up to ``limit``."""
        return count_open(self._database, limit)

    def settle(self, conflict_id: int, side: Side, who: str, typed: str = "") -> Changes:
        """Let one side's word stand, or a third one that is ``typed``. Undoable: then it waits again.

        Raises UsageError where there is no such conflict any more, where the part cannot be typed, and where the value
        cannot stand: a number that another record bears, a record that photos belong to.
        """
        found = open_conflict(self._database, conflict_id)
        if found is None:
            raise UsageError(said("There is no open conflict {n}.", n=conflict_id), "List the conflicts again.")
        if side is Side.TYPED and found["part"] not in TYPABLE:
            raise UsageError(
                said("The {part} cannot be typed.", part=phrase_of(PART_WORDS[found["part"]])), "Choose ours or theirs."
            )
        name = SETTLE.format(part=PART_WORDS.get(found["part"], found["part"]), side=_SIDE_WORDS[side])
        with acting(self._database, self._path, name, who) as act:
            self._settle(act, found, side, typed)
        return act.changes

    def _settle(self, act: Act, found: Found, side: Side, typed: str) -> None:
        table, row_id, part = found["table_name"], found["row_id"], part_named(found["table_name"], found["part"])
        ours, theirs = standing(self._database, table, row_id, part), row_in(found["theirs"])
        value = {Side.OURS: ours, Side.THEIRS: theirs}.get(side)
        if side is Side.TYPED:
            value = _typed(part, typed, act.who)
        if side is not Side.OURS:
            self._stand(act, table, row_id, part, value)
        after = standing(self._database, table, row_id, part)
        self._note(act, found, Resolution(table, row_id, part.name, side, ours, theirs, after))
        for other in list(self._database.query(WAITING_WITH, (found["id"],))):
            self._settle(act, other, Side.OURS if _is_shown_still(act, other) else side, typed)
        if part is DECISION:
            if side is not Side.OURS:
                _follow_number(act, row_id)
            for (specimen_id,) in self._records_waiting_with(found["id"]):
                drop_if_orphan(act, specimen_id)

    def _stand(self, act: Act, table: str, row_id: int, part: Part, value: Row | None) -> None:
        """Write it as the same act at the Desk would: records without photos go, verifications lapse."""
        if table == "photo" and part.name == "number":
            renumber(act, row_id, str((value or {}).get("catalogue_number") or ""), _source(value))
            return
        before = act.row("specimen_photo", row_id) if table == "specimen_photo" else None
        if part is DECISION and value is not None:
            _renumber_with(act, row_id, int(str(value["decision_id"])))
        if table == "specimen" and part is not RECORD and part.name == "name" and "verification" not in (value or {}):
            write_record(act, row_id, value or {})
        elif not put(act, table, row_id, part, value):
            raise _cannot(part, value)
        if part is DECISION and value is not None:
            row = act.row("decision", int(str(value["decision_id"])))
            assert row is not None  # else it could not have been put
            decision = decision_row(dict(row))
            if decision.verb is Verb.REJECT:  # what else it said waits with it, part by part
                record_decision(act, decision, decision.catalogue_number)
        if before is not None:
            drop_if_orphan(act, int(str(before["specimen_id"])))

    def _note(self, act: Act, found: Found, one: Resolution) -> None:
        line = insert_resolution(self._database, act.begin(), one)
        key = (one.table, one.row_id, one.part, found["theirs"])
        for conflict_id in {found["id"], *(row[0] for row in self._database.execute(_THE_SAME, key))}:
            settle_by(self._database, conflict_id, line)
        touch_row(act, one.table, one.row_id)

    def _records_waiting_with(self, conflict_id: int) -> list[tuple[int]]:
        rows = self._database.execute(
            "SELECT DISTINCT json_extract(theirs, '$.specimen_id') FROM conflict "
            "WHERE within_id = ? AND table_name = 'specimen_photo' AND json_extract(theirs, '$.specimen_id') > 0",
            (conflict_id,),
        )
        return rows.fetchall()


def _is_shown_still(act: Act, conflict: Found) -> bool:
    """Whether a record that was removed on the other side has photos here, once all else is as it is there."""
    is_removed = conflict["part"] == RECORD.name and row_in(conflict["theirs"]) is None
    return is_removed and has_photos(act, conflict["row_id"])


def _renumber_with(act: Act, photo_id: int, decision_id: int) -> None:
    """A number that came with the decision that goes goes with it."""
    photo, chosen = act.row("photo", photo_id) or {}, act.row("decision", decision_id) or {}
    losing, number = latest_decision(act.database, photo_id), _number_with(act.database, photo_id, chosen)
    if losing is not None and losing.catalogue_number == photo.get("catalogue_number") != number:
        act.update("photo", photo_id, {"catalogue_number": number, "number_source": "typed" if number else ""})


def _follow_number(act: Act, photo_id: int) -> None:
    """Once the decision is settled, the photo shows the record of its number, as after any decision."""
    photo, link = act.row("photo", photo_id) or {}, act.row("specimen_photo", photo_id)
    decision = latest_decision(act.database, photo_id)
    if decision is None or decision.verb is Verb.REJECT or link is None:
        return
    record, number = act.row("specimen", int(str(link["specimen_id"]))) or {}, str(photo["catalogue_number"])
    if (record.get("catalogue_number") or "") != number:
        specimen_for(act, photo_id, number)


def _number_with(database: Database, photo_id: int, decision: Row) -> Value:
    """The photo's number where the decision was made, which may have been given after it."""
    found = database.execute(_NUMBER_GIVEN_THERE, {"photo": photo_id, "decision": decision.get("id")}).fetchone()
    return decision.get("catalogue_number") if found is None else found[0]


def _typed(part: Part, text: str, who: str) -> Row:
    """The part's columns for what was typed. Raises UsageError where it makes no sense."""
    line = clean_line(text)
    match part.name:
        case "size":
            return _typed_size(line, who)
        case "name":
            return {"species": line, "qualifier": "", "identified_by": who, "identified_at": now_text()}
        case "notes":
            return {"notes": clean_text(text)}
        case "number":
            return {"catalogue_number": line or None}
        case _:
            return {part.columns[0]: line}


def _typed_size(line: str, who: str) -> Row:
    sides = [float(one.replace(",", ".")) for one in _SIZE.findall(line)]
    if not sides or len(sides) > len(_SIDES) or min(sides) <= 0:
        raise UsageError(
            said("“{line}” is no size.", line=line), "Type length × width, and height if it is known, in millimetres."
        )
    told: Row = dict.fromkeys(("length_error_mm", "width_error_mm", *_SIDES))
    told |= dict(zip(_SIDES, sides, strict=False))
    return told | {"size_method": "typed", "size_by": who, "size_at": now_text()}


def _source(value: Row | None) -> str:
    return str((value or {}).get("number_source") or "typed")


def _cannot(part: Part, value: Row | None) -> UsageError:
    if part.name in ("number", "record") and value is not None:
        number = value.get("catalogue_number")
        return UsageError(
            said("Another record bears the number {number}.", number=number), "Give that one another number first."
        )
    if part is RECORD:
        return UsageError("Photos belong to this record, so it stays.", "Move the photos first.")
    return UsageError("The record that this is about is no longer there.", "Choose ours.")
