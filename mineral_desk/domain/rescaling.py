"""Sizes anew when the cube's edge was set wrongly: everything in millimetres grows with the edge, pixels stay."""

from dataclasses import dataclass, replace
from pathlib import Path

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.measurement import Measurement


@dataclass(frozen=True, slots=True)
class SizeMm:
    """Length and width with their errors (1 sd), millimetres; None where there is none."""

    length_mm: float | None = None
    length_error_mm: float | None = None
    width_mm: float | None = None
    width_error_mm: float | None = None

    @classmethod
    def of(cls, size: Measurement | SizeDecision) -> "SizeMm":
        """The size that was found, or that a person vouched for."""
        return cls(size.length_mm, size.length_error_mm, size.width_mm, size.width_error_mm)


@dataclass(frozen=True, slots=True)
class Rescaling:
    """One photo's part in setting an edge right: the analysis anew and, where a person's size follows, the decision.

    ``decision`` takes the place of ``decision_before``; its ``analysis_id`` is filled in when it is written.
    """

    photo_id: int
    analysis: Analysis
    fingerprint: str
    decision_before: Decision | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class RescaledPhoto:
    """What another edge makes of one photo's size: the one vouched for where there is a decision, else the machine's.

    ``kept_because`` says in words why the size stays; it is empty where it changes. ``edge_changes`` tells whether the
    photo's edge, and with it what the machine found, is set right all the same.
    """

    photo_id: int
    path: Path
    old_edge_mm: float | None
    new_edge_mm: float
    old: SizeMm = SizeMm()
    new: SizeMm = SizeMm()
    old_flags: tuple[FlagCode, ...] = ()
    new_flags: tuple[FlagCode, ...] = ()
    kept_because: str = ""
    edge_changes: bool = False


def rescaled_measurement(measurement: Measurement, factor: float) -> Measurement:
    """The measurement with every length in millimetres ``factor`` times as long; flags are left as they are."""

    def grown(value: float | None) -> float | None:
        return None if value is None else value * factor

    return replace(
        measurement,
        length_mm=grown(measurement.length_mm),
        length_error_mm=grown(measurement.length_error_mm),
        width_mm=grown(measurement.width_mm),
        width_error_mm=grown(measurement.width_error_mm),
        mm_per_px=grown(measurement.mm_per_px),
        cube_edge_mm=grown(measurement.cube_edge_mm),
    )


def rescaled_decision(size: SizeDecision, factor: float) -> SizeDecision:
    """The size with length and width ``factor`` times as long; height and depth were typed and stay."""

    def grown(value: float | None) -> float | None:
        return None if value is None else value * factor

    return replace(
        size,
        length_mm=grown(size.length_mm),
        length_error_mm=grown(size.length_error_mm),
        width_mm=grown(size.width_mm),
        width_error_mm=grown(size.width_error_mm),
    )


def edge_used_mm(analysis: Analysis | None, decision: Decision | None) -> float | None:
    """The edge that the photo's size rests on; None where no cube gave it one."""
    if analysis is None or analysis.error:
        return None
    if analysis.measurement.cube_edge_mm is not None:
        return analysis.measurement.cube_edge_mm
    by_hand = decision is not None and bool(decision.size.marks.moved_corners)
    return analysis.settings.cube_edge_mm if by_hand else None


def why_kept(decision: Decision | None) -> str:
    """Why a person's size does not follow the edge, in words; empty where it does."""
    if decision is None:
        return ""
    size = decision.size
    match size.verb:
        case SizeVerb.TYPED:
            return "The size was typed by hand."
        case SizeVerb.NONE:
            return "It was decided that there is no size."
        case SizeVerb.ADJUSTED if size.marks.scale_line_px is not None and size.marks.scale_line_mm is not None:
            return "The size was set by hand from a line of known length."
        case SizeVerb.ADJUSTED if size.marks.cube_edge_mm is not None:
            return "The size was set by hand, with an edge of its own."
        case _:
            return ""
