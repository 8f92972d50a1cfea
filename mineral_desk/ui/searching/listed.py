"""What the status bar says of the list."""

from dataclasses import dataclass, field

from mineral_desk.domain.searching.found import SortColumn, Sorting
from mineral_desk.ui.words import count, tr

SORTED_WORDS = {
    SortColumn.RECORDED: "In the order of recording",
    SortColumn.NUMBER: "Sorted by number",
    SortColumn.SPECIES: "Sorted by name",
    SortColumn.LENGTH: "Sorted by length",
    SortColumn.WIDTH: "Sorted by width",
    SortColumn.PLACE: "Sorted by locality",
    SortColumn.STORAGE: "Sorted by where it is kept",
    SortColumn.WHO: "Sorted by who decided",
    SortColumn.DAY: "Sorted by day",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """How many are chosen of those found, out of how many, how long the search took, and how it is sorted."""

    found: int = 0
    is_exact: bool = True
    total: int = 0
    took_ms: int = 0
    chosen: int = 0
    sorting: Sorting = field(default_factory=Sorting)

    @property
    def found_words(self) -> str:
        """``360 of 170,412``, or ``10,000+ of 170,412``."""
        return tr("{found} of {total}", found=self._found, total=count(self.total))

    @property
    def chosen_words(self) -> str:
        """``1 of 360 chosen``; empty where nothing is."""
        if not self.chosen:
            return ""
        return tr("{n} of {found} chosen", n=count(self.chosen), found=self._found)

    @property
    def search_words(self) -> str:
        """``360 of 170,412 in 18 ms``."""
        return tr("{found} in {ms} ms", found=self.found_words, ms=count(self.took_ms))

    @property
    def sorted_words(self) -> str:
        """``Sorted by length``."""
        return tr(SORTED_WORDS[self.sorting.column])

    @property
    def _found(self) -> str:
        return count(self.found) + ("" if self.is_exact else "+")
