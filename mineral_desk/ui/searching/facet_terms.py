"""A facet's value as a term of the search field, put in and taken out by a click."""

from mineral_desk.domain.searching.found import FacetKind
from mineral_desk.domain.searching.parser import quoted
from mineral_desk.domain.verification import VerificationStatus

_FIELDS = {
    FacetKind.SPECIES: "species:=",
    FacetKind.GROUP: "group:=",
    FacetKind.STORAGE: "storage:=",
    FacetKind.FLAG: "flag:",
    FacetKind.STATE: "state:",
    FacetKind.YEAR: "date:",
    FacetKind.VERIFICATION: "verified:",
}


def term_of(kind: FacetKind, value: str) -> str:
    """The term that narrows a search to the value."""
    in_quotes = kind in (FacetKind.SPECIES, FacetKind.GROUP, FacetKind.STORAGE)
    if kind is FacetKind.VERIFICATION and value == VerificationStatus.VERIFIED:
        value = "yes"
    return _FIELDS[kind] + (quoted(value) if in_quotes else value)


def is_in(text: str, term: str) -> bool:
    """Whether the search has that term already."""
    return f" {term} " in f" {text} "


def turned(text: str, term: str) -> str:
    """The search with the term, or without it where it was there."""
    if is_in(text, term):
        return f" {text} ".replace(f" {term} ", " ", 1).strip()
    return f"{text.strip()} {term} ".lstrip()
