"""What a search answers with."""

from array import array
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mineral_desk.domain.searching.query import Complaint, RecordState
from mineral_desk.domain.verification import VerificationStatus

COUNTED_UP_TO = 10_000
"""Results are counted exactly up to here while a query is being typed."""


class SortColumn(StrEnum):
    """What lists of specimens can be sorted by; where there is no value the record comes last."""

    RECORDED = "recorded"
    """The order in which the records were made."""
    NUMBER = "number"
    SPECIES = "species"
    LENGTH = "length"
    WIDTH = "width"
    PLACE = "place"
    STORAGE = "storage"
    WHO = "who"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column and a direction; records that are equal there follow in the order they were made."""

    column: SortColumn = SortColumn.RECORDED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class SpecimenRow:
    """A specimen in a list."""

    id: int
    catalogue_number: str
    species: str
    qualifier: str
    state: RecordState
    length_mm: float | None
    length_error_mm: float | None
    width_mm: float | None
    locality: str
    storage_place: str
    who: str
    day: str
    """ISO 8601; empty where nothing is known."""
    photo_id: int | None
    """The first photo that shows it."""
    photo_path: Path | None = None
    """The file of that photo: what a record without a number is known by."""
    photo_sha256: str = ""
    verification: VerificationStatus = VerificationStatus.OPEN


@dataclass(frozen=True, slots=True)
class Count:
    """How many; at least so many where it is not exact."""

    number: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The beginning of what was found. ``ids`` is all of it where the count is exact and they are as many."""

    ids: tuple[int, ...]
    rows: tuple[SpecimenRow, ...]
    count: Count
    total: int
    """Specimens in the catalogue."""
    complaints: tuple[Complaint, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing follows."""
        return self.count.is_exact and self.count.number == len(self.ids)


@dataclass(frozen=True, slots=True)
class Order:
    """Every specimen found, in its order: ids only, eight bytes each."""

    ids: "array[int]" = field(default_factory=lambda: array("q"))


class FacetKind(StrEnum):
    """By what results are broken down."""

    SPECIES = "species"
    GROUP = "group"
    FLAG = "flag"
    STATE = "state"
    STORAGE = "storage"
    YEAR = "year"
    VERIFICATION = "verification"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and how many of the results have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The most frequent values of each kind. Where ``is_exact`` is false each count is a lower bound."""

    values: dict[FacetKind, tuple[FacetValue, ...]]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search kept by name."""

    name: str
    query: str
