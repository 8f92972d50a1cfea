"""Photos that look alike: what the museum's own confirmed photos say about another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A photo of the catalogue with its likeness: the cosine between the two photos' embeddings, at most 1.

    ``specimen`` is the same for photos of one specimen and for no others.
    """

    photo_id: int
    specimen: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Vote:
    """What a confirmed specimen says: its species, and the likeness of its most alike photo."""

    species: str
    likeness: float


@dataclass(frozen=True, slots=True)
class AlikePhoto:
    """A photo of the catalogue as it is shown beside one that is like it.

    ``species`` is empty until a person has named it; ``who`` named it, and ``when``.
    """

    photo_id: int
    path: Path
    sha256: str
    likeness: float
    species: str = ""
    catalogue_number: str = ""
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class MuseumEvidence:
    """What stands behind suggestions that the museum's confirmed photos took part in.

    ``nearest`` are the most alike confirmed specimens, one photo of each, best first. ``votes`` counts, by species, how
    many of the ``asked`` most alike specimens bear that name.
    """

    nearest: tuple[AlikePhoto, ...] = ()
    votes: Mapping[str, int] = field(default_factory=dict)
    asked: int = 0


NO_EVIDENCE = MuseumEvidence()
