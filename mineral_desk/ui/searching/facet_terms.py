"""A facet's value as a term of the search field, put in and taken out by a click."""

import re

from mineral_desk.domain.searching.fields import RUSSIAN, OtherField
from mineral_desk.domain.searching.found import FacetKind
from mineral_desk.domain.searching.parser import quoted
from mineral_desk.domain.searching.sizes import parse_size
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


_SIZE_WORDS = "|".join([OtherField.SIZE, *(word for word, one in RUSSIAN.items() if one is OtherField.SIZE)])
_SIZE_TERM = re.compile(rf'(?:^|(?<=\s))(?:{_SIZE_WORDS}):("[^"]*"?|\S+)\s?', re.IGNORECASE)
"""A term that asks for sizes; one that leaves some out is no limit that two fields could show."""
Limits = tuple[float | None, float | None]


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


def lengths_in(text: str) -> Limits:
    """The limits in millimetres between which the search asks for lengths; None where there is none."""
    for found in _SIZE_TERM.finditer(text):
        asked = parse_size(found[1].strip('"'))
        if asked is not None:
            return asked.low_mm, asked.high_mm
    return None, None


def with_lengths(text: str, low_mm: float | None, high_mm: float | None) -> str:
    """The search with these limits in place of those that it had; without a limit where both are None."""
    rest = _SIZE_TERM.sub("", text).strip()
    if low_mm is None and high_mm is None:
        return rest
    low, high = ("" if one is None else f"{one:g}mm" for one in (low_mm, high_mm))
    return f"{rest} {OtherField.SIZE}:{low}..{high} ".lstrip()
