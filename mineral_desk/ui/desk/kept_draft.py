"""The size that follows from what a person marked in a photo, now or when it was decided."""

from dataclasses import replace

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.hand import NO_MARKS, HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.words import fault_words


def measured(backend: Backend, draft: Draft, marks: HandMarks) -> Draft:
    """The draft with these marks and what follows from them; with the reason where they give no size."""
    analysis = draft.stored.analysis
    if not marks or analysis is None:
        return draft.with_marks(NO_MARKS, None)
    try:
        return draft.with_marks(marks, backend.measure_by_hand(analysis, marks))
    except MineralDeskError as fault:
        return draft.with_marks(marks, without_size(draft.shown), fault_words(fault))


def as_kept(backend: Backend, draft: Draft) -> Draft:
    """A decision's marks with the size that was kept, whatever the present engine would make of them."""
    decision = draft.stored.decision
    if not draft.marks or decision is None or draft.stored.analysis is None:
        return draft
    shown, size = measured(backend, draft, draft.marks).shown, decision.size
    kept = replace(
        shown,
        length_mm=size.length_mm,
        width_mm=size.width_mm,
        length_error_mm=size.length_error_mm,
        width_error_mm=size.width_error_mm,
    )
    return draft.with_marks(draft.marks, kept)


def without_size(measurement: Measurement) -> Measurement:
    """Corners and lines as they are, and no millimetres."""
    return replace(
        measurement,
        status=MeasurementStatus.NOT_MEASURED,
        flags=(),
        length_mm=None,
        length_error_mm=None,
        width_mm=None,
        width_error_mm=None,
    )
