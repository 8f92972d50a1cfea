"""Which photos must stay together, so that nothing that is tested was seen in training.

Photos of one specimen, the same file twice, and near-duplicates by perceptual hash (paper, section 3) form one group,
and so do the photos that such a chain connects.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.quality import KnownPhoto
from mineral_desk.vision.hash_index import HashIndex

Groups = npt.NDArray[np.int64]
"""(N,) the group of each photo: the place of its first photo."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What tells whether two photos belong together. An empty ``specimen`` tells nothing."""

    sha256: str
    perceptual_hash: int
    specimen: str = ""


class _Forest:
    """Disjoint sets whose root is their smallest member."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, member: int) -> int:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low


def leak_groups(photos: Sequence[Seen], max_bits: int) -> Groups:
    """The group of each photo. Hashes that differ in at most ``max_bits`` of 64 bits belong together."""
    forest, first, index = _Forest(len(photos)), dict[Hashable, int](), HashIndex()
    for place, photo in enumerate(photos):
        for key in (("file", photo.sha256), ("specimen", photo.specimen)):
            if key[1]:
                forest.join(first.setdefault(key, place), place)
        for other in index.within(photo.perceptual_hash, max_bits):
            forest.join(int(other), place)
        index.add(KnownPhoto(str(place), photo.sha256, photo.perceptual_hash))
    return np.array([forest.root(place) for place in range(len(photos))], np.int64)
