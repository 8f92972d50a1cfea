"""What happened to one photo, or to one record with all its photos, in readable lines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from sqlite_utils import Database

from mineral_desk.catalogue.act_words import act_words
from mineral_desk.catalogue.rows import Found
from mineral_desk.catalogue.text import moment
from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.record_numbers import path_from_text, printable

_COLUMNS = """
SELECT o.id, o.name, o.who, o.made_at, o.kind, o.undone_by, o.merging_id, c.table_name, c.row_id
FROM {source} AS c JOIN operation AS o ON o.id = c.operation_id
"""
_OF_PHOTO = f"""{_COLUMNS}
WHERE (c.table_name = 'photo' AND c.row_id = :photo)
    OR (c.table_name = 'decision' AND c.row_id IN (SELECT id FROM decision WHERE photo_id = :photo))
    OR (c.table_name = 'specimen_photo' AND c.row_id = :photo)
    OR (c.table_name = 'verification' AND c.row_id IN (SELECT id FROM verification WHERE specimen_id = :specimen))
    OR (c.table_name = 'specimen' AND c.row_id = :specimen
        AND NOT EXISTS (SELECT 1 FROM change WHERE operation_id = o.id AND table_name <> 'specimen'))
ORDER BY c.id
"""  # noqa: S608
"""What touched the photo, its decisions, to which specimen it belongs, or nothing but that one's record."""

_OF_RECORD = f"""{_COLUMNS}
WHERE (c.table_name = 'specimen' AND c.row_id = :specimen)
    OR (c.table_name = 'verification' AND c.row_id IN (SELECT id FROM verification WHERE specimen_id = :specimen))
    OR (c.table_name = 'photo' AND c.row_id IN (SELECT value FROM json_each(:photos)))
    OR (c.table_name = 'specimen_photo' AND c.row_id IN (SELECT value FROM json_each(:photos)))
    OR (c.table_name = 'decision' AND c.row_id IN
        (SELECT id FROM decision WHERE photo_id IN (SELECT value FROM json_each(:photos))))
ORDER BY c.id
"""  # noqa: S608
"""What touched the record, or the photos that belong to it now."""


HELD = "held_change"
_SOURCES = ("change", HELD, "resolution")
"""Where the log says what an act is about: what it changed, what was held back, which conflicts it settled."""
NOT_TAKEN, PARTLY_TAKEN = ", not taken over", ", partly taken over"


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whose history it is: a record, and photos of it."""

    photo_ids: tuple[int, ...]
    specimen_id: int | None
    is_record: bool


def history_lines(database: Database, photo_id: int) -> list[HistoryLine]:
    """Taken in, analysed, decided, renumbered, undone: latest first.

    What the machine did stays in the order of its ids, and so does what people did, also where the clock was set back.
    """
    found = database.execute("SELECT specimen_id FROM specimen_photo WHERE photo_id = ?", (photo_id,)).fetchone()
    return _lines(database, _Subject((photo_id,), None if found is None else int(found[0]), is_record=False))


def record_lines(database: Database, specimen_id: int) -> list[HistoryLine]:
    """The same of a record and of all photos that belong to it now."""
    rows = database.execute("SELECT photo_id FROM specimen_photo WHERE specimen_id = ? ORDER BY 1", (specimen_id,))
    return _lines(database, _Subject(tuple(row[0] for row in rows), specimen_id, is_record=True))


def _lines(database: Database, subject: _Subject) -> list[HistoryLine]:
    taken_in = sorted(_taken_in(database, subject), key=lambda one: one[1].when)
    since = taken_in[0][1].when if taken_in else datetime.min.replace(tzinfo=UTC)
    # photo by photo: what happened in one millisecond stands in the order of the photos
    photos = (_rising(chain([line], _analysed(database, subject, one)), since) for one, line in taken_in)
    acted = (_rising(lines, since) for lines in _acted(database, subject).values())
    timed = [one for lines in chain(photos, acted) for one in lines]
    return _with_states([line for _, line in sorted(timed, key=lambda one: one[0])])


def _with_states(lines: list[HistoryLine]) -> list[HistoryLine]:
    """Latest first, each with the last act that had been done by then."""
    found, as_of = [], 0
    for line in lines:
        as_of = as_of if line.operation_id is None else line.operation_id
        found.append(replace(line, as_of=as_of))
    return found[::-1]


def _rising(lines: Iterable[HistoryLine], since: datetime) -> Iterator[tuple[datetime, HistoryLine]]:
    """The lines with moments to merge them by: a clock that was set back counts as one that stood still."""
    for line in lines:
        since = max(since, line.when)
        yield since, line


def _taken_in(database: Database, subject: _Subject) -> Iterator[tuple[int, HistoryLine]]:
    """By photo."""
    ids = json.dumps(subject.photo_ids)
    for found in database.query("SELECT * FROM photo WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (ids,)):
        details = _file_name(found["path"]) if len(subject.photo_ids) > 1 else ""
        yield found["id"], HistoryLine(moment(found["taken_in_at"]), found["taken_in_by"], "Taken in", details=details)


def _analysed(database: Database, subject: _Subject, photo_id: int) -> Iterator[HistoryLine]:
    details = ""
    if len(subject.photo_ids) > 1:
        details = _file_name(database.execute("SELECT path FROM photo WHERE id = ?", (photo_id,)).fetchone()[0])
    for found in database.query("SELECT * FROM analysis WHERE photo_id = ? ORDER BY id", (photo_id,)):
        edge = found["overruled_edge_mm"]
        how = "Analysed" if edge is None else f"Analysed with a cube of {edge:g} mm"
        what = "Could not be analysed" if found["error"] else f"{how}: {', '.join(_found_out(found))}"
        yield HistoryLine(moment(found["made_at"]), "", what, found["error"], details=details)


def _found_out(found: Found) -> Iterator[str]:
    if found["verdict"] == "reject":
        yield "advised to set aside"
    abstains = found["recommendation"] == "none" or not found["best_species"]
    yield "no name" if abstains else str(found["best_species"])
    sides = [f"{side:.1f}" for side in (found["length_mm"], found["width_mm"]) if side is not None]
    size = f"{' × '.join(sides)} mm" if sides else ""
    yield (size if found["size_status"] == "measured" else f"{size}, not vouched for") if size else "no size"


def _acted(database: Database, subject: _Subject) -> dict[int | None, list[HistoryLine]]:
    """One line an operation, told by the row of it that says most; those done here, and those of each merge."""
    statement = _OF_RECORD if subject.is_record else _OF_PHOTO
    whose: dict[str, int | str | None] = {"specimen": subject.specimen_id, "photos": json.dumps(subject.photo_ids)}
    if not subject.is_record:
        whose["photo"] = subject.photo_ids[0]
    operations: dict[int, list[Found]] = {}
    held: set[int] = set()
    for source in _SOURCES:
        for found in database.query(statement.format(source=source), whose):
            if source == HELD:
                held.add(found["id"])
            operations.setdefault(found["id"], []).append({**found, "source": source})
    reasons = _reasons(database, list(operations))
    lines: dict[int | None, list[HistoryLine]] = {}
    for operation_id, rows in sorted(operations.items()):
        act, said = rows[0], act_words(database, rows, subject.specimen_id)
        why = reasons.get(operation_id, said.reason)
        what = said.what + (_held_words(rows) if operation_id in held else "")
        undone = act["undone_by"] is not None
        line = HistoryLine(moment(act["made_at"]), act["who"], what, why, undone, said.details, operation_id)
        lines.setdefault(act["merging_id"], []).append(line)
    return lines


def _held_words(rows: list[Found]) -> str:
    """That what an act of another computer changed there does not stand here, or not all of it."""
    return NOT_TAKEN if all(row["source"] == HELD for row in rows) else PARTLY_TAKEN


def _reasons(database: Database, operation_ids: list[int]) -> dict[int, str]:
    """Why the acts were done, as far as anybody said so; the last word counts."""
    rows = database.execute(
        "SELECT operation_id, reason FROM operation_reason WHERE operation_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY id",
        (json.dumps(operation_ids),),
    )
    return dict(rows.fetchall())


def _file_name(path: str) -> str:
    return printable(path_from_text(path).name)
