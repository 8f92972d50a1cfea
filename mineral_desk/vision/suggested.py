"""From the probabilities of all species to suggestions: names, groups, and how far to trust them."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.grouping import best_groups, offered_group
from mineral_desk.domain.model import Calibration, ModelCard, trusted
from mineral_desk.domain.phrase import said
from mineral_desk.domain.suggestion import MAX_CANDIDATES, MAX_SUGGESTIONS, Recommendation, Suggestion, Suggestions

Members = Mapping[str, npt.NDArray[np.int64]]
"""By group, which of a model's labels belong to it."""


def group_members(labels: Sequence[str], group_of: Mapping[str, str]) -> Members:
    """Which of the labels belong to which group; ``group_of`` says so by species."""
    found: dict[str, list[int]] = {}
    for index, name in enumerate(labels):
        if group := group_of.get(name):
            found.setdefault(group, []).append(index)
    return {group: np.array(members, np.int64) for group, members in found.items()}


def label_index(card: ModelCard, species: str) -> int:
    """Where ``species`` stands in the card's labels; raises :class:`ModelUnfit` when it is not among them."""
    if species not in card.labels:
        raise ModelUnfit(
            said(
                "The model {name} does not know {species}, so it cannot show what speaks for it.",
                name=card.name,
                species=species,
            ),
            "Choose one of the species that the model suggests.",
        )
    return card.labels.index(species)


def suggested(
    card: ModelCard, members: Members, probabilities: npt.NDArray[np.float32], likeness: float, familiarity: float
) -> Suggestions:
    """The suggestions of a picture with ``probabilities`` (C,) in the order of the card's labels.

    ``likeness`` as in :func:`recommend`; ``familiarity`` (0 to 1) says how surely the photo shows a specimen at all.
    """
    best = np.argsort(-probabilities, kind="stable")[: MAX_SUGGESTIONS + MAX_CANDIDATES]
    named = tuple(Suggestion(card.labels[index], float(probabilities[index])) for index in best)
    items, calibration = named[:MAX_SUGGESTIONS], card.calibration
    unfamiliar = familiarity < calibration.least_familiarity
    level = recommend([item.probability for item in items], likeness, calibration)
    level = Recommendation.NONE if unfamiliar else level
    groups = best_groups({name: float(probabilities[labels].sum()) for name, labels in members.items()})
    offered = None if unfamiliar else offered_group(groups, level, calibration.least_group)
    return Suggestions(items, level, groups, offered, named[MAX_SUGGESTIONS:], familiarity, unfamiliar)


def recommend(best: Sequence[float], likeness: float, calibration: Calibration) -> Recommendation:
    """How far to trust the probabilities ``best``, highest first, of one picture.

    ``likeness`` is the highest cosine between the picture's embedding and any species' vector.
    """
    return trusted(best, calibration.levels) if likeness >= calibration.least_likeness else Recommendation.NONE
