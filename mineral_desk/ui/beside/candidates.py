"""Which photos the one on the Desk can be compared with, the best first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mineral_desk.domain.catalogue import PhotoRow, StoredPhoto
from mineral_desk.domain.neighbours import AlikePhoto
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.sentences import title_of


class Why(StrEnum):
    """Why a photo stands beside the one on the Desk."""

    ALIKE = "alike"
    """A confirmed specimen that looks like it."""
    SAME_SPECIMEN = "same_specimen"
    BEFORE = "before"
    """The photo before it in the queue."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A photo to compare with; ``alike`` says how much it is like the other one, where that is why it is shown."""

    photo_id: int
    path: Path
    sha256: str
    catalogue_number: str
    species: str
    why: Why
    alike: AlikePhoto | None = None


def candidates_for(stored: StoredPhoto, before: PhotoRow | None, backend: Backend) -> tuple[Candidate, ...]:
    """The nearest confirmed specimens, then other photos of the same specimen; where there are neither, ``before``."""
    alike = [_of_alike(one) for one in stored.evidence.nearest]
    same = [_of_row(row, Why.SAME_SPECIMEN) for row in backend.photos_of_same_specimen(stored.row.id)]
    found = _once([*alike, *same], stored.row.id)
    if not found and before is not None:
        found = _once([_of_row(before, Why.BEFORE)], stored.row.id)
    return found


def _once(candidates: Iterable[Candidate], without: int) -> tuple[Candidate, ...]:
    """Each photo where it comes first."""
    found: dict[int, Candidate] = {}
    for one in candidates:
        if one.photo_id != without:
            found.setdefault(one.photo_id, one)
    return tuple(found.values())


def _of_alike(alike: AlikePhoto) -> Candidate:
    number = alike.catalogue_number or alike.path.stem
    return Candidate(alike.photo_id, alike.path, alike.sha256, number, alike.species, Why.ALIKE, alike)


def _of_row(row: PhotoRow, why: Why) -> Candidate:
    return Candidate(row.id, row.path, row.sha256, title_of(row), row.decided, why)
