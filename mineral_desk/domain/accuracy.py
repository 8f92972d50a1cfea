"""How often the suggestions were right in this museum, by what its people decided."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JudgedSuggestions:
    """What was on the screen when a person named a photo: the names offered, best first, and the name given.

    ``unseen``: the name was typed before any suggestion was there, so that none of them could persuade.
    """

    species: str
    shown: tuple[str, ...]
    unseen: bool = False

    @property
    def place(self) -> int | None:
        """Where the right name stood, 1 for the first; None where it was not offered."""
        return self.shown.index(self.species) + 1 if self.species in self.shown else None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of ``photos`` that were named so, how many had the right name first, and how many among the five."""

    species: str
    photos: int
    first_right: int
    five_right: int


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """By species, the most frequent first; and of all. ``unseen`` photos were named before anything was suggested."""

    by_species: tuple[Accuracy, ...]
    whole: Accuracy
    unseen: int


def accuracy_of(judged: Sequence[JudgedSuggestions]) -> AccuracyReport:
    """Count the photos whose suggestions a person saw.

    Who sees a name is apt to take it: these figures are rather too high than too low.
    """
    seen = [one for one in judged if not one.unseen]
    by_species: dict[str, list[JudgedSuggestions]] = {}
    for one in seen:
        by_species.setdefault(one.species, []).append(one)
    parts = [_counted(species, ones) for species, ones in by_species.items()]
    parts.sort(key=lambda one: (-one.photos, one.species))
    return AccuracyReport(tuple(parts), _counted("", seen), len(judged) - len(seen))


def _counted(species: str, judged: Sequence[JudgedSuggestions]) -> Accuracy:
    places = [one.place for one in judged]
    return Accuracy(species, len(places), places.count(1), sum(place is not None for place in places))
