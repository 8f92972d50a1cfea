"""Merging two catalogues: what came along, and what two people said differently."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mineral_desk.domain.change import NOTHING_CHANGED, Changes
from mineral_desk.domain.properties import Property
from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS


class Side(StrEnum):
    """Whose word is to stand."""

    OURS = "ours"
    THEIRS = "theirs"
    TYPED = "typed"


PART_WORDS = {
    "decision": "decision",
    "record": "record",
    "specimen": "specimen shown",
    "number": "catalogue number",
    "name": "name",
    "size": "size",
    **{name: words for name, words in FIELD_WORDS.items() if name != "species" and name not in SIZE_FIELDS},
    "overrules": "clean-up overruled",
}
"""What two people can say differently, in the order of a record, with what it is called."""

TYPABLE = frozenset(
    {"number", "name", "size", "label_name", "group_name", "locality", "donor", "storage_place", "notes"}
    | set(Property)
)
"""The parts that a third value can be typed for."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says: in words (empty: nothing), by whom and when (None where no act tells)."""

    words: str
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two people said differently about one part of a record or photo; ``ours`` stands until it is settled.

    ``about`` is the catalogue number, or the name of the photo where there is no number.
    """

    id: int
    about: str
    part: str
    ours: Said
    theirs: Said
    came_from: str = ""
    """The name of the file that was merged."""
    photo_id: int | None = None
    specimen_id: int | None = None

    @property
    def is_typable(self) -> bool:
        """Whether a third value can be typed."""
        return self.part in TYPABLE


@dataclass(slots=True)
class Brought:
    """How much came along."""

    acts: int = 0
    photos: int = 0
    places: int = 0
    """Further known places of photos."""
    analyses: int = 0
    decisions: int = 0
    specimens: int = 0
    """Records that were not here."""
    unified: int = 0
    """Records of theirs that turned out to be of specimens that were here."""
    searches: int = 0
    reasons: int = 0
    people: dict[str, int] = field(default_factory=dict)
    """The acts by whose they are."""

    @property
    def is_nothing(self) -> bool:
        """Whether the other catalogue holds nothing that is not here."""
        return not any((self.acts, self.photos, self.places, self.analyses, self.searches, self.reasons))


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge brought, or would bring (``dry_run``); ``kept`` is the copy of the catalogue made before."""

    other: Path
    catalogue: Path
    brought: Brought
    conflicts: tuple[Conflict, ...] = ()
    """Those that this merge found."""
    kept: Path | None = None
    dry_run: bool = False
    changes: Changes = NOTHING_CHANGED


@dataclass(frozen=True, slots=True)
class PastMerge:
    """A merge that was written, and the copy of the catalogue made before it, if one was."""

    other: str
    who: str
    when: datetime
    kept: Path | None
