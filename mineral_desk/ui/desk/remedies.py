"""What to do about a reason not to trust a size: the tool or the choice that settles it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.decision import SizeVerb
from mineral_desk.domain.engraved_edge import engraved_edge_mm
from mineral_desk.domain.flag import FLAG_WORDS, Flag, FlagCode
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.sentences import REASON_LETTERS, flag_sentences
from mineral_desk.ui.words import significant, tr


class Remedy(StrEnum):
    """What a button beside a reason does."""

    DRAW = "draw"
    ADJUST = "adjust"
    BRUSH = "brush"
    RULER = "ruler"
    CHOOSE_SPECIMEN = "choose_specimen"
    CHOOSE_CUBE = "choose_cube"
    TYPE = "type"
    SET_EDGE = "set_edge"
    KEEP_TYPED = "keep_typed"
    KEEP_MEASURED = "keep_measured"


REMEDIES: Mapping[FlagCode, tuple[Remedy, ...]] = {
    FlagCode.NO_CUBE: (Remedy.DRAW, Remedy.RULER),
    FlagCode.SEVERAL_CUBES: (Remedy.CHOOSE_CUBE,),
    FlagCode.CUBE_CUT: (Remedy.ADJUST,),
    FlagCode.CUBE_AMBIGUOUS: (Remedy.ADJUST,),
    FlagCode.CUBE_IMPRECISE: (Remedy.ADJUST,),
    FlagCode.CUBE_RAISED: (Remedy.TYPE,),
    FlagCode.CUBE_EDGE_CONTRADICTED: (Remedy.SET_EDGE,),
    FlagCode.RATIO_OUT_OF_RANGE: (Remedy.ADJUST,),
    FlagCode.NO_SPECIMEN: (Remedy.BRUSH,),
    FlagCode.SPECIMEN_CUT: (Remedy.TYPE,),
    FlagCode.SEVERAL_SPECIMENS: (Remedy.CHOOSE_SPECIMEN,),
    FlagCode.OUTLINE_UNCERTAIN: (Remedy.BRUSH,),
    FlagCode.BACKGROUND_UNEVEN: (Remedy.BRUSH,),
    FlagCode.BLURRED: (Remedy.ADJUST,),
    FlagCode.SIZE_IMPRECISE: (Remedy.ADJUST,),
    FlagCode.MANUAL_SIZE_CONTRADICTED: (Remedy.KEEP_TYPED, Remedy.KEEP_MEASURED),
}
CHOICES = (Remedy.SET_EDGE, Remedy.KEEP_TYPED)
WORDS = {
    Remedy.DRAW: ("Draw", "E"),
    Remedy.ADJUST: ("Adjust", "E"),
    Remedy.BRUSH: ("Brush", "B"),
    Remedy.RULER: ("Ruler", "R"),
    Remedy.CHOOSE_SPECIMEN: ("Choose", ""),
    Remedy.CHOOSE_CUBE: ("Choose", ""),
    Remedy.TYPE: ("Type", "M"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button beside a reason; ``edge_mm`` where it sets the cube's edge."""

    remedy: Remedy
    words: str
    key: str = ""
    edge_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A line of the box: letter, what happened, what to do, and the buttons that do it."""

    letter: str
    what: str
    do: str
    offers: tuple[Offer, ...] = ()
    brief: str = ""
    """What happened in two words."""


def flags_of(draft: Draft) -> tuple[Flag, ...]:
    """The reasons that stand: none once the size is settled, except what contradicts it."""
    if draft.stored.analysis is None or draft.stored.analysis.error:
        return ()
    flags: tuple[Flag, ...] = ()
    if draft.size_verb is SizeVerb.ADJUSTED or (draft.size_verb is SizeVerb.OPEN and draft.marks):
        flags = draft.shown.flags
    elif draft.size_verb is SizeVerb.OPEN and draft.measurement.status is not MeasurementStatus.MEASURED:
        flags = draft.measurement.flags
    if draft.marks.cube_edge_mm is not None:  # a person chose
        flags = tuple(flag for flag in flags if flag.code is not FlagCode.CUBE_EDGE_CONTRADICTED)
    contradiction = draft.contradiction
    return flags if contradiction is None else (*flags, contradiction)


def reasons_of(draft: Draft) -> list[Reason]:
    """Every reason in words, with its buttons."""
    return [_reason(letter, flag) for letter, flag in zip(REASON_LETTERS, flags_of(draft), strict=False)]


def _reason(letter: str, flag: Flag) -> Reason:
    what, do = flag_sentences(flag)
    offers = offers_for(flag)
    choice = len(offers) > 1 and offers[0].remedy in CHOICES  # the buttons say what there is to choose from
    return Reason(letter, what, do, offers, do.rstrip(".") if choice else tr(FLAG_WORDS[flag.code].short))


def offers_for(flag: Flag) -> tuple[Offer, ...]:
    """The buttons beside a reason."""
    offers: list[Offer] = []
    for remedy in REMEDIES.get(flag.code, ()):
        if remedy is Remedy.SET_EDGE:
            offers += [Offer(remedy, tr("{edge} mm", edge=significant(edge, 4)), edge_mm=edge) for edge in _edges(flag)]
        elif remedy in (Remedy.KEEP_TYPED, Remedy.KEEP_MEASURED):
            value = flag.values.get("typed_mm" if remedy is Remedy.KEEP_TYPED else "measured_mm")
            words = tr("{length} mm", length=significant(float(value), 3)) if value is not None else ""
            offers.append(Offer(remedy, words or tr("Keep")))
        else:
            words, key = WORDS[remedy]
            offers.append(Offer(remedy, tr(words), key))
    return tuple(offers)


def _edges(flag: Flag) -> list[float]:
    """The edge that is engraved and the one that is set."""
    engraved = engraved_edge_mm(str(flag.values.get("engraving", "")))
    known = flag.values.get("edge_mm")
    found = [engraved, float(known) if known is not None else None]
    return [edge for edge in found if edge is not None]
