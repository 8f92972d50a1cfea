"""Which specimens something is done for: those that a search finds, or those that were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from mineral_desk.domain.searching.found import SortColumn, Sorting
from mineral_desk.domain.searching.query import Complaint
from mineral_desk.services.browsing import understood
from mineral_desk.services.desk import Desk

BY_NUMBER = Sorting(SortColumn.NUMBER, descending=False)


@dataclass(frozen=True, slots=True)
class Whose:
    """What ``query`` finds, in the order of the numbers (empty: all), or those with ``ids``, in that order."""

    query: str = ""
    ids: tuple[int, ...] | None = None


def specimen_ids(desk: Desk, whose: Whose) -> Sequence[int]:
    """The specimens meant, in order."""
    if whose.ids is not None:
        return whose.ids
    found = desk.reading.searching.order(understood(whose.query, desk.minerals), BY_NUMBER)
    return [one for chunk in found for one in chunk]


def complaints(desk: Desk, whose: Whose) -> tuple[Complaint, ...]:
    """What of the query was not understood."""
    return understood(whose.query, desk.minerals).complaints
