"""Which row of theirs is which row of ours.

Photos are the same by their sha256, acts and decisions by their GUIDs, specimens by their GUID or one that another
catalogue knows them by (``specimen_alias``). Where two people each made a record of one specimen, it is the same by its
catalogue number; without a number, by the photo that both gave it. That holds only where neither catalogue knows, or
ever knew, the other's record: who had both knows that they are two.
"""

import json
from typing import Any

from mineral_desk.catalogue.log import KEYS, Row, Value, table_words
from mineral_desk.catalogue.merging.task import MergeTask
from mineral_desk.domain.phrase import said

_ACTS = """
INSERT INTO temp.new_operation (their_id) SELECT id FROM theirs.operation
WHERE guid NOT IN (SELECT guid FROM main.operation);
INSERT INTO temp.own_operation (our_id) SELECT id FROM main.operation
WHERE guid NOT IN (SELECT guid FROM theirs.operation);
"""
_SPECIMENS = """
INSERT INTO temp.specimen_map (their_id, guid) SELECT id, guid FROM theirs.specimen;
INSERT OR IGNORE INTO temp.specimen_map (their_id, guid)
SELECT c.row_id, json_extract(coalesce(c.after, c.before), '$.guid') FROM theirs.change AS c
WHERE c.table_name = 'specimen' AND (c.before IS NULL OR c.after IS NULL)
    AND c.row_id NOT IN (SELECT id FROM theirs.specimen)
    AND json_type(coalesce(c.after, c.before), '$.guid') = 'text';
UPDATE temp.specimen_map SET our_id = (SELECT id FROM main.specimen AS o WHERE o.guid = specimen_map.guid);
UPDATE temp.specimen_map SET our_id = (
    SELECT o.id FROM main.specimen AS o JOIN main.specimen_alias AS a ON a.specimen_guid = o.guid
    WHERE a.guid = specimen_map.guid) WHERE our_id IS NULL;
UPDATE temp.specimen_map SET our_id = (
    SELECT o.id FROM main.specimen AS o JOIN theirs.specimen_alias AS a ON a.guid = o.guid
    WHERE a.specimen_guid = specimen_map.guid) WHERE our_id IS NULL;
"""
_REMOVED_HERE = """
UPDATE temp.specimen_map SET our_id = (SELECT c.row_id FROM main.change AS c WHERE c.table_name = 'specimen'
    AND c.after IS NULL AND json_extract(c.before, '$.guid') = specimen_map.guid LIMIT 1)
WHERE our_id IS NULL AND guid IN (SELECT json_extract(before, '$.guid') FROM main.change
    WHERE table_name = 'specimen' AND after IS NULL)
"""
_KNOWN_THERE = """
SELECT guid FROM temp.specimen_map UNION SELECT guid FROM theirs.specimen_alias
UNION SELECT specimen_guid FROM theirs.specimen_alias
"""
_BY_NUMBER = f"""
SELECT m.their_id, o.id FROM temp.specimen_map AS m JOIN theirs.specimen AS t ON t.id = m.their_id
JOIN main.specimen AS o ON o.catalogue_number = t.catalogue_number
WHERE m.our_id IS NULL AND o.guid NOT IN ({_KNOWN_THERE}) ORDER BY m.their_id
"""  # noqa: S608
_BY_PHOTO = f"""
SELECT m.their_id, o.id FROM temp.specimen_map AS m JOIN theirs.specimen AS t ON t.id = m.their_id
JOIN theirs.specimen_photo AS tl ON tl.specimen_id = t.id JOIN theirs.photo AS p ON p.id = tl.photo_id
JOIN temp.photo_map AS pm ON pm.their_id = p.id JOIN main.specimen_photo AS ol ON ol.photo_id = pm.our_id
JOIN main.specimen AS o ON o.id = ol.specimen_id
WHERE m.our_id IS NULL AND (t.catalogue_number IS NULL OR o.catalogue_number IS NULL)
    AND o.guid NOT IN ({_KNOWN_THERE}) ORDER BY p.sha256
"""  # noqa: S608
_TAKEN = """
SELECT 1 FROM temp.specimen_map AS m JOIN theirs.specimen AS t ON t.id = m.their_id WHERE m.our_id = ?
"""
_ALIASES = """
INSERT OR IGNORE INTO main.specimen_alias (guid, specimen_guid)
SELECT m.guid, o.guid FROM temp.specimen_map AS m JOIN main.specimen AS o ON o.id = m.our_id WHERE m.guid <> o.guid;
INSERT OR IGNORE INTO main.specimen_alias (guid, specimen_guid)
SELECT a.guid, o.guid FROM theirs.specimen_alias AS a JOIN temp.specimen_map AS m ON m.guid = a.specimen_guid
JOIN main.specimen AS o ON o.id = m.our_id WHERE a.guid <> o.guid;
"""


class Identities:
    """Translates ids and whole rows from theirs to ours. Made once the photos and analyses are here."""

    def __init__(self, task: MergeTask) -> None:
        self._task = task

    def find(self) -> None:
        """Find out which acts are new, and which records are the same."""
        self._run(_ACTS)
        self._run(_SPECIMENS)
        task = self._task
        if task.count("SELECT count(*) FROM temp.specimen_map WHERE our_id IS NULL"):
            task.database.execute(_REMOVED_HERE)
            for query in (_BY_NUMBER, _BY_PHOTO):
                self._unify(task.rows(query))

    def keep_aliases(self) -> None:
        """Remember the other GUIDs of records that are here, once all of them are."""
        self._run(_ALIASES)

    def operation(self, their_id: int) -> int | None:
        """Our id of an act, if it is here."""
        return self._id(
            "SELECT o.id FROM theirs.operation AS t JOIN main.operation AS o ON o.guid = t.guid WHERE t.id = ?",
            their_id,
        )

    def specimen(self, their_id: int) -> int | None:
        """Our id of a record; None while it is not here."""
        return self._id("SELECT our_id FROM temp.specimen_map WHERE their_id = ?", their_id)

    def add_specimen(self, their_id: int, our_id: int) -> None:
        """The record was added here."""
        self._task.database.execute("UPDATE temp.specimen_map SET our_id = ? WHERE their_id = ?", (our_id, their_id))

    def row_id(self, table: str, their_id: int) -> int | None:
        """Our id of a row; None where it is not here. Raises CatalogueDamaged for one that theirs does not have."""
        if table not in KEYS:
            raise self._task.refused(said("it speaks of a table “{table}”", table=table))
        match table:
            case "photo" | "specimen_photo":
                found = self._id("SELECT our_id FROM temp.photo_map WHERE their_id = ?", their_id)
            case "specimen":
                if self._task.one("SELECT 1 FROM temp.specimen_map WHERE their_id = ?", their_id) is None:
                    raise self._unknown(table, their_id)
                return self.specimen(their_id)
            case _:
                if self._task.one(f"SELECT 1 FROM theirs.{table} WHERE id = ?", their_id) is None:  # noqa: S608
                    raise self._unknown(table, their_id)
                return self._id(
                    f"SELECT o.id FROM theirs.{table} AS t JOIN main.{table} AS o ON o.guid = t.guid WHERE t.id = ?",  # noqa: S608
                    their_id,
                )
        if found is None:
            raise self._unknown(table, their_id)
        return found

    def mapped(self, row: Row | None) -> Row | None:
        """The row in terms of our ids, without its own id; what points to a record that is not here points nowhere."""
        if row is None:
            return None
        told: Row = {name: value for name, value in row.items() if name != "id"}
        for name, find in (
            ("photo_id", "SELECT our_id FROM temp.photo_map WHERE their_id = ?"),
            ("analysis_id", "SELECT our_id FROM temp.analysis_map WHERE their_id = ?"),
            ("specimen_id", "SELECT our_id FROM temp.specimen_map WHERE their_id = ?"),
            (
                "decision_id",
                "SELECT o.id FROM theirs.decision AS t JOIN main.decision AS o ON o.guid = t.guid WHERE t.id = ?",
            ),
        ):
            if told.get(name) is not None:
                told[name] = self._id(find, told[name])
        return told

    def mapped_text(self, text: str | None) -> str | None:
        """The same for a row as JSON."""
        if text is None:
            return None
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = ()
        if row is not None and not isinstance(row, dict):
            raise self._task.refused(said("what it holds back from its change log cannot be read"))
        return json.dumps(self.mapped(row), ensure_ascii=False)

    def _unify(self, pairs: list[tuple[int, int]]) -> None:
        """One of theirs and one of ours each; the first pair counts."""
        database = self._task.database
        seen: set[int] = set()
        for their_id, our_id in pairs:
            if our_id in seen or self.specimen(their_id) is not None:
                continue
            if self._task.one(_TAKEN, our_id) is None:
                database.execute("UPDATE temp.specimen_map SET our_id = ? WHERE their_id = ?", (our_id, their_id))
                self._task.brought.unified += 1
            seen.add(our_id)

    def _run(self, script: str) -> None:
        for statement in script.split(";"):
            if statement.strip():
                self._task.database.execute(statement)

    def _id(self, statement: str, value: Value) -> int | None:
        found: tuple[Any, ...] | None = self._task.database.execute(statement, (value,)).fetchone()
        return None if found is None or found[0] is None else int(found[0])

    def _unknown(self, table: str, row_id: int) -> Exception:
        return self._task.refused(
            said("its change log speaks of a {table} {row} that it has not", table=table_words(table), row=row_id)
        )
