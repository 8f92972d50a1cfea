"""Exact and near-duplicates of a photo among hundreds of thousands of known ones."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.quality import KnownPhoto

_BITS_OF = np.array([value.bit_count() for value in range(2**16)], np.uint8)
"""Number of set bits of every 16-bit word."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A known photo, and in how many bits of 64 its hash differs (0 for the same file)."""

    photo: KnownPhoto
    bits: int


@dataclass(frozen=True, slots=True, eq=False)
class EarlierHashes:
    """The first ``count`` photos of an index, in the order they came; photos added later do not show here."""

    index: "HashIndex"
    count: int

    def __len__(self) -> int:
        return self.count

    def match(self, sha256: str, perceptual_hash: int, max_bits: int) -> Duplicate | None:
        """The same file, else the nearest photo within ``max_bits`` (the earliest of equals), else None."""
        same = self.index.place_of(sha256)
        if same is not None and same < self.count:
            return Duplicate(self.index.photos[same], 0)
        bits = _distances(self.index.hashes[: self.count], perceptual_hash)
        if bits.size == 0 or int(bits.min()) > max_bits:
            return None
        nearest = int(bits.argmin())
        return Duplicate(self.index.photos[nearest], int(bits[nearest]))


class HashIndex:
    """The known photos' hashes in one array, built once and extended photo by photo; 4 ms a search among 200,000."""

    def __init__(self, known: Iterable[KnownPhoto] = ()) -> None:
        self.photos = list(known)
        self._hashes = np.array([photo.perceptual_hash for photo in self.photos], np.uint64)
        self._places: dict[str, int] = {}
        for place, photo in enumerate(self.photos):
            self._places.setdefault(photo.sha256, place)

    def __len__(self) -> int:
        return len(self.photos)

    @property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """(N,) the perceptual hashes in the order the photos came."""
        return self._hashes[: len(self.photos)]

    def place_of(self, sha256: str) -> int | None:
        """The place of the first photo with that file hash."""
        return self._places.get(sha256)

    def add(self, photo: KnownPhoto) -> None:
        """Add one photo; the array grows by doubling."""
        place = len(self.photos)
        if place == len(self._hashes):
            grown = np.zeros(max(64, 2 * place), np.uint64)
            grown[:place] = self._hashes
            self._hashes = grown
        self._hashes[place] = photo.perceptual_hash
        self.photos.append(photo)
        self._places.setdefault(photo.sha256, place)

    def before(self, sha256: str) -> EarlierHashes:
        """The photos that came before the one with that file hash; all of them where it is new.

        Of two alike photos the later one is the duplicate, also when the earlier one is looked at again.
        """
        return EarlierHashes(self, self._places.get(sha256, len(self.photos)))

    def match(self, sha256: str, perceptual_hash: int, max_bits: int) -> Duplicate | None:
        """As :meth:`EarlierHashes.match`, among all photos."""
        return EarlierHashes(self, len(self.photos)).match(sha256, perceptual_hash, max_bits)

    def within(self, perceptual_hash: int, max_bits: int) -> npt.NDArray[np.intp]:
        """The places of all photos whose hash differs in at most ``max_bits``."""
        return np.flatnonzero(_distances(self.hashes, perceptual_hash) <= max_bits)


def _distances(hashes: npt.NDArray[np.uint64], perceptual_hash: int) -> npt.NDArray[np.uint8]:
    """(N,) in how many bits each differs."""
    words = (hashes ^ np.uint64(perceptual_hash)).view(np.uint16).reshape(-1, 4)
    return np.asarray(_BITS_OF[words].sum(axis=1, dtype=np.uint8), np.uint8)
