"""An open catalogue: its parts, each with one purpose, over one connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from mineral_desk.catalogue.analyses import Analyses
from mineral_desk.catalogue.checking import findings
from mineral_desk.catalogue.complaints import in_words
from mineral_desk.catalogue.conflicts import Conflicts
from mineral_desk.catalogue.connection import connect_beside, open_for_reading, writing
from mineral_desk.catalogue.decisions import Decisions
from mineral_desk.catalogue.embeddings import Embeddings
from mineral_desk.catalogue.exports import Exports
from mineral_desk.catalogue.history import History
from mineral_desk.catalogue.imports import Imports
from mineral_desk.catalogue.numbers import Numbers
from mineral_desk.catalogue.photos import Photos
from mineral_desk.catalogue.presence import OpenFile
from mineral_desk.catalogue.queue import Queue
from mineral_desk.catalogue.rescalings import Rescalings
from mineral_desk.catalogue.saved_searches import SavedSearches
from mineral_desk.catalogue.search_index import renew
from mineral_desk.catalogue.searching import Searching
from mineral_desk.catalogue.specimens import Specimens
from mineral_desk.catalogue.states import States
from mineral_desk.catalogue.verifications import Verifications
from mineral_desk.domain.catalogue import StoredPhoto


class Catalogue:
    """Made by the functions of :mod:`mineral_desk.catalogue.opening`; use it on one thread at a time."""

    def __init__(self, path: Path, database: Database, *, read_only: bool = False) -> None:
        self.path, self.database, self.read_only = path, database, read_only
        if isinstance(database, OpenFile):
            database.named = path
        self.photos = Photos(database, path)
        self.analyses = Analyses(database, path)
        self.embeddings = Embeddings(database)
        self.decisions = Decisions(database, path)
        self.rescalings = Rescalings(database, path)
        self.specimens = Specimens(database, path)
        self.verifications = Verifications(database, path)
        self.states = States(database, path)
        self.history = History(database, path)
        self.conflicts = Conflicts(database, path)
        self.queue = Queue(database)
        self.exports = Exports(database)
        self.imports = Imports(database, path)
        self.numbers = Numbers(database, path)
        self.searching = Searching(database)
        self.saved_searches = SavedSearches(database, path)

    def reader(self) -> "Catalogue":
        """The same file on a connection of its own that cannot write, for another thread."""
        with in_words(self.path):
            database = open_for_reading(self.path) if self.read_only else connect_beside(self.path)
            return Catalogue(self.path, database, read_only=True)

    def stored(self, photo_id: int) -> StoredPhoto:
        """Everything known about one photo. Raises UsageError where there is none."""
        row, latest = self.queue.row(photo_id), self.analyses.latest(photo_id)
        analysis_id, analysis = latest if latest is not None else (None, None)
        return StoredPhoto(row, analysis_id, analysis, self.decisions.latest(photo_id))

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all writes of the block: faster for thousands, and all of them or none is kept."""
        with writing(self.database, self.path):
            yield

    def check(self) -> list[str]:
        """What is wrong with the file, in words; empty if all is well. Reads all of it."""
        with in_words(self.path):
            return [finding.what for finding in findings(self.database)]

    def renew_search(self) -> None:
        """Make the search index anew out of the tables: what the check advises where the two differ."""
        renew(self.database, self.path)

    def close(self) -> None:
        """Close the connection; what was written stays written. Raises CatalogueGone where the disk does not answer."""
        with in_words(self.path):
            self.database.close()

    def __enter__(self) -> "Catalogue":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
