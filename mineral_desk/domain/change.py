"""What a write changed, so that every panel can ask whether it concerns it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

UNDO, REDO = "Undo: ", "Redo: "
"""Before the name of the act that was taken back, or done again."""


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
    operation_id: int | None = field(default=None, compare=False)
    """The act in the change log, to which a reason can be given; None where it was none, or several."""

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def target_name(self) -> str:
        """The act's name; of one that undid or redid another, that one's."""
        return self.name.removeprefix(UNDO).removeprefix(REDO)

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
