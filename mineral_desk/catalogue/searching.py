"""Search over all specimens: a first page at once, then the whole order, counts by facet.

While a query is typed only so much is read as a page and a capped count need. A result that is small is found first
and then sorted; a large one is read along the index of the sorting, so that a page costs the same at any size.
"""

import json
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.log import Value
from mineral_desk.catalogue.rows import Found
from mineral_desk.catalogue.search_terms import Conditions, conditions
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.searching.found import COUNTED_UP_TO, Count, FirstPage, SortColumn, Sorting, SpecimenRow
from mineral_desk.domain.searching.query import RecordState, SearchQuery
from mineral_desk.domain.verification import VerificationStatus

RARE = 2_000
"""So many records are looked through one by one for words."""
CHUNK = 20_000
"""Ids read in one step of a long job."""

_BY_RECORD = "w.specimen_id"
_SORTED_BY = {
    SortColumn.NUMBER: ("w.number_order", "specimen_sought_by_number"),
    SortColumn.SPECIES: ("w.species", "specimen_sought_by_species"),
    SortColumn.LENGTH: ("w.length_mm", "specimen_sought_by_length"),
    SortColumn.WIDTH: ("w.width_mm", "specimen_sought_by_width"),
    SortColumn.PLACE: ("w.place", "specimen_sought_by_place"),
    SortColumn.WHO: ("w.who", "specimen_sought_by_who"),
    SortColumn.DAY: ("w.day", "specimen_sought_by_day"),
}

_ROWS = """
SELECT s.id, s.catalogue_number, s.species, s.qualifier, w.state, s.length_mm, s.length_error_mm, s.width_mm,
    s.locality, s.storage_place, CASE s.identified_by WHEN '' THEN s.size_by ELSE s.identified_by END AS who, w.day,
    p.id AS photo_id, p.path, p.sha256, s.verification
FROM json_each(?) AS wanted JOIN specimen AS s ON s.id = wanted.value JOIN specimen_sought AS w ON w.specimen_id = s.id
LEFT JOIN photo AS p ON p.id = (SELECT min(photo_id) FROM specimen_photo WHERE specimen_id = s.id)
ORDER BY wanted.key
"""


class Searching:
    """Answers searches; reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def total(self) -> int:
        """How many specimens there are."""
        return int(self._database.execute("SELECT count(*) FROM specimen_sought").fetchone()[0])

    def first_page(self, query: SearchQuery, sorting: Sorting, limit: int) -> FirstPage:
        """The first ``limit`` specimens with a count that is exact up to :data:`COUNTED_UP_TO`."""
        asked, total = self._planned(query), self.total()
        count = self._count(asked, total)
        found = self._database.execute(*_select(asked, sorting, small=count.is_exact, limit=limit))
        ids = tuple(row[0] for row in found)
        return FirstPage(ids, tuple(self.rows(ids)), count, total, query.complaints)

    def order(self, query: SearchQuery, sorting: Sorting) -> Iterator["array[int]"]:
        """All ids found, in order, a chunk at a time."""
        asked = self._planned(query)
        small = bool(asked.match or asked.where) and self._count(asked, 0).is_exact
        found = self._database.execute(*_select(asked, sorting, small=small))
        while chunk := found.fetchmany(CHUNK):
            yield array("q", (row[0] for row in chunk))

    def rows(self, ids: Sequence[int]) -> list[SpecimenRow]:
        """These specimens, in this order; those that are gone are left out."""
        return [_row(found) for found in self._database.query(_ROWS, (json.dumps(list(ids)),))]

    def _planned(self, query: SearchQuery) -> Conditions:
        """The conditions, with what to begin with."""
        asked = conditions(query)
        if asked.match and asked.where:
            statement, values = _bare(Conditions("", asked.where, asked.values))
            capped = f"SELECT count(*) FROM ({statement} LIMIT ?)"  # noqa: S608
            asked.is_rare = self._database.execute(capped, (*values, RARE + 1)).fetchone()[0] <= RARE
        return asked

    def _count(self, asked: Conditions, total: int) -> Count:
        if not asked.match and not asked.where:
            return Count(total)
        statement, values = _bare(asked)
        capped = f"SELECT count(*) FROM ({statement} LIMIT ?)"  # noqa: S608
        number = int(self._database.execute(capped, (*values, COUNTED_UP_TO + 1)).fetchone()[0])
        return Count(min(number, COUNTED_UP_TO), is_exact=number <= COUNTED_UP_TO)


def _bare(asked: Conditions, also: str = "") -> tuple[str, list[Value]]:
    """The ids found, in no order; words first, as the index of words is the quickest to say how few there are."""
    if asked.match and not asked.where and not also:
        return "SELECT rowid FROM specimen_search WHERE specimen_search MATCH ?", [asked.match]
    if not asked.match:
        where = f" WHERE {' AND '.join(asked.where)}" if asked.where else ""
        return f"SELECT w.specimen_id FROM specimen_sought AS w{also}{where}", asked.values  # noqa: S608
    where = " AND ".join(["f.specimen_search MATCH ?", *asked.where])
    both = ("specimen_sought AS w", "specimen_search AS f")
    first, second = both if asked.is_rare else both[::-1]
    source = f"{first} CROSS JOIN {second} ON w.specimen_id = f.rowid{also}"
    return f"SELECT w.specimen_id FROM {source} WHERE {where}", [asked.match, *asked.values]  # noqa: S608


def _select(
    asked: Conditions, sorting: Sorting, *, small: bool, limit: int | None = None
) -> tuple[str, tuple[Value, ...]]:
    """The ids in the order of ``sorting``."""
    direction = "DESC" if sorting.descending else "ASC"
    if sorting.column is SortColumn.RECORDED:
        statement, values = _in_record_order(asked, direction, small)
    elif sorting.column is SortColumn.STORAGE:
        statement, values = _by_storage(asked, direction)
    elif small:
        also = " JOIN specimen_sought AS x ON x.specimen_id = w.specimen_id" if asked.match and not asked.where else ""
        statement, values = _bare(asked, also)
        column = _SORTED_BY[sorting.column][0]
        statement += f" ORDER BY {column} {direction} NULLS LAST, {_BY_RECORD} {direction}"
    else:
        statement, values = _along_index(asked, sorting.column, direction)
    return (f"{statement} LIMIT ?", (*values, limit)) if limit is not None else (statement, tuple(values))


def _in_record_order(asked: Conditions, direction: str, small: bool) -> tuple[str, list[Value]]:
    statement, values = _bare(asked)
    if asked.match and not asked.where:
        return f"{statement} ORDER BY rowid {direction}", values
    if asked.match and not asked.is_rare:
        return f"{statement} ORDER BY f.rowid {direction}", values
    if asked.where and small:  # the plus keeps SQLite from walking through all records in their order
        return f"{statement} ORDER BY +{_BY_RECORD} {direction}", values
    statement = statement.replace("specimen_sought AS w", "specimen_sought AS w NOT INDEXED", 1)
    return f"{statement} ORDER BY {_BY_RECORD} {direction}", values


def _along_index(asked: Conditions, column: SortColumn, direction: str) -> tuple[str, list[Value]]:
    expression, index = _SORTED_BY[column]
    where, values = _with_match(asked)
    order = f"ORDER BY {expression} {direction} NULLS LAST, {_BY_RECORD} {direction}"
    source = f"specimen_sought AS w INDEXED BY {index}"
    return f"SELECT w.specimen_id FROM {source}{where} {order}", values  # noqa: S608


def _by_storage(asked: Conditions, direction: str) -> tuple[str, list[Value]]:
    where, values = _with_match(asked)
    source = "specimen AS s INDEXED BY specimen_by_storage CROSS JOIN specimen_sought AS w ON w.specimen_id = s.id"
    if not where:
        source, where = "specimen AS s INDEXED BY specimen_by_storage", ""
    return f"SELECT s.id FROM {source}{where} ORDER BY s.storage_place {direction}, s.id {direction}", values  # noqa: S608


def _with_match(asked: Conditions) -> tuple[str, list[Value]]:
    """A WHERE over ``w`` alone; the words found are gathered once."""
    where, values = list(asked.where), list(asked.values)
    if asked.match:
        where.insert(0, "w.specimen_id IN (SELECT rowid FROM specimen_search WHERE specimen_search MATCH ?)")
        values.insert(0, asked.match)
    return (f" WHERE {' AND '.join(where)}" if where else ""), values


def _row(found: Found) -> SpecimenRow:
    return SpecimenRow(
        id=found["id"],
        catalogue_number=found["catalogue_number"] or "",
        species=without_markup(found["species"]),
        qualifier=found["qualifier"],
        state=RecordState(found["state"]),
        length_mm=found["length_mm"],
        length_error_mm=found["length_error_mm"],
        width_mm=found["width_mm"],
        locality=found["locality"],
        storage_place=found["storage_place"],
        who=found["who"],
        day=found["day"] or "",
        photo_id=found["photo_id"],
        photo_path=Path(found["path"]) if found["path"] is not None else None,
        photo_sha256=found["sha256"] or "",
        verification=VerificationStatus(found["verification"]),
    )


def found_ids(database: Database, asked: Conditions, limit: int) -> list[int]:
    """At most ``limit`` ids, the records made last first."""
    return [row[0] for row in database.execute(*_select(asked, Sorting(), small=False, limit=limit))]
