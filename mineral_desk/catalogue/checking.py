"""What is wrong with a catalogue, in words, with what to do about it: the long check, and a short one for the start."""

import json
from collections.abc import Iterator

from sqlite_utils import Database

from mineral_desk.catalogue.copying import beating, integrity_faults
from mineral_desk.catalogue.log import KEYS, table_words
from mineral_desk.catalogue.migrations import file_version
from mineral_desk.catalogue.replay import contradicted_rows
from mineral_desk.catalogue.search_index import faults
from mineral_desk.catalogue.state import stale_states
from mineral_desk.domain.keeping import Finding
from mineral_desk.domain.phrase import Phrase, said
from mineral_desk.domain.stepping import Report, silent

NAMED_AT_MOST = 20
"""Findings of one kind that are told one by one."""
LAST_PHOTOS, LAST_CHANGES = 50, 200
"""How many at the end of the file the short check looks at."""

RESTORE = said("Restore a backup or a snapshot; the present file is kept.")
RENEW = said("Nothing is lost: decide or analyse the photo again, which renews it.")
RENEW_SEARCH = said("Nothing is lost: “mineral-desk search --renew-index --catalogue FILE” makes the index anew.")
REPORT_IT = said("Keep this file and tell the makers; a backup from before may be restored.")

HALVES = (
    (
        "Decision {first} about photo {second} has no line in the change log.",
        "SELECT id, photo_id FROM decision "
        "WHERE NOT EXISTS (SELECT 1 FROM change WHERE table_name = 'decision' AND row_id = decision.id)",
    ),
    (
        "Operation {first} ({second}) changed nothing.",
        "SELECT id, name FROM operation WHERE NOT EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id){but}",
    ),
    (
        "Operation {first} ({second}) took back what does not know of it.",
        "SELECT id, name FROM operation AS o WHERE kind = 'undo'{here} AND NOT EXISTS "
        "(SELECT 1 FROM operation AS target WHERE target.id = o.target_operation_id AND (target.undone_by >= o.id "
        "OR EXISTS (SELECT 1 FROM operation WHERE kind = 'redo' AND target_operation_id = target.id AND id > o.id)))",
    ),
)
_BUT = (
    " AND merging_id IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM resolution WHERE operation_id IN (operation.id, operation.target_operation_id))"
)
"""An act that came with a merge may have changed nothing here, and one that settled a conflict let stand what stood."""
_HERE = " AND merging_id IS NULL"
"""An undo that came with a merge counts where it was done; here a redo may stand that it did not know of."""
HALVES_OF_5 = (
    (
        "Verification {first} of specimen {second} has no line in the change log.",
        "SELECT id, specimen_id FROM verification "
        "WHERE NOT EXISTS (SELECT 1 FROM change WHERE table_name = 'verification' AND row_id = verification.id)",
    ),
    (
        "The record says {first} {second} by {third}, and nobody said so.",
        "SELECT verification, species, verified_by, verified_at FROM specimen WHERE verification <> 'open' "
        "EXCEPT SELECT verdict, species, who, verified_at FROM verification",
    ),
)
"""What only half a write could have left: decisions, acts, undoings and verifications without their counterpart."""


def findings(database: Database, report: Report = silent) -> Iterator[Finding]:
    """Everything that is wrong with the file, as it is found; reads all of it, several times."""
    broken = integrity_faults(database, report)
    yield from _told([said("SQLite says: {line}.", line=line) for line in broken], RESTORE)
    if not broken:  # else whatever could be read from it would prove nothing
        yield from contradictions(database, report)


def contradictions(database: Database, report: Report = silent) -> Iterator[Finding]:
    """Where a file that SQLite finds sound contradicts itself: rows, states, decisions and the change log."""
    with beating(database, report):
        pointing = database.execute("PRAGMA foreign_key_check").fetchall()
        yield from _told([_pointing(row[0], row[1]) for row in pointing], RESTORE)
        yield from _told([_stale(one) for one in stale_states(database)], RENEW)
        yield from _told(list(_halves(database)), REPORT_IT)
        yield from _told(list(faults(database)), RENEW_SEARCH)
    yield from _told(list(contradicted_rows(database, report)), REPORT_IT)


def start_findings(database: Database) -> list[Finding]:
    """What is wrong with the last changes and photos, where a crash would show; takes as long for any catalogue.

    Opening has proven before that the file is a whole catalogue of a known version. A page damaged elsewhere is found
    by the verification of the next snapshot.
    """
    last_photo = int(database.execute("SELECT coalesce(max(id), 0) FROM photo").fetchone()[0])
    recent = range(max(1, last_photo - LAST_PHOTOS + 1), last_photo + 1)
    stale = [photo_id for photo_id in recent if _is_stale(database, photo_id)]
    found = [*_told([_stale(one) for one in stale], RENEW)]
    return [*found, *_told(list(_unfinished(database)), REPORT_IT)]


def _is_stale(database: Database, photo_id: int) -> bool:
    """Asked for one photo, the view costs a few looks into indexes; asked for many, it is worked out for all."""
    standing, stored = (
        database.execute(f"SELECT * FROM {one} WHERE photo_id = ?", (photo_id,)).fetchone()  # noqa: S608
        for one in ("photo_standing", "photo_state")
    )
    return bool(standing != stored)


def _stale(photo_id: int) -> Phrase:
    return said("The state of photo {n} is stale.", n=photo_id)


def _pointing(table: str, row_id: int) -> Phrase:
    return said("{table!c} {row} points to nothing.", table=table_words(table), row=row_id)


def _halves(database: Database) -> Iterator[Phrase]:
    version = file_version(database)
    for words, query in (*HALVES, *(HALVES_OF_5 if version >= 5 else ())):
        but, here = (_BUT, _HERE) if version >= 6 else ("", "")
        for row in database.execute(query.replace("{but}", but).replace("{here}", here)):
            yield Phrase(words, dict(zip(("first", "second", "third"), row, strict=False)))


def _unfinished(database: Database) -> Iterator[Phrase]:
    """Rows that the last changes say to have written and that are not there."""
    written = (
        "SELECT table_name, row_id, after, operation_id FROM change "
        "WHERE id > (SELECT coalesce(max(id), 0) FROM change) - ? ORDER BY id"
    )
    last = {(row[0], row[1]): (row[2], row[3]) for row in database.execute(written, (LAST_CHANGES,))}
    for (table, row_id), (after, operation_id) in last.items():
        query = f"SELECT * FROM {table} WHERE {KEYS[table]} = ?"  # noqa: S608
        row = next(database.query(query, (row_id,)), None)
        told = None if after is None else json.loads(after)
        if (told is None) != (row is None) or (row and told and any(row.get(name) != told[name] for name in told)):
            yield said(
                "{table!c} {row} is not as operation {operation} left it.",
                table=table_words(table),
                row=row_id,
                operation=operation_id,
            )


def _told(lines: list[Phrase], to_do: Phrase) -> Iterator[Finding]:
    for line in lines[:NAMED_AT_MOST]:
        yield Finding(line, to_do)
    if len(lines) > NAMED_AT_MOST:
        yield Finding(said("And {n} more like the last one.", n=len(lines) - NAMED_AT_MOST), to_do)
