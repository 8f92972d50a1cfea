"""A whole merge: one transaction, with a verified copy of the catalogue made before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mineral_desk.catalogue.catalogue import Catalogue
from mineral_desk.catalogue.complaints import in_words
from mineral_desk.catalogue.connection import connect, open_for_reading, writing
from mineral_desk.catalogue.copying import back_up_file, copy_pages
from mineral_desk.catalogue.merging.clashes import find_clashes
from mineral_desk.catalogue.merging.finding_conflicts import keep_conflicts
from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.judging import Judging
from mineral_desk.catalogue.merging.other import TakenIn
from mineral_desk.catalogue.merging.reading_conflicts import conflicts_of
from mineral_desk.catalogue.merging.replaying import Replaying
from mineral_desk.catalogue.merging.resolutions import mark_undone
from mineral_desk.catalogue.merging.task import MergeTask
from mineral_desk.catalogue.merging.things import (
    NEW_ANALYSES,
    NEW_SEARCHES,
    bring_analyses,
    bring_photos,
    bring_searches,
)
from mineral_desk.catalogue.placing import free_name, remove_part
from mineral_desk.catalogue.state import refresh_states
from mineral_desk.catalogue.text import clean_line, now_text, storable
from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind, Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.merging import Brought, MergeReport
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.stepping import Report, silent

_NEWS = (
    "SELECT 1 FROM theirs.operation WHERE guid NOT IN (SELECT guid FROM main.operation) LIMIT 1",
    "SELECT 1 FROM theirs.photo WHERE sha256 NOT IN (SELECT sha256 FROM main.photo) LIMIT 1",
    "SELECT 1 FROM theirs.photo_path AS t JOIN theirs.photo AS p ON p.id = t.photo_id "
    "JOIN main.photo AS o ON o.sha256 = p.sha256 "
    "WHERE NOT EXISTS (SELECT 1 FROM main.photo_path WHERE photo_id = o.id AND path = t.path) LIMIT 1",
    f"{NEW_ANALYSES} LIMIT 1",
    f"{NEW_SEARCHES} LIMIT 1",
    "SELECT 1 FROM theirs.operation_reason AS t JOIN theirs.operation AS p ON p.id = t.operation_id "
    "JOIN main.operation AS o ON o.guid = p.guid WHERE NOT EXISTS (SELECT 1 FROM main.operation_reason AS r "
    "WHERE r.operation_id = o.id AND r.reason = t.reason AND r.who = t.who AND r.given_at = t.given_at) LIMIT 1",
)
"""Whether the other has anything that is not here; the first one found is enough."""
_REASONS = """
INSERT INTO main.operation_reason (operation_id, reason, who, given_at)
SELECT o.id, t.reason, t.who, t.given_at FROM theirs.operation_reason AS t
JOIN theirs.operation AS p ON p.id = t.operation_id JOIN main.operation AS o ON o.guid = p.guid
WHERE NOT EXISTS (SELECT 1 FROM main.operation_reason AS r
    WHERE r.operation_id = o.id AND r.reason = t.reason AND r.who = t.who AND r.given_at = t.given_at)
ORDER BY t.id
"""
_HELD = """
SELECT h.table_name, h.row_id, h.before, h.after, n.our_id FROM theirs.held_change AS h
JOIN temp.new_operation AS n ON n.their_id = h.operation_id ORDER BY h.id
"""


def merge(catalogue: Catalogue, other: TakenIn, who: str, report: Report = silent, *, keep: bool = True) -> MergeReport:
    """Bring all that ``other`` holds into the catalogue.

    With ``keep`` a verified copy of the catalogue is made beside it before. Where the other holds nothing new, nothing
    is written at all. Raises CatalogueDamaged where the other says what cannot be, CatalogueReadOnly where the copy
    cannot be written, UsageError where nobody is named; then the catalogue is as it was.
    """
    if not clean_line(who):
        raise UsageError("Nobody was named as the one who did this.", "Set your name in the settings.")
    database, path = catalogue.database, catalogue.path
    task = MergeTask(database, path, other.named, clean_line(who), report)
    kept = None
    try:
        with _attached(task, other.copy), writing(database, path):
            if not any(task.one(query) for query in _NEWS):
                return MergeReport(other.named, path, Brought())
            if keep:
                kept = _keep_copy(task)
            task.make_tables()
            _bring_all(task, kept)
            conflicts = conflicts_of(database, task.merging_id)
            task.drop_tables()
    except BaseException:
        if kept is not None:
            remove_part(kept)  # nothing came of the merge that it was made for
        raise
    return MergeReport(other.named, path, task.brought, conflicts, kept, changes=_changes(task))


def preview(catalogue: Path, other: TakenIn, report: Report = silent) -> MergeReport:
    """What a merge would bring: it is done in a copy of the catalogue that is thrown away afterwards."""
    with TemporaryDirectory(prefix="mineral-desk-merge-") as folder:
        scratch = Path(folder) / catalogue.name
        scratch.touch()
        with in_words(catalogue), closing(open_for_reading(catalogue)) as source:
            copy_pages(source, scratch, scratch, report)
        with closing(connect(scratch, read_only=False)) as database:
            database.execute("PRAGMA synchronous = OFF")
            found = merge(Catalogue(scratch, database), other, "preview", report, keep=False)
    return MergeReport(other.named, catalogue, found.brought, found.conflicts, dry_run=True)


@contextmanager
def _attached(task: MergeTask, copy: Path) -> Iterator[None]:
    """The other catalogue beside ours on one connection, for one question over both."""
    database = task.database
    with in_words(task.path):
        if "theirs" in [row[1] for row in task.rows("PRAGMA database_list")]:  # a merge that failed could not let it go
            database.execute("DETACH DATABASE theirs")
        database.execute("ATTACH DATABASE ? AS theirs", (str(copy),))
    try:
        yield
    finally:
        with suppress(sqlite3.OperationalError):
            database.execute("DETACH DATABASE theirs")


def _keep_copy(task: MergeTask) -> Path:
    """Inside the transaction that writes, so that nothing can come between the copy and the merge."""
    today = f"{datetime.now().astimezone():%Y-%m-%d %H-%M-%S}"
    kept = free_name(task.path.with_name(f"{task.path.stem}.before-merge {today}{task.path.suffix}"))
    back_up_file(task.path, kept, task.report)  # SQLite copies nothing over a connection that is about to write
    return kept


def _bring_all(task: MergeTask, kept: Path | None) -> None:
    task.merging_id = _begin(task, kept)
    bring_photos(task)
    bring_analyses(task)
    bring_searches(task)
    ids = Identities(task)
    ids.find()
    clashes = find_clashes(task)
    Judging(task, ids, clashes).judge_all()
    Replaying(task, ids, clashes).replay_all()
    _bring_held(task, ids)
    task.brought.reasons = task.database.execute(_REASONS).rowcount
    mark_undone(task, ids)
    ids.keep_aliases()
    keep_conflicts(task, ids)
    task.report(Progress(0, 0, said("Writing")))
    refresh_states(task.database, sorted(task.photo_ids | _photos_of(task)))
    last = "SELECT coalesce(max(id), 0) FROM main.operation"
    task.database.execute(
        f"UPDATE main.merging SET last_operation_id = ({last}) WHERE id = ?",  # noqa: S608
        (task.merging_id,),
    )


def _begin(task: MergeTask, kept: Path | None) -> int:
    other_guid = task.one("SELECT value FROM theirs.catalogue_info WHERE key = 'guid'") or ("",)
    cursor = task.database.execute(
        "INSERT INTO main.merging (other_guid, other_name, who, merged_at, kept_as, last_operation_id) "
        "VALUES (?, ?, ?, ?, ?, 0)",
        (other_guid[0], storable(task.other.name), task.who, now_text(), "" if kept is None else storable(kept.name)),
    )
    return int(cursor.lastrowid or 0)


def _bring_held(task: MergeTask, ids: Identities) -> None:
    """What was held back on the other side is held back here too, for whoever merges this catalogue next."""
    for table, their_row, before, after, operation_id in task.rows(_HELD):
        row_id = ids.row_id(table, their_row)
        if row_id is not None:
            told = (ids.mapped_text(before), ids.mapped_text(after))
            task.database.execute(
                "INSERT INTO main.held_change (operation_id, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
                (operation_id, table, row_id, *told),
            )


def _photos_of(task: MergeTask) -> set[int]:
    """The photos of records that came or changed: a contested name makes them unsure."""
    found: set[int] = set()
    for specimen_id in task.specimen_ids:
        rows = task.rows("SELECT photo_id FROM main.specimen_photo WHERE specimen_id = ?", specimen_id)
        found.update(row[0] for row in rows)
    return found


def _changes(task: MergeTask) -> Changes:
    if task.brought.is_nothing:
        return NOTHING_CHANGED
    kinds = frozenset(ChangeKind) - {ChangeKind.SETTING}
    return Changes(kinds, frozenset(task.photo_ids), frozenset(task.specimen_ids), f"Merge {task.other.name}")
