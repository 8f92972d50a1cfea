"""What a catalogue holds, which one it is, and whether two copies of it are equally new."""

from sqlite_utils import Database

from mineral_desk.catalogue.text import moment
from mineral_desk.domain.keeping import Holdings

_GROWING = ("operation", "analysis", "photo_path")
"""Every write adds a row to one of these."""


def holdings(database: Database) -> Holdings:
    """How much the catalogue holds."""
    photos = int(database.execute("SELECT count(*) FROM photo").fetchone()[0])
    decisions = int(database.execute("SELECT count(*) FROM decision WHERE undone = 0").fetchone()[0])
    last = database.execute("SELECT made_at FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return Holdings(photos, decisions, None if last is None else moment(last[0]))


def guid(database: Database) -> str:
    """The name that a catalogue and its copies share; empty where it has none."""
    found = database.execute("SELECT value FROM catalogue_info WHERE key = 'guid'").fetchone()
    return "" if found is None else str(found[0])


def last_ids(database: Database) -> tuple[int, ...]:
    """Equal for a catalogue and its copy exactly as long as nothing was written since."""
    return tuple(
        int(database.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608
        for table in _GROWING
    )
