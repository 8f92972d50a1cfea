"""How often the suggestions were right in this museum, by what its people decided."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from mineral_desk.domain.judged_photos import BINS, JudgedPhotos, bins_of
from mineral_desk.domain.scoring import share
from mineral_desk.domain.suggestion import Recommendation


@dataclass(frozen=True, slots=True)
class JudgedSuggestions:
    """What was on the screen when a person named a photo: the names offered, best first, and the name given.

    ``unseen``: the name was typed before any suggestion was there, so that none of them could persuade.
    ``probability`` is that of the first name and ``recommendation`` how far it was trusted; None where not kept.
    """

    species: str
    shown: tuple[str, ...]
    unseen: bool = False
    photo_id: int = 0
    probability: float | None = None
    recommendation: Recommendation | None = None

    @property
    def place(self) -> int | None:
        """Where the right name stood, 1 for the first; None where it was not offered."""
        return self.shown.index(self.species) + 1 if self.species in self.shown else None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of ``photos`` that were named so, how many had the right name first, and how many among the five.

    ``confused_with`` stood first most often where the right name did not, in ``confused`` photos.
    """

    species: str
    photos: int
    first_right: int
    five_right: int
    confused_with: str = ""
    confused: int = 0


@dataclass(frozen=True, slots=True)
class LevelAccuracy:
    """The same of the photos whose first name was recommended so."""

    recommendation: Recommendation
    photos: int
    first_right: int
    five_right: int


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Of ``photos`` whose first name had a probability from ``low`` on, ``mean_probability`` said, how many were right.

    Well calibrated is what is right as often as it says.
    """

    low: float
    high: float
    photos: int
    mean_probability: float
    first_right: int

    @property
    def right_share(self) -> float:
        """How often the first name was right, 0 to 1."""
        return share(self.first_right, self.photos)


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """By species, the most frequent first; by recommendation, the strongest first; by tenths of probability; of all.

    ``unseen`` photos were named before anything was suggested. ``judged`` are the photos that are counted; of
    ``without_probability`` among them it was not kept how far the first name was trusted.
    """

    by_species: tuple[Accuracy, ...]
    whole: Accuracy
    unseen: int
    by_recommendation: tuple[LevelAccuracy, ...] = ()
    reliability: tuple[ReliabilityBin, ...] = ()
    without_probability: int = 0
    judged: JudgedPhotos = field(default_factory=JudgedPhotos, repr=False)

    @property
    def calibration_error(self) -> float:
        """The mean distance between what was said and what was right, weighted by photos (ECE, Guo et al. 2017)."""
        known = sum(one.photos for one in self.reliability)
        return share(sum(one.photos * abs(one.mean_probability - one.right_share) for one in self.reliability), known)


class AccuracyTally:
    """Counts judged suggestions page by page.

    Who sees a name is apt to take it: these figures are rather too high than too low.
    """

    def __init__(self) -> None:
        self.counted = self.last_photo_id = 0
        """So many were given, and the photo of the last of them."""
        self._judged = JudgedPhotos()
        self._unseen = 0
        self._places: dict[str, list[int]] = {}
        """By species: photos, first right, five right."""
        self._levels: dict[Recommendation, list[int]] = {level: [0, 0, 0] for level in Recommendation}
        self._confused: dict[str, Counter[str]] = {}

    def add(self, judged: Iterable[JudgedSuggestions]) -> None:
        """Count more of them; those named unseen are only told apart."""
        for one in judged:
            self.counted += 1
            self.last_photo_id = one.photo_id
            if one.unseen:
                self._unseen += 1
                continue
            self._judged.add(one.photo_id, one.species, one.shown, one.probability, one.recommendation)
            place = one.place
            _count(self._places.setdefault(one.species, [0, 0, 0]), place)
            if place != 1 and one.shown:
                self._confused.setdefault(one.species, Counter())[one.shown[0]] += 1
            if one.recommendation is not None:
                _count(self._levels[one.recommendation], place)

    def report(self) -> AccuracyReport:
        """What they come to."""
        parts = [self._species(name, counts) for name, counts in self._places.items()]
        parts.sort(key=lambda one: (-one.photos, one.species))
        photos, first, five = (sum(counts[place] for counts in self._places.values()) for place in range(3))
        levels = [LevelAccuracy(level, *self._levels[level]) for level in reversed(Recommendation)]
        bins = tuple(_reliability(self._judged))
        known = sum(one.photos for one in bins)
        return AccuracyReport(
            by_species=tuple(parts),
            whole=Accuracy("", photos, first, five),
            unseen=self._unseen,
            by_recommendation=tuple(levels),
            reliability=bins,
            without_probability=photos - known,
            judged=self._judged,
        )

    def _species(self, name: str, counts: Sequence[int]) -> Accuracy:
        most = min(self._confused.get(name, {"": 0}).items(), key=lambda item: (-item[1], item[0]))
        return Accuracy(name, counts[0], counts[1], counts[2], *most)


def _reliability(judged: JudgedPhotos) -> Iterator[ReliabilityBin]:
    probabilities, right = np.asarray(judged.probabilities), np.asarray(judged.places) == 1
    bins = bins_of(probabilities)
    for place in range(BINS):
        inside = bins == place
        photos = int(inside.sum())
        if photos:
            mean = float(probabilities[inside].mean())
            yield ReliabilityBin(place / BINS, (place + 1) / BINS, photos, mean, int(right[inside].sum()))


def _count(counts: list[int], place: int | None) -> None:
    counts[0] += 1
    counts[1] += place == 1
    counts[2] += place is not None


def accuracy_of(judged: Iterable[JudgedSuggestions]) -> AccuracyReport:
    """Count all at once."""
    tally = AccuracyTally()
    tally.add(judged)
    return tally.report()
