"""Searches kept by name in the catalogue, for all who work in it. They change no record, so no undo concerns them."""

from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.text import clean_line, now_text
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.searching.found import SavedSearch


class SavedSearches:
    """Keep, read and remove them."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def all(self) -> list[SavedSearch]:
        """Every one, by name."""
        rows = self._database.execute("SELECT name, query FROM saved_search ORDER BY name")
        return [SavedSearch(name, query) for name, query in rows]

    def keep(self, name: str, query: str, who: str) -> None:
        """Keep ``query`` under ``name``, in place of what was kept so. Raises UsageError where either is empty."""
        if not clean_line(name) or not clean_line(query):
            raise UsageError("A saved search needs a name and something to look for.", "Type both.")
        if not clean_line(who):
            raise UsageError("Nobody was named as the one who did this.", "Set your name in the settings.")
        with writing(self._database, self._path):
            self._database.execute(
                "INSERT INTO saved_search (name, query, saved_by, saved_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET query = excluded.query, saved_by = excluded.saved_by, "
                "saved_at = excluded.saved_at",
                (clean_line(name), clean_line(query), clean_line(who), now_text()),
            )

    def remove(self, name: str) -> None:
        """Keep it no longer; nothing happens where there is none."""
        with writing(self._database, self._path):
            self._database.execute("DELETE FROM saved_search WHERE name = ?", (name,))
