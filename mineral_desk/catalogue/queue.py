"""The queue: which photos wait for what. Every question is one query over indexes."""

from sqlite_utils import Database

from mineral_desk.catalogue.photos import no_photo
from mineral_desk.catalogue.rows import photo_rows
from mineral_desk.domain.catalogue import PhotoRow, QueueFilter

_CONDITIONS = {
    QueueFilter.TO_DECIDE: "state = 'to_decide'",
    QueueFilter.SIZE_TO_CHECK: "size_to_check = 1",
    QueueFilter.NAME_UNSURE: "name_unsure = 1",
    QueueFilter.ALL: "state <> 'set_aside'",
}
"""Each is the condition of an index of ``photo_state``."""


class Queue:
    """Photos by what is still to be done about them, in the order they were taken in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, filter: QueueFilter, limit: int = 200, offset: int = 0) -> list[PhotoRow]:
        """A page of the photos that the filter shows."""
        return self._page(_CONDITIONS[filter], limit, offset)

    def counts(self) -> dict[QueueFilter, int]:
        """How many photos each filter shows."""
        return {filter: self._count(condition) for filter, condition in _CONDITIONS.items()}

    def row(self, photo_id: int) -> PhotoRow:
        """One photo. Raises UsageError where there is none."""
        found = next(photo_rows(self._database, "WHERE s.photo_id = :id", {"id": photo_id}), None)
        if found is None:
            raise no_photo(photo_id)
        return found

    def set_aside(self, limit: int = 100_000) -> list[PhotoRow]:
        """The photos that the clean-up or a person set aside, and those that could not be analysed."""
        return self._page("state IN ('set_aside', 'failed')", limit, 0)

    def waiting(self, limit: int = 1_000_000) -> list[PhotoRow]:
        """The photos that were taken in and not analysed yet."""
        return self._page("state = 'waiting'", limit, 0)

    def position(self, filter: QueueFilter, photo_id: int) -> int:
        """How many photos the filter shows before this one."""
        return self._count(f"{_CONDITIONS[filter]} AND photo_id < {int(photo_id)}")

    def _page(self, condition: str, limit: int, offset: int) -> list[PhotoRow]:
        """The page's ids come out of an index before anything else is looked up."""
        where = (
            f"WHERE s.photo_id IN (SELECT photo_id FROM photo_state WHERE {condition} "  # noqa: S608
            "ORDER BY photo_id LIMIT :limit OFFSET :offset) ORDER BY s.photo_id"
        )
        return list(photo_rows(self._database, where, {"limit": limit, "offset": offset}))

    def _count(self, condition: str) -> int:
        return int(
            self._database.execute(f"SELECT count(*) FROM photo_state WHERE {condition}").fetchone()[0]  # noqa: S608
        )
