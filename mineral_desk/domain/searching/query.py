"""A search as it was understood. Terms all have to hold; what was not understood is told and left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.verification import VerificationStatus


class TextField(StrEnum):
    """The parts of a record in which words can be looked for alone."""

    NUMBER = "number"
    SPECIES = "species"
    LABEL = "label"
    GROUP = "group"
    PLACE = "place"
    """Where it was found and where it is kept."""
    DONOR = "donor"
    WHO = "who"
    """Who named it or vouched for its size."""
    NOTES = "notes"
    VERIFIED_BY = "verified_by"
    """Who verified or contested the name."""


class ExactField(StrEnum):
    """What a whole value can be asked of: the facets."""

    SPECIES = "species"
    GROUP = "group"
    STORAGE = "storage"


class RecordState(StrEnum):
    """Where a record stands; the first that holds."""

    SIZE_TO_CHECK = "size_to_check"
    NAME_UNSURE = "name_unsure"
    UNNAMED = "unnamed"
    """Nobody has named it yet."""
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand beside each other, in one field or anywhere; ``is_prefix`` lets the last one go on."""

    text: str
    where: TextField | None = None
    is_prefix: bool = False
    negated: bool = False
    also_species: tuple[str, ...] = ()
    """Names of species and groups that are found as well: what the words mean in another language."""


@dataclass(frozen=True, slots=True)
class Exactly:
    """A field that holds this and nothing else."""

    where: ExactField
    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class SizeRange:
    """A length between two bounds in millimetres, None where there is none."""

    low_mm: float | None = None
    high_mm: float | None = None
    with_low: bool = True
    with_high: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class DayRange:
    """A day of decision (of intake, where nothing is decided) from ``first`` to ``last``, ISO 8601, both included.

    An empty text is no bound.
    """

    first: str = ""
    last: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Flagged:
    """Any of these reasons not to trust the measured size."""

    codes: tuple[FlagCode, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that stands there."""

    state: RecordState
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """A name that stands so; nothing without a name does."""

    statuses: tuple[VerificationStatus, ...]
    negated: bool = False


Term = Words | Exactly | SizeRange | DayRange | Flagged | Standing | Verified


@dataclass(frozen=True, slots=True)
class Complaint:
    """What of a query was not understood: a sentence with its ``{values}``."""

    what: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.what.format(**self.values)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All that was understood of a text, and all that was not."""

    terms: tuple[Term, ...] = ()
    complaints: tuple[Complaint, ...] = ()


EVERYTHING = SearchQuery()
