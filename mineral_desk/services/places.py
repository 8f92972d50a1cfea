"""Where the right name of a photo stands among all names that a model knows, and among those that occur."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from mineral_desk import vision
from mineral_desk.domain.minerals import folded
from mineral_desk.services.reports import SpeciesRecord


class Places:
    """Looks at each photo's logits while it is analysed; names are compared without accents and case."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._index = {folded(label): index for index, label in enumerate(labels)}
        self._occurring = np.zeros(len(labels), np.bool_)
        self._logits: npt.NDArray[np.float32] | None = None

    def begin(self, species: Sequence[str]) -> tuple[int, int]:
        """The true names of the collection; how many names there are, and how many of them occur in it."""
        found = [self._index[name] for name in map(folded, species) if name in self._index]
        self._occurring[:] = False
        self._occurring[found] = True
        return len(self._occurring), int(self._occurring.sum())

    def observe(self, found: "vision.classify.Classification") -> None:
        """Keep what the model says about the photo that is analysed now."""
        self._logits = found.logits

    def put(self, record: SpeciesRecord) -> SpeciesRecord:
        """The record of that photo with its places; ties count against the model."""
        logits, index = self._logits, self._index.get(folded(record.species))
        self._logits = None
        if logits is None or index is None:
            return record
        before = logits >= logits[index]
        return replace(
            record,
            place=int(np.count_nonzero(before)),
            place_among_occurring=int(np.count_nonzero(before & self._occurring)),
        )
