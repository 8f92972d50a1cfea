"""The nearest of many embeddings, exactly, in memory, with NumPy alone.

A product with 200,000 vectors of 256 numbers reads 200 MB, which takes longer than a key may. Here the vectors are
turned so that their first numbers tell most; a product with those alone and the lengths of what is left bound each
likeness from above (Cauchy and Schwarz), and only vectors whose bound reaches the best ones found are looked at whole.
What is returned is what a product with all of them would have returned.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.neighbours import Neighbour

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

LEADING = 64
"""So many numbers of each turned vector are read for every question."""
SAMPLE = 8192
"""So many vectors tell how to turn them."""
FIRST_LOOK = 4
"""Times as many as are wanted are looked at whole before the bound is set."""
ROUNDING = 4e-3
"""The bound must hold for vectors kept in 16 bits, each number of which may be off by 1 in 2,048."""
GROWTH = 1.5


class NeighbourIndex:
    """Unit vectors (D,) of photos, by photo id; each belongs to a specimen and may have a vote.

    Not for use by several threads at once. Needs 2 D + 4 * 64 + 21 bytes a photo.
    """

    def __init__(self, dimensions: int, room: int = 0) -> None:
        """Room for so many photos is made at once; it grows where that is not enough."""
        self.dimensions = dimensions
        self._turn = np.eye(dimensions, dtype=np.float32)
        self._row_of: dict[int, int] = {}
        self._whole = np.empty((room, dimensions), np.float16)
        self._leading = np.empty((room, min(LEADING, dimensions)), np.float32)
        self._rest = np.empty(room, np.float32)
        self._photo_ids = np.empty(room, np.int64)
        self._specimens = np.empty(room, np.int64)
        self._votes = np.empty(room, np.bool_)

    def __len__(self) -> int:
        return len(self._row_of)

    def turn_by(self, vectors: Vectors) -> None:
        """Let these vectors (N, D) say how to turn all; only while the index is empty. Answers do not depend on it."""
        if len(self):
            raise ValueError("an index that holds vectors is not turned")
        every = max(1, len(vectors) // SAMPLE)
        sample = np.asarray(vectors[::every], np.float32)
        _, directions = np.linalg.eigh(sample.T @ sample)
        self._turn = np.ascontiguousarray(directions[:, ::-1], np.float32)

    def put(self, photo_ids: Ids, vectors: Vectors, specimens: Ids, votes: npt.NDArray[np.bool_]) -> None:
        """Add photos, or change what is known of them: ids, specimens and votes (N,), unit vectors (N, D)."""
        if vectors.shape != (len(photo_ids), self.dimensions):
            raise ValueError(f"vectors of shape {vectors.shape}, {(len(photo_ids), self.dimensions)} are needed")
        rows = np.array([self._row_for(int(photo_id)) for photo_id in photo_ids], np.intp)
        self._make_room()
        turned = vectors @ self._turn
        self._whole[rows] = vectors
        self._leading[rows] = turned[:, : self._leading.shape[1]]
        self._rest[rows] = np.linalg.norm(turned[:, self._leading.shape[1] :], axis=1)
        self._photo_ids[rows], self._specimens[rows], self._votes[rows] = photo_ids, specimens, votes

    def remove(self, photo_id: int) -> None:
        """Forget a photo; nothing happens where it is not there."""
        row = self._row_of.pop(photo_id, None)
        if row is None:
            return
        last = len(self._row_of)
        if row != last:  # the last one takes its place
            for column in self._columns():
                column[row] = column[last]
            self._row_of[int(self._photo_ids[row])] = row

    def vector(self, photo_id: int) -> Vectors | None:
        """The photo's vector (D,), if it is there."""
        row = self._row_of.get(photo_id)
        return None if row is None else np.asarray(self._whole[row], np.float32)

    def specimen(self, photo_id: int) -> int | None:
        """Which specimen the photo shows, if the photo is there and has a vote."""
        row = self._row_of.get(photo_id)
        return None if row is None or not self._votes[row] else int(self._specimens[row])

    def nearest(
        self, vector: Vectors, count: int, *, voting: bool = False, without: Sequence[int] = ()
    ) -> list[Neighbour]:
        """The ``count`` specimens nearest to a unit vector (D,), each by its most alike photo, best first.

        ``voting``: only photos that have a vote; ``without``: none of these specimens. Equally alike ones by photo id.
        """
        size = len(self)
        if vector.shape != (self.dimensions,) or not size or count < 1:
            return []
        bounds = self._bounds(np.asarray(vector, np.float32), size)
        left_out = np.isin(self._specimens[:size], np.asarray(list(without), np.int64))
        if voting:
            left_out |= ~self._votes[:size]
        bounds[left_out] = -np.inf
        open_count = size - int(np.count_nonzero(left_out))
        look = min(open_count, FIRST_LOOK * count)
        while True:
            rows = np.argpartition(-bounds, look - 1)[:look] if 0 < look < size else np.flatnonzero(bounds > -np.inf)
            found = self._best_by_specimen(rows, vector)
            if len(found) >= count or look >= open_count:
                break
            look = min(open_count, 4 * look)
        if look < open_count:  # no specimen outside of these rows is more alike than the last one found
            rows = np.flatnonzero(bounds >= found[count - 1].likeness)
            found = self._best_by_specimen(rows, vector)
        return found[:count]

    def _bounds(self, vector: Vectors, size: int) -> Vectors:
        """No photo's likeness (N,) is higher."""
        turned = vector @ self._turn
        leading = self._leading.shape[1]
        bounds = self._leading[:size] @ turned[:leading]
        bounds += self._rest[:size] * np.float32(np.linalg.norm(turned[leading:]))
        return np.asarray(bounds + np.float32(ROUNDING), np.float32)

    def _best_by_specimen(self, rows: npt.NDArray[np.intp], vector: Vectors) -> list[Neighbour]:
        likeness = self._whole[rows].astype(np.float32) @ vector
        order = np.lexsort((self._photo_ids[rows], -likeness))
        found: dict[int, Neighbour] = {}
        for place in order:
            row = rows[place]
            specimen = int(self._specimens[row])
            if specimen not in found:
                found[specimen] = Neighbour(int(self._photo_ids[row]), specimen, min(1.0, float(likeness[place])))
        return list(found.values())

    def _row_for(self, photo_id: int) -> int:
        return self._row_of.setdefault(photo_id, len(self._row_of))

    def _columns(self) -> tuple[npt.NDArray[np.generic], ...]:
        return self._whole, self._leading, self._rest, self._photo_ids, self._specimens, self._votes

    def _make_room(self) -> None:
        needed, there = len(self._row_of), len(self._rest)
        if needed <= there:
            return
        size = max(needed, int(GROWTH * there) + 64)
        for name in ("_whole", "_leading", "_rest", "_photo_ids", "_specimens", "_votes"):
            old = getattr(self, name)
            new = np.empty((size, *old.shape[1:]), old.dtype)
            new[:there] = old
            setattr(self, name, new)
