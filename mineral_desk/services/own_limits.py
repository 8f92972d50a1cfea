"""Limits of the recommendations fitted to this museum's own decisions, once there are enough of them.

Each of the confirmed specimens taken in last is named by all the others, as if nobody had named it; how often the first
name is right at which probability proves, or does not prove, what the recommendations promise. The museum is a category
of its own (Mondrian): once there are enough cases its own limits count, strict or mild, and those of the card no more.
They follow from the catalogue alone: the same decisions, the same limits, also after undo.
"""

from collections.abc import Iterator
from dataclasses import replace

from mineral_desk.catalogue.embeddings import embedding_model
from mineral_desk.domain.blending import blend
from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.limits import NEVER, cases_needed
from mineral_desk.domain.model import MemoryCalibration
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.memory_limits import PROMISES, carried_cases, group_limit, trust_levels, with_levels
from mineral_desk.services.memory_report import MemoryRecord, MemoryReport
from mineral_desk.services.suggesting import load_memory, memory_is_stale

SAMPLE = 400
"""So many of the confirmed specimens taken in last are looked at: enough to prove 9 of 10, read in a few seconds."""
ENOUGH = 60
"""From so many confirmed specimens on the museum's own limits count."""


def fit_own_limits(desk: Desk) -> Job[MemoryReport]:
    """Judge the memory by this museum's own names, and use the limits that follow; returns what they rest on."""
    memory = desk.memory
    memory.catch_up(desk.reading)
    known = memory.confirmed(SAMPLE)
    change = memory.changes
    records: list[MemoryRecord] = []
    for record in _records(desk):
        records.append(record)
        yield Progress(len(records), len(known))
    report = MemoryReport(tuple(records))
    fitted = memory.card.memory
    if fitted is not None and len(records) >= ENOUGH:
        fitted = with_own(fitted, report)
    memory.use(fitted, change)
    return report if fitted is None else with_levels(report, fitted.levels)


def load_and_fit(desk: Desk) -> Job[int]:
    """Read the museum's memory where it must be read, and fit the limits to it; returns how many photos there are."""
    if memory_is_stale(desk):
        yield from load_memory(desk)
    yield from fit_own_limits(desk)
    return len(desk.memory)


def limits_are_stale(desk: Desk) -> bool:
    """Whether so much was confirmed, or anything taken back, since the limits were fitted."""
    try:
        return desk.lane is not None and desk.memory.limits_are_stale
    except MineralDeskError:  # the model in the settings cannot be had: analysing says so
        return False


def with_own(card: MemoryCalibration, report: MemoryReport) -> MemoryCalibration:
    """The constants of the card with the limits that ``report`` proves.

    A promise that there are too few cases of to judge keeps the limit of the card; so does ``low``, which is none.
    """
    by_card = {one.recommendation: one for one in card.levels}
    cases = len(carried_cases(report))
    levels = tuple(
        own if cases >= cases_needed(PROMISES.get(own.recommendation, 1.0)) else by_card.get(own.recommendation, own)
        for own in trust_levels(report)
    )
    return replace(card, levels=levels, least_group=group_limit(with_levels(report, levels)))


def _records(desk: Desk) -> Iterator[MemoryRecord]:
    memory, groups = desk.memory, desk.minerals.groups
    calibration = memory.card.memory or MemoryCalibration(1.0, 0.0, 1, (), NEVER)
    for photo_id, specimen, species in memory.confirmed(SAMPLE):
        latest = desk.reading.analyses.latest(photo_id)
        vector = memory.vector(photo_id)
        if latest is None or vector is None or embedding_model(latest[1]) != memory.card.sha256:
            continue
        found = memory.nearest(vector, calibration.nearest, confirmed=True, without=(specimen,))
        votes = [Vote(name, one.likeness) for one, name in found]
        both = blend(latest[1].suggestions, votes, calibration, groups)
        names = tuple(one.species for one in both.suggestions.items)
        best = [*(one.probability for one in both.suggestions.items), 0.0, 0.0]
        group = both.suggestions.groups[0] if both.suggestions.groups else None
        yield MemoryRecord(
            file=latest[1].photo.path.name,
            collection="",
            species=species,
            starter=tuple(one.species for one in latest[1].suggestions.items),
            nearest=tuple(dict.fromkeys(vote.species for vote in votes)),
            blended=names,
            probability=best[0],
            gap=best[0] - best[1],
            museum_share=both.museum_share,
            recommendation=both.suggestions.recommendation.value,
            in_memory=species in {vote.species for vote in votes},
            group="" if group is None else group.group,
            group_probability=0.0 if group is None else group.probability,
            true_group=groups.get(species, ""),
            unfamiliar=both.suggestions.unfamiliar,
        )
