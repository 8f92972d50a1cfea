"""The museum's memory: the embeddings of all photos of the open catalogue, ready for questions and in step with it.

What it knows follows from the catalogue alone, so it is exact after an undo, a correction or another analysis: before
each question the photos that the change log and the analyses name since the last one are read again.
"""

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.catalogue.catalogue import Catalogue
from mineral_desk.catalogue.embeddings import Mark, Remembered
from mineral_desk.domain.model import MemoryCalibration, ModelCard
from mineral_desk.domain.neighbours import Neighbour
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.vision.neighbours import SAMPLE, NeighbourIndex

Vector = npt.NDArray[np.float32]


REFIT_AFTER = 25
"""After so many more confirmed photos the limits are fitted again."""


@dataclass(frozen=True, slots=True)
class Gained:
    """How many photos got a name since the memory was made, and how many lost theirs or got another."""

    names: int = 0
    lost: int = 0


class MuseumMemory:
    """The photos embedded by one model; vectors of other models are not comparable. Any thread may ask."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self.unusable: frozenset[int] = frozenset()
        """Photos whose stored vectors are none; analysing them again gives them one."""
        self.calibration = card.memory
        """The card's, or with limits fitted to this museum's own decisions (:mod:`.own_limits`)."""
        self.changes = Gained()
        self._fitted: Gained | None = None
        self._index: NeighbourIndex | None = None
        self._species: dict[int, str] = {}
        self._mark = Mark()
        self._guard = threading.RLock()

    def __len__(self) -> int:
        """How many photos it holds."""
        with self._guard:
            return 0 if self._index is None else len(self._index)

    @property
    def is_loaded(self) -> bool:
        """Whether questions are answered; they are not until :meth:`load` has ended once."""
        return self._index is not None

    def load(self, catalogue: Catalogue) -> Job[int]:
        """Read all photos, in steps that hold up nobody; returns how many there are."""
        embeddings, model = catalogue.embeddings, self.card.sha256
        mark = embeddings.mark()  # what is written while pages are read is read again afterwards
        count, dimensions = embeddings.shape(model)
        index = NeighbourIndex(dimensions, room=count)
        species: dict[int, str] = {}
        unusable: set[int] = set()
        first: list[Remembered] = []
        pages = embeddings.remembered(model, index.dimensions)
        for page in pages:
            first.append(page)
            if sum(len(one.photo_ids) for one in first) >= SAMPLE:
                break
            yield Progress(sum(len(one.photo_ids) for one in first), 0)
        if first:
            index.turn_by(np.concatenate([page.vectors for page in first]))
        for page in first:
            _enter(page, index, species, unusable)
        for page in pages:
            _enter(page, index, species, unusable)
            yield Progress(len(index), 0)
        with self._guard:
            self._index, self._species, self._mark = index, species, mark
            self._fitted = None
            self.unusable = frozenset(unusable)
        return len(index)

    def catch_up(self, catalogue: Catalogue) -> bool:
        """Read what changed since the last question. False where that is too much: load it again."""
        with self._guard:
            if self._index is None:
                return False
            now = catalogue.embeddings.mark()
            if now == self._mark:
                return True
            touched = catalogue.embeddings.touched_since(self._mark, now)
            if touched is None or now.change_id < self._mark.change_id:
                self._index = None
                return False
            if not self._index.dimensions:  # the first photos of this model
                self._index = NeighbourIndex(catalogue.embeddings.shape(self.card.sha256)[1])
            self._read_again(catalogue, touched)
            self._mark = now
            return True

    def _read_again(self, catalogue: Catalogue, photo_ids: Sequence[int]) -> None:
        assert self._index is not None
        unusable = set(self.unusable).difference(photo_ids)
        before = {photo_id: self._species[photo_id] for photo_id in photo_ids if photo_id in self._species}
        for photo_id in photo_ids:
            self._index.remove(photo_id)
            self._species.pop(photo_id, None)
        for page in catalogue.embeddings.remembered(self.card.sha256, self._index.dimensions, photo_ids):
            _enter(page, self._index, self._species, unusable)
        self.unusable = frozenset(unusable)
        lost = sum(self._species.get(photo_id) != species for photo_id, species in before.items())
        gained = sum(photo_id in self._species and photo_id not in before for photo_id in photo_ids)
        self.changes = Gained(self.changes.names + gained, self.changes.lost + lost)

    def confirmed(self, count: int) -> list[tuple[int, int, str]]:
        """The ``count`` confirmed specimens taken in last: the last photo of each, the specimen, its species."""
        with self._guard:
            photo_ids = list(self._species)
        photo_ids.sort(reverse=True)  # of many photos this takes longer than a question may wait
        found: dict[int, tuple[int, int, str]] = {}
        with self._guard:
            for photo_id in photo_ids:
                specimen = None if self._index is None else self._index.specimen(photo_id)
                if len(found) == count:
                    break
                if specimen is not None and photo_id in self._species:
                    found.setdefault(specimen, (photo_id, specimen, self._species[photo_id]))
        return list(found.values())

    def vector(self, photo_id: int) -> Vector | None:
        """The photo's unit vector (D,), if it is there."""
        with self._guard:
            return None if self._index is None else self._index.vector(photo_id)

    def use(self, calibration: MemoryCalibration | None, fitted_at: "Gained") -> None:
        """Judge by ``calibration`` from now on; it was fitted to what was confirmed at ``fitted_at``."""
        with self._guard:
            self.calibration, self._fitted = calibration, fitted_at

    @property
    def limits_are_stale(self) -> bool:
        """Whether much was confirmed since the limits were fitted, or anything taken back or named anew."""
        with self._guard:
            if self._index is None:
                return False
            fitted, now = self._fitted, self.changes
            return fitted is None or now.lost != fitted.lost or now.names - fitted.names >= REFIT_AFTER

    def nearest(
        self, vector: Vector, count: int, *, confirmed: bool, without: Sequence[int] = ()
    ) -> list[tuple[Neighbour, str]]:
        """The ``count`` specimens nearest to a unit vector, best first, each with the species a person gave it.

        ``confirmed``: only those whose species a person confirmed; ``without``: none of these specimens. Empty where
        the memory is not loaded.
        """
        with self._guard:
            if self._index is None:
                return []
            found = self._index.nearest(vector, count, voting=confirmed, without=without)
            return [(one, self._species.get(one.photo_id, "")) for one in found]


def _enter(page: Remembered, index: NeighbourIndex, species: dict[int, str], unusable: set[int]) -> None:
    named = zip(page.photo_ids.tolist(), page.species, strict=True)
    species.update((photo_id, sys.intern(name)) for photo_id, name in named if name)
    unusable.update(page.unusable)
    index.put(page.photo_ids, page.vectors, page.specimens, np.array([bool(name) for name in page.species], np.bool_))
