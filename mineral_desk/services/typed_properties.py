"""What a curator found out by hand: kept with the record, and suggestions in the order that follows from it."""

from collections.abc import Callable, Mapping, Sequence

from mineral_desk.domain.change import Changes
from mineral_desk.domain.grouping import best_groups, group_sums, offered_group
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.model import Calibration, MemoryCalibration, trusted
from mineral_desk.domain.properties import NO_PROPERTIES, Property, TypedProperties, with_property
from mineral_desk.domain.property_fit import ranked_by_properties
from mineral_desk.domain.suggestion import (
    MAX_SUGGESTIONS,
    GroupSuggestion,
    Recommendation,
    Suggestion,
    Suggestions,
    at_least,
    at_most,
)
from mineral_desk.services import recording
from mineral_desk.services.desk import Desk

MOST = Recommendation.LOW
"""How far names are recommended at most that typed values brought to the front: no limit was fitted for those."""


def type_property(desk: Desk, photo_id: int, one: Property, text: str) -> Changes:
    """Keep what was typed in the record of the photo's specimen: one act, undone as one; empty takes it away.

    Raises :class:`UsageError` where it cannot be understood, and for a photo that was set aside.
    """
    understood = with_property(NO_PROPERTIES, one, text).text(one)
    return recording.edit_record(desk, photo_id, {one.value: understood})


def properties_of(desk: Desk, photo_id: int) -> TypedProperties:
    """What was found out about the photo's specimen."""
    record = recording.record_of(desk, photo_id)
    return NO_PROPERTIES if record is None else record.properties


def fitting(
    before: Suggestions,
    typed: TypedProperties,
    look_up: Callable[[str], Mineral | None],
    group_of: Mapping[str, str],
    limits: MemoryCalibration | Calibration | None,
) -> Suggestions:
    """The suggestions in the order that follows from what was typed.

    ``limits`` are those that ``before`` was judged by; None: nothing is recommended. A name that stays first keeps the
    recommendation that its new probability earns; one that comes to the front gets :data:`MOST` at most.
    """
    if not typed or not before.items:
        return before
    ranked = ranked_by_properties([*before.items, *before.candidates], typed, look_up)
    items = ranked[:MAX_SUGGESTIONS]
    groups = _regrouped(before, ranked, group_of)
    level, least_group = Recommendation.NONE, 1.01
    if limits is not None and not before.unfamiliar:
        most = before.recommendation if items[0].species == before.items[0].species else MOST
        level = at_most(trusted([one.probability for one in items], limits.levels), at_least(most, MOST))
        least_group = limits.least_group
    offered = offered_group(groups, level, least_group)
    return Suggestions(items, level, groups, offered, ranked[MAX_SUGGESTIONS:], before.familiarity, before.unfamiliar)


def _regrouped(
    before: Suggestions, ranked: Sequence[Suggestion], group_of: Mapping[str, str]
) -> tuple[GroupSuggestion, ...]:
    """The groups with the new sums of the names that are known; what their other species have stays."""
    old, new = group_sums([*before.items, *before.candidates], group_of), group_sums(ranked, group_of)
    sums = {one.group: one.probability for one in before.groups} or old
    names = sums | new
    unnamed = {name: max(0.0, sums.get(name, 0.0) - old.get(name, 0.0)) for name in names}
    return best_groups({name: rest + new.get(name, 0.0) for name, rest in unnamed.items()})
