"""What keeping a catalogue safe answers with: findings of a check, copies made, snapshots."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mineral_desk.domain.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a catalogue: what it is, and what to do about it."""

    what: Phrase
    to_do: Phrase

    def __str__(self) -> str:
        return f"{self.what} {self.to_do}"


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much a catalogue holds; ``decisions`` counts those that were not undone."""

    photos: int = 0
    decisions: int = 0
    last_act: datetime | None = None
    conflicts: int = 0
    """What two people said differently and nobody has settled, counted up to 1,000."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check of a whole catalogue found; no findings: all is well."""

    path: Path
    holdings: Holdings
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A sound copy of a catalogue at ``path``."""

    path: Path
    byte_size: int
    holdings: Holdings


@dataclass(frozen=True, slots=True)
class PreparedRestore:
    """A sound copy of ``backup`` that lies beside ``catalogue`` and waits for its name.

    ``now`` is what the catalogue holds today: None where there is none or where it cannot be read.
    """

    backup: Path
    catalogue: Path
    part: Path
    then: Holdings
    now: Holdings | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """The catalogue holds what the backup held; ``kept`` is the copy of what it was before, if there was anything."""

    catalogue: Path
    kept: Path | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy that the program made by itself. The order is that of the numbers: clocks are set back."""

    number: int
    taken_at: datetime
    path: Path = Path()
