"""What a model suggests, and what the museum's confirmed specimens say, as one list of suggestions.

    p(species) = (p_model(species) + sum of K(likeness)) / (1 + sum of K over all),   K = exp(w + s (likeness - 1))

over the nearest confirmed specimens, one vote a specimen. The model counts as much as one specimen whose K is 1:
without a specimen that is alike it alone speaks, and the more of them there are and the nearer, the less it says. A
product of both would let a model that is wrong silence the museum; it was less accurate on every collection.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mineral_desk.domain.grouping import best_groups, group_sums, offered_group
from mineral_desk.domain.model import MemoryCalibration, trusted
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.suggestion import (
    MAX_CANDIDATES,
    MAX_SUGGESTIONS,
    GroupSuggestion,
    Recommendation,
    Suggestion,
    Suggestions,
)

CARRIED = 0.5
"""A name is recommended above ``low`` where at least this share of its score is the museum's.

What the model alone is sure of is right less often than that, the more so while little is confirmed.
"""


@dataclass(frozen=True, slots=True)
class Blended:
    """``museum_share`` is the museum's share (0 to 1) of what speaks for the first name."""

    suggestions: Suggestions
    museum_share: float = 0.0


def blend(
    starter: Suggestions,
    votes: Sequence[Vote],
    calibration: MemoryCalibration,
    group_of: Mapping[str, str] | None = None,
) -> Blended:
    """The five most probable species, the names after them, and the groups. Without votes the model's own as they are.

    Of the model the species that it suggests and its candidates count beside the votes; what it gives to all the others
    stays where no name gets it, so that the probabilities of all names add up to less than 1. ``group_of`` says to
    which group a species belongs.
    """
    if not votes:
        return Blended(starter)
    nearest = sorted(votes, key=lambda vote: (-vote.likeness, vote.species))[: calibration.nearest]
    by_museum: dict[str, float] = {}
    for vote in nearest:
        weight = math.exp(calibration.weight + calibration.sharpness * (vote.likeness - 1))
        by_museum[vote.species] = by_museum.get(vote.species, 0.0) + weight
    whole = 1.0 + math.fsum(by_museum.values())
    by_model = {one.species: one.probability for one in (*starter.items, *starter.candidates)}
    scores = {name: by_model.get(name, 0.0) + by_museum.get(name, 0.0) for name in by_model | by_museum}
    ranked = [Suggestion(one.species, one.probability / whole) for one in _ranked(scores)]
    items = tuple(ranked[:MAX_SUGGESTIONS])
    first = items[0].species
    share = by_museum.get(first, 0.0) / scores[first] if scores[first] > 0 else 0.0
    level = as_carried(trusted([one.probability for one in items], calibration.levels), share)
    level = Recommendation.NONE if starter.unfamiliar else level
    groups = _groups(starter, by_museum, whole, group_of or {})
    offered = None if starter.unfamiliar else offered_group(groups, level, calibration.least_group)
    rest = tuple(ranked[MAX_SUGGESTIONS:][:MAX_CANDIDATES])
    return Blended(Suggestions(items, level, groups, offered, rest, starter.familiarity, starter.unfamiliar), share)


def _ranked(scores: Mapping[str, float]) -> list[Suggestion]:
    return [Suggestion(name, score) for name, score in sorted(scores.items(), key=lambda one: (-one[1], one[0]))]


def _groups(
    starter: Suggestions, by_museum: Mapping[str, float], whole: float, group_of: Mapping[str, str]
) -> tuple[GroupSuggestion, ...]:
    """What model and museum give to each group together: all of its species count, also those nobody sees."""
    sums = {one.group: one.probability for one in starter.groups}
    if not sums:  # an analysis from before groups were kept
        sums = group_sums([*starter.items, *starter.candidates], group_of)
    voted = group_sums([Suggestion(name, weight) for name, weight in by_museum.items()], group_of)
    return best_groups({name: (sums.get(name, 0.0) + voted.get(name, 0.0)) / whole for name in sums | voted})


def as_carried(level: Recommendation, museum_share: float) -> Recommendation:
    """The recommendation of a name of which that much is the museum's."""
    above_low = level in (Recommendation.MEDIUM, Recommendation.STRONG)
    return Recommendation.LOW if above_low and museum_share < CARRIED else level
