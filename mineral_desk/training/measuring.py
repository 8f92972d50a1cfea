"""How good a classifier is: the paper's measures (section 4)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares (0 to 1) of ``photos`` whose species is among the first 1, 3, 5, 10; ``per_class`` is the mean over the
    species of their top-1 share.
    """

    photos: int
    species: int
    top_1: float
    top_3: float
    top_5: float
    top_10: float
    per_class: float

    def rounded(self) -> dict[str, float | int]:
        """The figures as they are written into cards and tables."""
        return {key: round(value, 4) for key, value in asdict(self).items()}


def accuracy(scores: Scores, labels: Indices) -> Accuracy:
    """The accuracy of ``scores`` (N, C) for species ``labels`` (N,). Ties count against the classifier."""
    own = scores[np.arange(len(labels)), labels][:, None]
    ranks = (scores >= own).sum(axis=1) - 1
    by_species: dict[int, list[bool]] = defaultdict(list)
    for label, rank in zip(labels, ranks, strict=True):
        by_species[int(label)].append(bool(rank == 0))
    top_1, top_3, top_5, top_10 = (float((ranks < top).mean()) for top in (1, 3, 5, 10))
    per_class = float(np.mean([np.mean(right) for right in by_species.values()]))
    return Accuracy(len(labels), len(by_species), top_1, top_3, top_5, top_10, per_class)


def accuracy_by(scores: Scores, labels: Indices, collections: Sequence[str]) -> dict[str, Accuracy]:
    """The accuracy over all photos ("all") and by collection."""
    names = np.array(collections)
    parts = {name: accuracy(scores[names == name], labels[names == name]) for name in sorted(set(collections))}
    return {"all": accuracy(scores, labels)} | parts


def among(scores: Scores, labels: Indices) -> Scores:
    """The same scores with only the species that occur in ``labels`` as candidates (how the baseline was measured)."""
    only = np.full_like(scores, -np.inf)
    present = np.unique(labels)
    only[:, present] = scores[:, present]
    return only
