"""The group of minerals to offer where no single name is sure enough."""

from collections import Counter
from collections.abc import Callable

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.grouping import JUSTIFIED, best_groups, group_sums
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.ui.desk.draft import Group

MEMBERS_AT_LEAST = 2


def offered_group(analysis: Analysis | None, look_up: Callable[[str], Mineral | None]) -> Group | None:
    """The group that is right often enough where no name is; else, where the program abstains, the likeliest one.

    The latter is offered, not chosen: it must hold at least two of the suggestions and beat every single name. Its name
    ends in "group".
    """
    if analysis is None or analysis.suggestions.unfamiliar or analysis.suggestions.recommendation in JUSTIFIED:
        return None
    suggestions = analysis.suggestions
    if suggestions.offered is not None:
        return Group(suggestions.offered.name, suggestions.offered.probability, justified=True)
    if suggestions.recommendation is not Recommendation.NONE:
        return None
    minerals = [look_up(one.species) for one in suggestions.items]
    group_of = {one.name: one.curators_group for one in minerals if one is not None and one.curators_group}
    members = Counter(group_of.values())
    groups = suggestions.groups or best_groups(group_sums(suggestions.items, group_of))
    single = max((one.probability for one in suggestions.items), default=0.0)
    likely = (one for one in groups if members[one.group] >= MEMBERS_AT_LEAST and one.probability > single)
    best = next(likely, None)
    return None if best is None else Group(best.name, best.probability)
