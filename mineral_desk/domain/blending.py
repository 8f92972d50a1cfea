"""What a model suggests, and what the museum's confirmed specimens say, as one list of suggestions.

    p(species) = (p_model(species) + sum of K(likeness)) / (1 + sum of K over all),   K = exp(w + s (likeness - 1))

over the nearest confirmed specimens, one vote a specimen. The model counts as much as one specimen whose K is 1:
without a specimen that is alike it alone speaks, and the more of them there are and the nearer, the less it says. A
product of both would let a model that is wrong silence the museum; it was less accurate on every collection.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mineral_desk.domain.model import MemoryCalibration, trusted
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions

MAX_SUGGESTIONS = 5
CARRIED = 0.5
"""A name is recommended above ``low`` where at least this share of its score is the museum's.

What the model alone is sure of is right less often than that, the more so while little is confirmed.
"""


@dataclass(frozen=True, slots=True)
class Blended:
    """``museum_share`` is the museum's share (0 to 1) of what speaks for the first name."""

    suggestions: Suggestions
    museum_share: float = 0.0


def blend(starter: Suggestions, votes: Sequence[Vote], calibration: MemoryCalibration) -> Blended:
    """The five most probable species. Without votes the model's own suggestions as they are.

    Of the model only the species it suggests are known here; what it gives to all the others stays where no name gets
    it, so that the probabilities of all names add up to less than 1.
    """
    if not votes:
        return Blended(starter)
    nearest = sorted(votes, key=lambda vote: (-vote.likeness, vote.species))[: calibration.nearest]
    by_model = {one.species: one.probability for one in starter.items}
    by_museum: dict[str, float] = {}
    for vote in nearest:
        weight = math.exp(calibration.weight + calibration.sharpness * (vote.likeness - 1))
        by_museum[vote.species] = by_museum.get(vote.species, 0.0) + weight
    whole = 1.0 + math.fsum(by_museum.values())
    scores = {name: by_model.get(name, 0.0) + by_museum.get(name, 0.0) for name in by_model | by_museum}
    best = sorted(scores.items(), key=lambda score: (-score[1], score[0]))[:MAX_SUGGESTIONS]
    items = tuple(Suggestion(species, score / whole) for species, score in best)
    first, score = best[0]
    share = by_museum.get(first, 0.0) / score if score > 0 else 0.0
    level = trusted([one.probability for one in items], calibration.levels)
    return Blended(Suggestions(items, as_carried(level, share)), share)


def as_carried(level: Recommendation, museum_share: float) -> Recommendation:
    """The recommendation of a name of which that much is the museum's."""
    above_low = level in (Recommendation.MEDIUM, Recommendation.STRONG)
    return Recommendation.LOW if above_low and museum_share < CARRIED else level
