"""What a model suggests, and what the museum's confirmed specimens say, as one list of suggestions.

    p(species) = (p_model(species) + sum of K(likeness)) / (1 + sum of K over all),   K = exp(w + s (likeness - 1))

over the nearest confirmed specimens, one vote a specimen. The model counts as much as one specimen whose K is 1:
without a specimen that is alike it alone speaks, and the more of them there are and the nearer, the less it says. A
product of both would let a model that is wrong silence the museum; it was less accurate on every collection.
"""

import math
from collections.abc import Sequence

from mineral_desk.domain.model import MemoryCalibration, trusted
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.suggestion import Suggestion, Suggestions

MAX_SUGGESTIONS = 5


def blend(starter: Suggestions, votes: Sequence[Vote], calibration: MemoryCalibration) -> Suggestions:
    """The five most probable species. Without votes the model's own suggestions as they are.

    Of the model only the species it suggests are known here; what it gives to all the others stays where no name gets
    it, so that the probabilities of all names add up to less than 1.
    """
    if not votes:
        return starter
    nearest = sorted(votes, key=lambda vote: (-vote.likeness, vote.species))[: calibration.nearest]
    scores = {one.species: one.probability for one in starter.items}
    whole = 1.0
    for vote in nearest:
        weight = math.exp(calibration.weight + calibration.sharpness * (vote.likeness - 1))
        scores[vote.species] = scores.get(vote.species, 0.0) + weight
        whole += weight
    best = sorted(scores.items(), key=lambda score: (-score[1], score[0]))[:MAX_SUGGESTIONS]
    items = tuple(Suggestion(species, score / whole) for species, score in best)
    return Suggestions(items, trusted([one.probability for one in items], calibration.levels))
