"""Judged photos in columns: a museum has hundreds of thousands, and an object each would hold up the whole program."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.suggestion import Recommendation

BINS = 10
"""Probabilities are told apart in tenths."""
_LEVELS = tuple(Recommendation)
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class JudgedPhoto:
    """A photo as it was named: what stood first, and where the right name stood (None where it was not offered)."""

    photo_id: int
    species: str
    first: str
    place: int | None
    probability: float | None


@dataclass(slots=True)
class JudgedPhotos:
    """Columns of the same length; names are numbers in ``names``, what is not known is -1."""

    names: list[str] = field(default_factory=list)
    photo_ids: "array[int]" = field(default_factory=lambda: array("q"))
    species: "array[int]" = field(default_factory=lambda: array("i"))
    first: "array[int]" = field(default_factory=lambda: array("i"))
    places: "array[int]" = field(default_factory=lambda: array("b"))
    probabilities: "array[float]" = field(default_factory=lambda: array("d"))
    levels: "array[int]" = field(default_factory=lambda: array("b"))
    _numbers: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.photo_ids)

    def add(
        self,
        photo_id: int,
        species: str,
        shown: Sequence[str],
        probability: float | None,
        recommendation: Recommendation | None,
    ) -> None:
        """One more photo."""
        self.photo_ids.append(photo_id)
        self.species.append(self._number(species))
        self.first.append(self._number(shown[0]) if shown else _UNKNOWN)
        self.places.append(shown.index(species) + 1 if species in shown else _UNKNOWN)
        self.probabilities.append(_UNKNOWN if probability is None else probability)
        self.levels.append(_UNKNOWN if recommendation is None else _LEVELS.index(recommendation))

    def concerned(
        self,
        limit: int,
        species: str | None = None,
        recommendation: Recommendation | None = None,
        bin: int | None = None,
    ) -> tuple[list[JudgedPhoto], int]:
        """At most ``limit`` photos behind a line of a table, and how many there are.

        Photos whose right name was not offered come first, then those where it was not the first.
        """
        chosen = np.ones(len(self), np.bool_)
        if species is not None:
            chosen &= np.asarray(self.species) == self._numbers.get(species, _UNKNOWN)
        if recommendation is not None:
            chosen &= np.asarray(self.levels) == _LEVELS.index(recommendation)
        if bin is not None:
            chosen &= bins_of(np.asarray(self.probabilities)) == bin
        found = np.flatnonzero(chosen)
        places = np.asarray(self.places)[found]
        order = np.lexsort((np.asarray(self.photo_ids)[found], places != _UNKNOWN, places == 1))
        return [self._photo(index) for index in found[order][:limit].tolist()], len(found)

    def _photo(self, index: int) -> JudgedPhoto:
        first, place, probability = self.first[index], self.places[index], self.probabilities[index]
        return JudgedPhoto(
            self.photo_ids[index],
            self.names[self.species[index]],
            "" if first == _UNKNOWN else self.names[first],
            None if place == _UNKNOWN else place,
            None if probability < 0 else probability,
        )

    def _number(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number


def bins_of(probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The tenth (N,) that each probability (N,) lies in, 0 to 9; below 0 for what is not known."""
    return np.minimum(np.floor(probabilities * BINS), BINS - 1).astype(np.int64)
