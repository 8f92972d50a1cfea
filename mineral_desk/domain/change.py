"""What a write changed, so that every panel can ask whether it concerns it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """The kinds of things a write can change."""

    PHOTO = "photo"
    ANALYSIS = "analysis"
    DECISION = "decision"
    SPECIMEN = "specimen"
    REASON = "reason"
    """Why something was done was told after it; nothing else changed."""
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Changes:
    """The kinds and ids that a write touched, and its name for the Edit menu.

    ``photo_ids`` are the catalogue's ids of the photos whose row, analysis or decision changed.
    """

    kinds: frozenset[ChangeKind] = frozenset()
    photo_ids: frozenset[int] = frozenset()
    specimen_ids: frozenset[int] = frozenset()
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def __or__(self, other: "Changes") -> "Changes":
        """Both writes as one; the later name wins."""
        return Changes(
            self.kinds | other.kinds,
            self.photo_ids | other.photo_ids,
            self.specimen_ids | other.specimen_ids,
            other.name or self.name,
        )


NOTHING_CHANGED = Changes()


@dataclass(frozen=True, slots=True)
class Operation:
    """One undoable act of a person, as the change log keeps it."""

    id: int
    name: str
    who: str
    when: datetime
    undone: bool = False
