"""The catalogue numbers of photos, as the machine reads them and as lists of people give them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.log import acting
from mineral_desk.catalogue.rows import Found
from mineral_desk.catalogue.specimen_writes import renumber
from mineral_desk.catalogue.text import clean_line
from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind, Changes
from mineral_desk.domain.numbering import NumberSource, surer_than
from mineral_desk.domain.record_numbers import path_from_text

PAGE = 500
_PAGE = """
SELECT p.id, p.path, p.catalogue_number, p.number_source, json_extract(a.record, '$.regions') AS regions,
    json_extract(a.record, '$.codes') AS codes
FROM photo AS p JOIN photo_state AS s ON s.photo_id = p.id LEFT JOIN analysis AS a ON a.id = s.analysis_id
WHERE p.id > ? AND s.state <> 'set_aside' ORDER BY p.id LIMIT ?
"""
_UNTOUCHED = """
UPDATE photo SET catalogue_number = :number, number_source = :source WHERE id = :id
    AND (catalogue_number <> :number OR number_source <> :source)
    AND number_source NOT IN (SELECT value FROM json_each(:surer))
    AND NOT EXISTS (SELECT 1 FROM change WHERE table_name = 'photo' AND row_id = photo.id)
    AND NOT EXISTS (SELECT 1 FROM decision WHERE photo_id = photo.id)
    AND NOT EXISTS (SELECT 1 FROM specimen_photo WHERE photo_id = photo.id)
"""
"""The machine gives a number only where no person has touched the photo in any way, and no surer source has."""
_OF_RECORD = """
SELECT catalogue_number FROM specimen
WHERE guid = coalesce((SELECT specimen_guid FROM specimen_alias WHERE guid = ?), ?)
"""
_KNOWN = """
SELECT EXISTS (SELECT 1 FROM specimen WHERE catalogue_number = :number)
    OR EXISTS (SELECT 1 FROM photo WHERE catalogue_number = :number AND catalogue_number <> '')
"""


class Numbers:
    """Read what is known about the numbers of photos, and give numbers."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def propose(self, photo_id: int, number: str, source: NumberSource) -> Changes:
        """Give the photo a number that the machine read, unless a person touched it or a surer source told one."""
        number = clean_line(number)
        if not number:
            return NOTHING_CHANGED
        with writing(self._database, self._path):
            told = {"id": photo_id, "number": number, "source": source, "surer": json.dumps(surer_than(source))}
            cursor = self._database.execute(_UNTOUCHED, told)
        return Changes(frozenset({ChangeKind.PHOTO}), frozenset({photo_id})) if cursor.rowcount else NOTHING_CHANGED

    def give(self, numbers: Iterable[tuple[int, str]], source: str, name: str, who: str) -> Changes:
        """Give photos (by id) their numbers as one act of a person; the specimens' records go along. Undoable."""
        with acting(self._database, self._path, name, who) as act:
            for photo_id, number in numbers:
                renumber(act, photo_id, clean_line(number), source)
        return act.changes

    def of_record(self, guid: str) -> str:
        """The number of the record with this id, here or in a catalogue merged into this one; empty without one."""
        found = self._database.execute(_OF_RECORD, (guid, guid)).fetchone()
        return "" if found is None else found[0] or ""

    def is_known(self, number: str) -> bool:
        """Whether a record or a photo has exactly that number."""
        return bool(self._database.execute(_KNOWN, {"number": number}).fetchone()[0])

    def photos(self) -> Iterator[Found]:
        """The photos that are not set aside, in the order taken in.

        Each has ``id``, ``path``, ``number``, ``source``, and the texts that the last analysis found in ``codes`` and
        on ``labels``.
        """
        last = 0
        while page := list(self._database.query(_PAGE, (last, PAGE))):
            last = page[-1]["id"]
            for row in page:
                yield {
                    "id": row["id"],
                    "path": path_from_text(row["path"]),
                    "number": row["catalogue_number"],
                    "source": row["number_source"],
                    "codes": _texts(row["codes"], "code"),
                    "labels": _texts(row["regions"], "label"),
                }


def _texts(regions: str | None, kind: str) -> list[str]:
    return [str(one.get("text") or "") for one in json.loads(regions or "[]") if one.get("kind") == kind]
