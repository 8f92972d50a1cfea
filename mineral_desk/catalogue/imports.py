"""Rows of a list become specimens: one act for all of them, in one transaction."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from mineral_desk.catalogue.log import Act, Row, acting
from mineral_desk.catalogue.specimen_writes import write_record
from mineral_desk.catalogue.text import clean_line
from mineral_desk.domain.change import Changes
from mineral_desk.domain.importing import Fate, ReadRow, Verdict, judge
from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS, FieldValues

IMPORT = "Import {name}"
"""The name of the act in the log."""
_IDENTITY = ("qualifier", "identified_by", "identified_at")
_SIZE = ("size_method", "size_by", "size_at")


class Imports:
    """Say what rows would do to the records, and do it."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def verdict(self, row: ReadRow, *, update: bool) -> Verdict:
        """What the row would do now."""
        return _judged(_found(self._database, row), row, update=update)

    def add(self, rows: Iterator[ReadRow], name: str, who: str, *, update: bool) -> Changes:
        """Write all rows as one act named after the list: all of it, or nothing where anything fails or is broken off.

        What each row does is judged again from what the catalogue says now. Undoable.
        """
        with acting(self._database, self._path, IMPORT.format(name=clean_line(name)), who) as act:
            for row in rows:
                _write(act, row, update=update)
        return act.changes


def _write(act: Act, row: ReadRow, *, update: bool) -> None:
    found = _found(act.database, row)
    verdict = _judged(found, row, update=update)
    if verdict.fate is Fate.FAILED:
        return
    if found is None:
        new = {"guid": row.record_id or _new_guid(), "catalogue_number": row.number or None, "origin": "import"}
        act.insert("specimen", new | dict(verdict.values) | _provenance(row, verdict.values, {}))
    elif verdict.values:
        write_record(act, _id(found), dict(verdict.values) | _provenance(row, verdict.values, found))


def _found(database: Database, row: ReadRow) -> Row | None:
    """The record with the row's number or, where that has none, with its id."""
    if row.number:
        found = next(database.query("SELECT * FROM specimen WHERE catalogue_number = ?", (row.number,)), None)
        if found is not None:
            return found
    return (
        next(database.query("SELECT * FROM specimen WHERE guid = ?", (row.record_id,)), None) if row.record_id else None
    )


def _judged(found: Row | None, row: ReadRow, *, update: bool) -> Verdict:
    if row.faults:
        return Verdict(Fate.FAILED, reason="; ".join(row.faults))
    if found is not None and row.number and found["catalogue_number"] != row.number:
        other = found["catalogue_number"] or "no number"
        return Verdict(Fate.FAILED, reason=f"the record with this record id has {other} in the catalogue")
    now: FieldValues | None = None if found is None else {name: found[name] for name in FIELD_WORDS}
    return judge(now, row.values, update=update)


def _provenance(row: ReadRow, written: FieldValues, found: Row) -> Row:
    """Who named and measured it, for what is taken from the list; a size that was there keeps its own."""
    told: Row = {}
    if "species" in written:
        told |= {name: row.provenance.get(name, "") for name in _IDENTITY}
    sides = {name for name in written if name in SIZE_FIELDS}
    replaced = any(found.get(name) is not None for name in sides)
    if sides and (replaced or not found.get("size_method")):
        told |= {name: row.provenance.get(name, "") for name in _SIZE}
    return told


def _new_guid() -> str:
    return uuid4().hex


def _id(found: Row) -> int:
    specimen_id = found["id"]
    assert isinstance(specimen_id, int)  # the tables are strict
    return specimen_id
