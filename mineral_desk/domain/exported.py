"""A specimen with everything that an export tells about it: its record, its photos, who named it and from what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.suggestion import Suggestion
from mineral_desk.domain.verification import Verification


@dataclass(frozen=True, slots=True)
class Findings:
    """What the machine found in a photo last, without outlines and maps. Errors are one standard deviation."""

    made_at: datetime
    verdict: str
    suggestions: tuple[Suggestion, ...]
    recommendation: str
    size_status: str
    flags: tuple[str, ...]
    length_mm: float | None
    length_error_mm: float | None
    width_mm: float | None
    width_error_mm: float | None
    models: Mapping[str, ModelRef]
    error: str = ""


@dataclass(frozen=True, slots=True)
class ExportedDecision:
    """A decision with the models behind what was on the screen, and the odds of the name that was chosen."""

    decision: Decision
    when: datetime
    undone: bool = False
    models: Mapping[str, ModelRef] = field(default_factory=dict)
    probability: float | None = None
    """Of the decided species, if it was among the suggestions."""


@dataclass(frozen=True, slots=True)
class ExportedPhoto:
    """A photo of a specimen, with the machine's last findings and every decision about it, oldest first.

    ``analysis_json`` is the whole record of the last analysis (``domain/records.py``) as the catalogue stores it, read
    only where it is wanted.
    """

    id: int
    path: Path
    sha256: str
    byte_size: int
    width_px: int
    height_px: int
    taken_at: str
    taken_in_at: datetime
    taken_in_by: str
    catalogue_number: str
    number_source: str
    state: str = ""
    findings: Findings | None = None
    decisions: tuple[ExportedDecision, ...] = ()
    analysis_json: str | None = None


@dataclass(frozen=True, slots=True)
class NameEdit:
    """A name typed into the record, without a photo."""

    species: str
    who: str
    when: datetime
    undone: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Identification:
    """Who named the specimen what, when, and on what grounds; no ``decision``: the name was typed into the record."""

    guid: str
    species: str
    who: str
    when: datetime
    qualifier: str = ""
    """``group``, ``unsure`` or empty."""
    undone: bool = False
    decision: ExportedDecision | None = None
    reason: str = ""
    verification: Verification | None = None
    """What a second person said about it last."""


@dataclass(frozen=True, slots=True)
class ExportedSpecimen:
    """A record with who said what about it; moments are None where nobody said anything."""

    guid: str
    record: Specimen
    qualifier: str = ""
    identified_by: str = ""
    identified_at: datetime | None = None
    size_method: str = ""
    """``measured`` (accepted as the machine found it), ``adjusted`` (from marks set by hand), ``typed``, or empty."""
    size_by: str = ""
    size_at: datetime | None = None
    photos: tuple[ExportedPhoto, ...] = ()
    name_edits: tuple[NameEdit, ...] = ()
    verifications: tuple[Verification, ...] = ()
    """What second persons ever said about its names, oldest first; what was taken back is marked."""
    last_reason: str = ""
    """Why something was last done with the record, as far as anybody said so."""

    @property
    def identifications(self) -> tuple[Identification, ...]:
        """Every name the specimen was ever given by a person, oldest first; what was taken back is marked."""
        decided = [
            Identification(
                f"{photo.sha256[:16]}-{one.decision.id}",
                one.decision.species,
                one.decision.who,
                one.when,
                {Verb.GROUP: "group", Verb.UNSURE: "unsure"}.get(one.decision.verb, ""),
                one.undone,
                one,
                one.decision.reason,
            )
            for photo in self.photos
            for one in photo.decisions
            if one.decision.species and one.decision.verb is not Verb.REJECT
        ]
        typed = [
            Identification(
                f"{self.guid[:16]}-{number}", edit.species, edit.who, edit.when, undone=edit.undone, reason=edit.reason
            )
            for number, edit in enumerate(self.name_edits, start=1)
            if edit.species
        ]
        return tuple(self._verified(sorted([*decided, *typed], key=lambda one: one.when)))

    def _verified(self, named: list[Identification]) -> list[Identification]:
        """Each with what was said last about it: about the name that stood in the record then."""
        for said in self.verifications:
            told = (said.species, said.qualifier, said.identified_by)
            about = [
                place
                for place, one in enumerate(named)
                if (one.species, one.qualifier, one.who) == told and one.when <= said.when and not one.undone
            ]
            if about and not said.undone:
                named[about[-1]] = replace(named[about[-1]], verification=said)
        return named
