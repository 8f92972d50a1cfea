"""What the catalogue answers with: rows as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.label_name import LabelName, name_told
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.neighbours import NO_EVIDENCE, MuseumEvidence
from mineral_desk.domain.properties import NO_PROPERTIES, Property, TypedProperties, properties_from
from mineral_desk.domain.property_fit import Reason
from mineral_desk.domain.quality import Verdict
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.domain.verification import VerificationStatus


class PhotoState(StrEnum):
    """Where a photo stands on its way (looks: states)."""

    WAITING = "waiting"
    """Taken in, not analysed yet."""
    TO_DECIDE = "to_decide"
    FAILED = "failed"
    SET_ASIDE = "set_aside"
    """By the clean-up or by a person."""
    DECIDED = "decided"


class QueueFilter(StrEnum):
    """The four filters of the queue."""

    TO_DECIDE = "to_decide"
    SIZE_TO_CHECK = "size_to_check"
    NAME_UNSURE = "name_unsure"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo in a list, without its analysis' details."""

    id: int
    path: Path
    sha256: str
    catalogue_number: str
    state: PhotoState
    proposed: str = ""
    """The best suggestion, if the program does not abstain."""
    decided: str = ""
    verb: Verb | None = None
    recommendation: Recommendation | None = None
    size_status: MeasurementStatus | None = None
    flags: tuple[FlagCode, ...] = ()
    verdict: Verdict | None = None
    error: str = ""
    verification: VerificationStatus = VerificationStatus.OPEN
    """How the name of its specimen stands."""


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """Everything the catalogue knows about one photo: latest analysis and decision (the undone left out)."""

    row: PhotoRow
    analysis_id: int | None
    analysis: Analysis | None
    decision: Decision | None
    evidence: MuseumEvidence = NO_EVIDENCE
    """What the museum's confirmed photos had to do with the analysis' suggestions, where they were asked."""
    properties: TypedProperties = NO_PROPERTIES
    """What a person found out about the specimen: the suggestions are in the order that follows from it."""
    reasons: tuple[Reason, ...] = ()
    """What each of these says about each suggestion."""
    label_names: tuple[LabelName, ...] = ()
    """The minerals, and groups of minerals, that label plates in the photo name."""

    @property
    def proposed(self) -> str:
        """The name to begin with: the label's, also of a group, else the model's best where it is trusted; or empty."""
        told = name_told(self.label_names)
        if told or self.analysis is None or self.analysis.suggestions.recommendation is Recommendation.NONE:
            return told
        best = self.analysis.suggestions.best
        return best.species if best is not None else ""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A specimen's record: only people's writes change it."""

    id: int
    catalogue_number: str
    species: str = ""
    length_mm: float | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    length_error_mm: float | None = None
    width_error_mm: float | None = None
    depth_mm: float | None = None
    notes: str = ""
    label_name: str = ""
    """The name as an old label has it."""
    group_name: str = ""
    locality: str = ""
    donor: str = ""
    storage_place: str = ""
    hardness: str = ""
    """Mohs, "3-4"; this and what follows as typed: see :mod:`mineral_desk.domain.properties`."""
    streak: str = ""
    lustre: str = ""
    magnetism: str = ""
    density: str = ""
    identified_by: str = ""
    size_method: str = ""
    """``measured`` (accepted as the machine found it), ``adjusted`` (from marks set by hand), ``typed``, or empty."""
    size_by: str = ""
    verification: VerificationStatus = VerificationStatus.OPEN
    verified_by: str = ""
    """The second person who verified or contested the name."""
    verified_at: datetime | None = None
    verification_reason: str = ""

    @property
    def properties(self) -> TypedProperties:
        """What was found out about it by hand, as far as it can be understood."""
        return properties_from({one.value: getattr(self, one.value) for one in Property})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a record's history: who, when, what, why. ``who`` is empty for the machine."""

    when: datetime
    who: str
    what: str
    why: str = ""
    """The reason that was given, with the act or after it; what kept the machine from finding anything."""
    undone: bool = False
    details: str = ""
    """What stood there before and after, field by field; which photo, where a record has several."""
    operation_id: int | None = None
    """The act; None for the machine."""
    as_of: int = 0
    """The last act that had been done by then: what restores the state of this line. 0 before the first one."""
