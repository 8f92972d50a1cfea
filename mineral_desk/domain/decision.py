"""What a curator decided about a photo: append-only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mineral_desk.domain.hand import NO_MARKS, HandMarks
from mineral_desk.domain.suggestion import Recommendation


class Verb(StrEnum):
    """What was decided about the name."""

    ACCEPT = "accept"
    CORRECT = "correct"
    GROUP = "group"
    UNSURE = "unsure"
    REJECT = "reject"
    """Set aside: this photo is not to be catalogued."""


class SizeVerb(StrEnum):
    """What was decided about the size."""

    OPEN = "open"
    """Flagged and not yet looked at."""
    ACCEPTED = "accepted"
    """The machine's size is right."""
    TYPED = "typed"
    """A person measured the specimen, or knows its size."""
    ADJUSTED = "adjusted"
    """Computed again from what a person marked in the photo."""
    NONE = "none"
    """There is no size to be had from this photo."""


@dataclass(frozen=True, slots=True)
class SizeDecision:
    """A size as a person vouches for it; errors are one standard deviation.

    Length and width are what the photo shows. Height and depth are only ever typed: one photo cannot measure them.
    ``marks`` are what an adjusted size was computed from.
    """

    verb: SizeVerb = SizeVerb.OPEN
    length_mm: float | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    length_error_mm: float | None = None
    width_error_mm: float | None = None
    depth_mm: float | None = None
    """Away from the camera."""
    marks: HandMarks = NO_MARKS


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of a person. ``shown`` is what was on the screen: the five species offered, best first.

    ``analysis_id`` says which analysis that was; ``typed_before_seeing`` that the name was typed before any
    suggestion was shown.
    """

    photo_id: int
    verb: Verb
    who: str
    species: str = ""
    catalogue_number: str = ""
    size: SizeDecision = SizeDecision()
    notes: str = ""
    reason: str = ""
    shown: tuple[str, ...] = ()
    analysis_id: int | None = None
    shown_probability: float | None = None
    """Of the first of ``shown``; None where nothing was shown, or it was not kept."""
    shown_recommendation: Recommendation | None = None
    """How far it was trusted on the screen; None as above."""
    typed_before_seeing: bool = False
    when: datetime | None = None
    """Set by the catalogue."""
    id: int | None = None
    """Set by the catalogue."""
