"""The cube's edge was set wrongly: look at what another edge makes of the sizes, then set all of them right at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from mineral_desk import vision
from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.rescaling import (
    RescaledPhoto,
    Rescaling,
    SizeMm,
    edge_used_mm,
    rescaled_decision,
    rescaled_measurement,
    why_kept,
)
from mineral_desk.domain.setting import check_settings
from mineral_desk.services.analysing import with_edge
from mineral_desk.services.desk import Desk

SAME_EDGE = 1e-6
"""Edges that differ by no more than this share are the same."""


def preview_rescaling(desk: Desk, photo_ids: Sequence[int], edge_mm: float) -> tuple[RescaledPhoto, ...]:
    """What an edge of ``edge_mm`` makes of each photo's size; nothing is written.

    Raises :class:`SettingError` for an edge outside the limits of the setting, :class:`UsageError` for an id of none.
    """
    _check(desk, edge_mm)
    return tuple(rescaled_photo(desk.reading.stored(photo_id), edge_mm) for photo_id in dict.fromkeys(photo_ids))


def rescale(desk: Desk, photo_ids: Sequence[int], edge_mm: float) -> Changes:
    """Set the edge of the cube in these photos right, as one act that is undone as one.

    The edge becomes a person's word that analysing again respects; sizes and errors grow with it. A size that was
    accepted is written anew into decision and record, with the reason; a size set by hand stays. Empty changes where
    no photo's edge changes. Raises as :func:`preview_rescaling`.
    """
    _check(desk, edge_mm)
    chosen, who = tuple(dict.fromkeys(photo_ids)), desk.settings.who
    name = f"Cube edge {edge_mm:g} mm"
    return desk.write(
        lambda catalogue: catalogue.rescalings.add(_rescalings(catalogue, chosen, edge_mm, who), name, who)
    )


def photos_in_folder(desk: Desk, folder: Path) -> list[int]:
    """The ids of the photos whose file lies in ``folder`` or below it."""
    return desk.reading.rescalings.photo_ids_in(folder)


def photos_taken_in(desk: Desk, first: date, last: date) -> list[int]:
    """The ids of the photos taken in from the ``first`` to the ``last`` day (UTC), both included."""
    return desk.reading.rescalings.photo_ids_taken_in(first.isoformat(), last.isoformat())


def photos_with_edge(desk: Desk, edge_mm: float) -> list[int]:
    """The ids of the photos whose analysis was made with that edge of the cube."""
    return desk.reading.rescalings.photo_ids_with_edge(edge_mm)


def all_photos(desk: Desk) -> list[int]:
    """The ids of all photos of the catalogue."""
    return desk.reading.rescalings.all_photo_ids()


def _check(desk: Desk, edge_mm: float) -> None:
    check_settings(replace(desk.settings.analysis, cube_edge_mm=edge_mm))


def _rescalings(catalogue: Catalogue, photo_ids: Sequence[int], edge_mm: float, who: str) -> Iterator[Rescaling]:
    """What is to be written, photo by photo."""
    for photo_id in photo_ids:
        stored = catalogue.stored(photo_id)
        row = rescaled_photo(stored, edge_mm)
        if not row.edge_changes or stored.analysis is None or stored.analysis_id is None or row.old_edge_mm is None:
            continue
        analysis = rescaled_analysis(stored.analysis, edge_mm)
        mark = with_edge(catalogue.analyses.fingerprint(stored.analysis_id), edge_mm)
        before = stored.decision if _follows(stored.decision) else None
        decision = None if before is None else _anew(before, row.old_edge_mm, edge_mm, who)
        yield Rescaling(photo_id, analysis, mark, before, decision)


def _follows(decision: Decision | None) -> bool:
    """Whether a person's size rests on the edge that was set."""
    if decision is None or decision.verb is Verb.REJECT or why_kept(decision):
        return False
    return decision.size.verb in (SizeVerb.ACCEPTED, SizeVerb.ADJUSTED)


def _anew(decision: Decision, old_mm: float, new_mm: float, who: str) -> Decision:
    size = rescaled_decision(decision.size, new_mm / old_mm)
    reason = f"Cube edge {new_mm:g} mm instead of {old_mm:g} mm"
    return replace(decision, size=size, who=who, reason=reason, when=None, id=None)


def rescaled_photo(stored: StoredPhoto, edge_mm: float) -> RescaledPhoto:
    """What an edge of ``edge_mm`` makes of one photo's size."""
    analysis, decision = stored.analysis, stored.decision
    old_edge = edge_used_mm(analysis, decision)
    vouched = decision is not None and decision.size.verb in (SizeVerb.ACCEPTED, SizeVerb.ADJUSTED, SizeVerb.TYPED)
    found = SizeMm() if analysis is None else SizeMm.of(analysis.measurement)
    old = SizeMm.of(decision.size) if decision is not None and vouched else found
    flags = () if analysis is None else tuple(flag.code for flag in analysis.measurement.flags)
    same = RescaledPhoto(stored.row.id, stored.row.path, old_edge, edge_mm, old, old, flags, flags)
    if analysis is None or analysis.error:
        return replace(same, kept_because="The photo was not analysed yet.")
    if old_edge is None:
        return replace(same, kept_because="No cube was found.")
    if abs(old_edge / edge_mm - 1) <= SAME_EDGE:
        return replace(same, kept_because="The edge is this already.")
    new_flags = tuple(flag.code for flag in rescaled_analysis(analysis, edge_mm).measurement.flags)
    kept = why_kept(decision)
    if kept:
        return replace(same, new_flags=new_flags, kept_because=kept, edge_changes=True)
    factor = edge_mm / old_edge
    grown = rescaled_decision(decision.size, factor) if decision is not None and vouched else None
    new = SizeMm.of(grown or rescaled_measurement(analysis.measurement, factor))
    return replace(same, new=new, new_flags=new_flags, edge_changes=True)


def rescaled_analysis(analysis: Analysis, edge_mm: float) -> Analysis:
    """What the machine would have found with an edge of ``edge_mm``, from what it found with another.

    All lengths grow with the edge; the specimen's size in edges stays, and so do the doubts about it. Only what says
    another edge is judged anew.
    """
    found = analysis.measurement
    settings = replace(analysis.settings, cube_edge_mm=edge_mm)
    overrules = replace(analysis.overrules, cube_edge_mm=edge_mm)
    if found.cube_edge_mm is not None:
        grown = replace(rescaled_measurement(found, edge_mm / found.cube_edge_mm), cube_edge_mm=edge_mm)
        found = _judged_anew(grown, edge_mm)
    return replace(analysis, measurement=found, settings=settings, overrules=overrules)


def _judged_anew(measurement: Measurement, edge_mm: float) -> Measurement:
    """The measurement with the flags that depend on the edge, at the place where the machine puts them."""
    others = tuple(flag for flag in measurement.flags if flag.code is not FlagCode.CUBE_EDGE_CONTRADICTED)
    flags = (*others, *vision.edge_flags.edge_flags(measurement, edge_mm))
    sized = measurement.length_mm is not None
    vouched = MeasurementStatus.FLAGGED if flags else MeasurementStatus.MEASURED
    return replace(measurement, flags=flags, status=vouched if sized else measurement.status)
