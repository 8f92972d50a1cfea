"""The group of minerals to offer where no single name is sure enough."""

from collections import defaultdict
from collections.abc import Callable

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.ui.desk.draft import Group

MEMBERS_AT_LEAST = 2
GROUP = " group"


def offered_group(analysis: Analysis | None, look_up: Callable[[str], Mineral | None]) -> Group | None:
    """The most probable group with at least two of the suggestions in it, if it beats every single name.

    Offered only where the program abstains. Its name ends in "group".
    """
    if analysis is None or analysis.suggestions.recommendation is not Recommendation.NONE:
        return None
    sums: dict[str, list[float]] = defaultdict(list)
    for suggestion in analysis.suggestions.items:
        mineral = look_up(suggestion.species)
        if mineral is not None and mineral.group:
            sums[mineral.group].append(suggestion.probability)
    groups = [
        Group(name if name.endswith(GROUP) else name + GROUP, sum(parts))
        for name, parts in sums.items()
        if len(parts) >= MEMBERS_AT_LEAST
    ]
    best = max(groups, key=lambda group: group.probability, default=None)
    single = max((one.probability for one in analysis.suggestions.items), default=0.0)
    return best if best is not None and best.probability > single else None
