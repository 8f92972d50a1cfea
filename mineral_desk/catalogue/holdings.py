"""What a catalogue holds, which one it is, and whether two copies of it are equally new."""

from sqlite_utils import Database

from mineral_desk.catalogue.merging.reading_conflicts import count_open
from mineral_desk.catalogue.text import moment
from mineral_desk.domain.keeping import Holdings

COUNTED_UP_TO = 1000
_GROWING = ("operation", "operation_reason", "analysis", "photo_path")
"""Every write adds a row to one of these; a file of an older version lacks some."""
_TELLING = {"operation": "guid", "photo": "sha256"}
Landmarks = dict[str, tuple[int, str]]
"""A table's last row: its id and what no other row says."""


def holdings(database: Database) -> Holdings:
    """How much the catalogue holds."""
    photos = int(database.execute("SELECT count(*) FROM photo").fetchone()[0])
    decisions = int(database.execute("SELECT count(*) FROM decision WHERE undone = 0").fetchone()[0])
    last = database.execute("SELECT made_at FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return Holdings(photos, decisions, None if last is None else moment(last[0]), _conflicts(database))


def _conflicts(database: Database) -> int:
    """A file of a version before merging has none."""
    there = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'conflict_open'").fetchone()
    return 0 if there is None else count_open(database, COUNTED_UP_TO)


def guid(database: Database) -> str:
    """The name that a catalogue and its copies share; empty where it has none."""
    found = database.execute("SELECT value FROM catalogue_info WHERE key = 'guid'").fetchone()
    return "" if found is None else str(found[0])


def last_ids(database: Database) -> tuple[int, ...]:
    """Equal for a catalogue and its copy exactly as long as nothing was written since."""
    there = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return tuple(
        int(database.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608
        for table in _GROWING
        if table in there
    )


def landmarks(database: Database) -> Landmarks:
    """What a file must still hold to be the one that was open here: its last act and its last photo."""
    found = {}
    for table, told in _TELLING.items():
        row = database.execute(f"SELECT id, {told} FROM {table} ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
        if row is not None:
            found[table] = (int(row[0]), str(row[1]))
    return found


def holds(database: Database, marks: Landmarks) -> bool:
    """Whether the landmarks are in this file; more may have been written since."""
    return all(
        database.execute(f"SELECT {_TELLING[table]} FROM {table} WHERE id = ?", (row_id,)).fetchone() == (told,)  # noqa: S608
        for table, (row_id, told) in marks.items()
    )
