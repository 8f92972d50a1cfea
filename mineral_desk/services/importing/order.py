"""What is to be imported, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.domain.change import NOTHING_CHANGED, Changes
from mineral_desk.domain.headings import Mapped
from mineral_desk.domain.importing import Conflict, Fate, ReadRow
from mineral_desk.services.importing.tables import Table


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """One import. ``failed`` is the file for rows that were not, or not wholly, taken over; none where None."""

    table: Table
    mapped: Mapped
    update: bool = False
    dry_run: bool = False
    failed: Path | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row and what becomes of it; ``reasons`` in words, where it fails or contradicts the catalogue."""

    row: ReadRow
    fate: Fate
    reasons: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


MOST_TOLD = 100


@dataclass(slots=True)
class ImportReport:
    """How many rows had which fate, and the first of those that need a person."""

    counts: Counter[Fate] = field(default_factory=Counter)
    told: list[JudgedRow] = field(default_factory=list)
    changes: Changes = NOTHING_CHANGED
    dry_run: bool = False
    failed: Path | None = None

    @property
    def total(self) -> int:
        """All rows."""
        return self.counts.total()

    @property
    def to_write(self) -> int:
        """How many rows change anything."""
        return self.total - self.counts[Fate.FAILED] - self.counts[Fate.UNCHANGED]

    @property
    def needs_a_person(self) -> int:
        """How many rows were not, or not wholly, taken over."""
        return self.counts[Fate.FAILED] + self.counts[Fate.CONFLICT]

    def note(self, judged: JudgedRow) -> None:
        """Count a row, and keep it where it is among the first that need a person."""
        self.counts[judged.fate] += 1
        if judged.reasons and len(self.told) < MOST_TOLD:
            self.told.append(judged)
