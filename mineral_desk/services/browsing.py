"""Searching the catalogue: what was typed, in any language, and lists of what was found."""

from collections.abc import Sequence
from dataclasses import replace

from mineral_desk.catalogue.facets import facets
from mineral_desk.domain.groups import Fit
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.searching.found import Facets, FirstPage, Order, SavedSearch, Sorting, SpecimenRow
from mineral_desk.domain.searching.parser import parse
from mineral_desk.domain.searching.query import SearchQuery, TextField, Words
from mineral_desk.services.desk import Desk
from mineral_desk.services.minerals import MineralNames

PAGE = 100
LEAST_LETTERS_OF_A_NAME = 3
NAMES_MEANT_AT_MOST = 40


def first_page(desk: Desk, text: str, sorting: Sorting, limit: int = PAGE) -> FirstPage:
    """The first specimens that ``text`` finds: what is shown at each key."""
    return desk.reading.searching.first_page(understood(text, desk.minerals), sorting, limit)


def whole_order(desk: Desk, text: str, sorting: Sorting) -> Job[Order]:
    """Every specimen that ``text`` finds, in order; ids only, so that a list of any length can be scrolled."""
    ids = Order().ids
    for chunk in desk.reading.searching.order(understood(text, desk.minerals), sorting):
        ids.extend(chunk)
        yield Progress(len(ids), len(ids))
    return Order(ids)


def specimen_rows(desk: Desk, ids: Sequence[int]) -> list[SpecimenRow]:
    """These specimens, in this order; those removed since are left out."""
    return desk.reading.searching.rows(ids)


def count_facets(desk: Desk, text: str) -> Facets:
    """How what ``text`` finds is broken down."""
    return facets(desk.reading.database, understood(text, desk.minerals))


def saved_searches(desk: Desk) -> list[SavedSearch]:
    """The searches kept in the catalogue, by name."""
    return desk.reading.saved_searches.all()


def keep_search(desk: Desk, name: str, text: str) -> None:
    """Keep a search under a name, in place of what was kept so. Raises :class:`UsageError` where either is empty."""
    desk.write(lambda catalogue: catalogue.saved_searches.keep(name, text, desk.settings.who))


def forget_search(desk: Desk, name: str) -> None:
    """Keep a search no longer."""
    desk.write(lambda catalogue: catalogue.saved_searches.remove(name))


def renew_index(desk: Desk) -> None:
    """Make the search index anew out of the tables."""
    desk.write(lambda catalogue: catalogue.renew_search())


def understood(text: str, minerals: MineralNames) -> SearchQuery:
    """The query, with the names in the catalogue that Russian names, synonyms and words for groups in it mean.

    "малахит" finds malachite, "гранат" the garnet group.
    """
    query = parse(text)
    return replace(
        query, terms=tuple(_named(term, minerals) if isinstance(term, Words) else term for term in query.terms)
    )


def _named(term: Words, minerals: MineralNames) -> Words:
    wanted = folded(term.text)
    if term.where not in (None, TextField.SPECIES) or len(wanted) < LEAST_LETTERS_OF_A_NAME:
        return term
    found = minerals.list.find(wanted, NAMES_MEANT_AT_MOST)
    meant = [
        one.mineral.name
        for one in found
        if folded(one.matched) == wanted or (term.is_prefix and folded(one.matched).startswith(wanted))
    ]
    meant += [  # a species' name finds the group that is called after it anyway
        match.name
        for how, match in minerals.group_list.find(wanted)
        if match.group not in meant and (how is Fit.WHOLE or (term.is_prefix and how is Fit.BEGINS))
    ]
    return replace(term, also_species=tuple(name for name in meant if not folded(name).startswith(wanted)))
