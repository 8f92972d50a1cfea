"""How the results of a search are broken down: by species, group, flag, state, storage place, year and verification."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlite_utils import Database

from mineral_desk.catalogue.search_terms import conditions
from mineral_desk.catalogue.searching import found_ids
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.searching.found import COUNTED_UP_TO, FacetKind, Facets, FacetValue
from mineral_desk.domain.searching.query import DayRange, ExactField, Exactly, SearchQuery, Standing, Term, Verified

SHOWN_AT_MOST = 12
"""Values of a kind."""

_OF_THESE = """
SELECT s.species, s.group_name, s.storage_place, w.state, substr(w.day, 1, 4), w.verification, w.flags
FROM json_each(?) AS wanted JOIN specimen_sought AS w ON w.specimen_id = wanted.value
JOIN specimen AS s ON s.id = wanted.value
"""
_KINDS = (
    FacetKind.SPECIES,
    FacetKind.GROUP,
    FacetKind.STORAGE,
    FacetKind.STATE,
    FacetKind.YEAR,
    FacetKind.VERIFICATION,
)
_OF_ALL = {
    FacetKind.SPECIES: "SELECT species, count(*) FROM specimen GROUP BY species",
    FacetKind.GROUP: "SELECT group_name, count(*) FROM specimen GROUP BY group_name",
    FacetKind.STORAGE: "SELECT storage_place, count(*) FROM specimen GROUP BY storage_place",
    FacetKind.STATE: "SELECT state, count(*) FROM specimen_sought GROUP BY state",
    FacetKind.YEAR: "SELECT substr(day, 1, 4), count(*) FROM specimen_sought GROUP BY 1",
    FacetKind.VERIFICATION: "SELECT verification, count(*) FROM specimen_sought GROUP BY verification",
}
_OWN: Mapping[FacetKind, Callable[[Term], bool]] = {
    FacetKind.SPECIES: lambda term: isinstance(term, Exactly) and term.where is ExactField.SPECIES,
    FacetKind.GROUP: lambda term: isinstance(term, Exactly) and term.where is ExactField.GROUP,
    FacetKind.STORAGE: lambda term: isinstance(term, Exactly) and term.where is ExactField.STORAGE,
    FacetKind.STATE: lambda term: isinstance(term, Standing),
    FacetKind.YEAR: lambda term: isinstance(term, DayRange),
    FacetKind.VERIFICATION: lambda term: isinstance(term, Verified),
}
_CODES = {code.value.replace("_", ""): code.value for code in FlagCode}


def facets(database: Database, query: SearchQuery) -> Facets:
    """The most frequent values of each kind with how many results have them.

    A kind that the query already narrows is counted as if it did not, so that other values can be added. Exact for the
    whole catalogue and for up to :data:`COUNTED_UP_TO` results; of more the latest so many are counted, and every count
    is a lower bound.
    """
    counted = _counted(database, query)
    for kind, terms in _OWN.items():
        rest = tuple(term for term in query.terms if term.negated or not terms(term))
        if len(rest) < len(query.terms):
            wider = _counted(database, replace(query, terms=rest))
            counted = Facets(counted.values | {kind: wider.values[kind]}, counted.is_exact and wider.is_exact)
    return counted


def _counted(database: Database, query: SearchQuery) -> Facets:
    asked = conditions(query)
    if not asked.match and not asked.where:
        return _of_all(database)
    ids = found_ids(database, asked, COUNTED_UP_TO + 1)
    counted: dict[FacetKind, Counter[str]] = {kind: Counter() for kind in FacetKind}
    for *values, flags in database.execute(_OF_THESE, (json.dumps(ids[:COUNTED_UP_TO]),)):
        for kind, value in zip(_KINDS, values, strict=True):
            counted[kind][value or ""] += 1
        counted[FacetKind.FLAG].update(_CODES[word] for word in (flags or "").split() if word in _CODES)
    return Facets({kind: _told(counts) for kind, counts in counted.items()}, len(ids) <= COUNTED_UP_TO)


def _of_all(database: Database) -> Facets:
    counted = {
        kind: Counter({value or "": count for value, count in database.execute(statement)})
        for kind, statement in _OF_ALL.items()
    }
    flagged = "SELECT count(*) FROM specimen_search WHERE specimen_search MATCH ?"
    counted[FacetKind.FLAG] = Counter(
        {code: database.execute(flagged, (f'flags : "{word}"',)).fetchone()[0] for word, code in _CODES.items()}
    )
    return Facets({kind: _told(counted[kind]) for kind in FacetKind}, is_exact=True)


def _told(counts: Counter[str]) -> tuple[FacetValue, ...]:
    """The most frequent first, equals by name; what has no value is not offered."""
    listed = sorted(((-count, value) for value, count in counts.items() if value and count))[:SHOWN_AT_MOST]
    return tuple(FacetValue(value, -count) for count, value in listed)
