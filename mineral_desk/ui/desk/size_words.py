"""How a size came about, in words."""

from mineral_desk.domain.decision import SizeVerb
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.remedies import reasons_of
from mineral_desk.ui.desk.sentences import engraving_text
from mineral_desk.ui.words import significant, tr

State = tuple[str, str, str]
"""Icon, words, colour."""

HOW = {
    "corners": "from the cube's corners",
    "ruler": "from a ruler",
    "lines": "from the size lines",
    "outline": "from the outline",
    "edge": "with another cube edge",
}
SEVERAL = "from several marks"


def state_of(draft: Draft) -> State:
    """How the size came about, and who vouches for it."""
    decided = draft.stored.decision
    who = decided.who if decided is not None and decided.size == draft.size() else ""
    by_person = _by_person(draft, who)
    if by_person is not None:
        return by_person
    if draft.stored.analysis is None or draft.stored.analysis.error:
        return "", tr("not measured"), "muted"
    sure = draft.measurement.status is MeasurementStatus.MEASURED
    if draft.size_verb is SizeVerb.ACCEPTED and (decided is not None or not sure):
        return "mark-decided", tr("right, says {who}", who=who) if who else tr("looked at, right"), "success"
    reasons = len(reasons_of(draft))
    if sure and not reasons:
        return "mark-to-decide", tr("measured, no doubts"), "success"
    words = tr("to check: 1 reason") if reasons == 1 else tr("to check: {n} reasons", n=reasons)
    return "mark-flagged", words if reasons else tr("to check"), "warning"


def _by_person(draft: Draft, who: str) -> State | None:
    """The state of a size that a person gave, or that there is none."""
    if draft.size_verb is SizeVerb.TYPED:
        return "person", tr("typed by {who}", who=who) if who else tr("typed"), "text"
    if draft.size_verb is SizeVerb.NONE:
        return "mark-none", tr("no size"), "muted"
    if draft.size_verb is SizeVerb.ADJUSTED:
        how = how_marked(draft.marks)
        return "person", tr("by {who}, {how}", who=who, how=how) if who else tr("set by hand {how}", how=how), "text"
    return None


def how_marked(marks: HandMarks) -> str:
    """What the size by hand was computed from."""
    found = {
        "corners": bool(marks.moved_corners) and marks.scale_line_mm is None,
        "ruler": marks.scale_line_mm is not None,
        "lines": marks.length_line_px is not None or marks.width_line_px is not None,
        "outline": bool(marks.outline_px),
        "edge": marks.cube_edge_mm is not None,
    }
    ways = [way for way, holds in found.items() if holds]
    return tr(HOW[ways[0]]) if len(ways) == 1 else tr(SEVERAL)


def scale_source(measurement: Measurement, marks: HandMarks) -> str:
    """What tells the scale: ``Cube 10 mm``; empty where nothing does."""
    if measurement.mm_per_px is None:
        return ""
    if marks.scale_line_mm is not None:
        return tr("Ruler, {length} mm marked", length=significant(marks.scale_line_mm, 4))
    if measurement.cube_edge_mm is not None:
        return tr("Cube {edge} mm", edge=significant(measurement.cube_edge_mm))
    return ""


def scale_line(measurement: Measurement, marks: HandMarks) -> str:
    """``Cube 10 mm, "1 CM" read on it · 0.0169 mm per pixel``."""
    source = scale_source(measurement, marks)
    if measurement.mm_per_px is None or not source:
        return ""
    if marks.scale_line_mm is None and measurement.cube_engraving:
        read = engraving_text(measurement.cube_engraving)
        source = tr("{cube}, “{engraving}” read on it", cube=source, engraving=read)
    return tr("{cube} · {scale} mm per pixel", cube=source, scale=significant(measurement.mm_per_px))
