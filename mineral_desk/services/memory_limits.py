"""How far to trust what comes of the model and the museum's memory, when to offer a group, and when to say nothing.

``strong`` and ``medium`` are promises: their limits must be proven by a binomial bound (``domain/limits.py``) on
collections that the constants were not fitted to. ``low`` promises nothing: there, one of the five names is right in
half of the cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mineral_desk.domain.blending import CARRIED, as_carried
from mineral_desk.domain.grouping import JUSTIFIED
from mineral_desk.domain.limits import NEAR_THE_LIMIT, NEVER, proven_limit
from mineral_desk.domain.model import TrustLevel, trusted
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services.memory_report import MemoryRecord, MemoryReport

GAP_SHARE = 1 / 3
"""The gap to the runner-up must be at least this share of the least probability."""
PROMISES = {Recommendation.STRONG: 0.9, Recommendation.MEDIUM: 0.6}
"""How often the first name must be right at least."""
GROUP_PROMISE = 0.6
LOW_PRECISION = 0.5
LEAST_CASES = 20
"""The limit of ``low`` must be backed by at least this many photos above it."""
MOST_LOST = 0.05
"""At most this share of each collection's photos may be taken for something else than minerals."""


def trust_levels(report: MemoryReport) -> tuple[TrustLevel, ...]:
    """The limits of the first name's probability for each recommendation, strictest first.

    The gap to the second name must be a third of the limit. A recommendation that nothing earns gets a limit above 1:
    it is never given.
    """
    seen = [one for one in report.records if not one.unfamiliar]
    carried = carried_cases(report)
    limits = {
        level: proven_limit([one.probability for one in carried], [_right(one) for one in carried], promise)
        for level, promise in PROMISES.items()
    }
    limits[Recommendation.LOW] = _low_limit(seen)
    return tuple(TrustLevel(level, round(limit, 4), round(limit * GAP_SHARE, 4)) for level, limit in limits.items())


def carried_cases(report: MemoryReport) -> list[MemoryRecord]:
    """The photos that a promise can be about: the museum speaks for the first name, and that is ahead of the second."""
    return [
        one
        for one in report.records
        if not one.unfamiliar and one.museum_share >= CARRIED and one.gap >= one.probability * GAP_SHARE
    ]


def _right(record: MemoryRecord) -> bool:
    return record.species == record.blended[0] if record.blended else False


def _low_limit(records: Sequence[MemoryRecord]) -> float:
    """The mildest limit at which one of five is right in half of the cases, also of those right above it."""
    probability, gaps = (np.array([getattr(one, name) for one in records]) for name in ("probability", "gap"))
    right = np.array([one.species in one.blended for one in records])
    limit = NEVER
    for candidate in np.sort(probability)[::-1]:
        given = np.flatnonzero((probability >= candidate) & (gaps >= candidate * GAP_SHARE))
        near = given[np.argsort(probability[given])][:NEAR_THE_LIMIT]
        if len(given) >= LEAST_CASES and min(right[given].mean(), right[near].mean()) >= LOW_PRECISION:
            limit = float(candidate)
    return limit


def with_levels(report: MemoryReport, levels: Sequence[TrustLevel]) -> MemoryReport:
    """The same with the recommendations that follow from ``levels``."""
    return MemoryReport(tuple(replace(one, recommendation=_level(one, levels)) for one in report.records))


def _level(record: MemoryRecord, levels: Sequence[TrustLevel]) -> str:
    if record.unfamiliar:
        return Recommendation.NONE.value
    found = trusted([record.probability, record.probability - record.gap], levels)
    return as_carried(found, record.museum_share).value


def group_limit(report: MemoryReport) -> float:
    """From which probability on a group is right often enough where no name is recommended well enough."""
    open_ = [one for one in report.records if one.group and one.recommendation not in JUSTIFIED and not one.unfamiliar]
    right = [one.group == one.true_group for one in open_]
    return round(proven_limit([one.group_probability for one in open_], right, GROUP_PROMISE), 4)


def with_groups(report: MemoryReport, limit: float) -> MemoryReport:
    """The same with the groups that are offered from ``limit`` on."""
    return MemoryReport(
        tuple(replace(one, offered_group=one.group if _offers(one, limit) else "") for one in report.records)
    )


def _offers(record: MemoryRecord, limit: float) -> bool:
    allowed = record.recommendation not in JUSTIFIED and not record.unfamiliar
    return allowed and record.group_probability >= limit


def familiarity_limit(by_collection: Mapping[str, Sequence[float]]) -> float:
    """How surely a photo must show a specimen, at least, to count as one of a mineral.

    Split-conformal, each collection by itself (Mondrian; Vovk and others, *Algorithmic Learning in a Random World*):
    of n photos and one more of the same collection, each is equally likely to be the one of which that is least sure.
    """
    return round(min((_least(sorted(found)) for found in by_collection.values() if found), default=0.0) - 5e-5, 4)


def _least(sureness: Sequence[float]) -> float:
    """The limit under which a share of at most MOST_LOST of further photos falls; of few photos, the least of them."""
    return sureness[max(0, int(MOST_LOST * (len(sureness) + 1)) - 1)]


def below(sureness: Sequence[float], limit: float) -> tuple[int, int]:
    """How many fall under the limit, and how many there are."""
    return sum(one < limit for one in sureness), len(sureness)
