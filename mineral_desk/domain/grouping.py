"""The groups that species belong to, and when to offer one: where no species can be justified and a group can."""

from collections.abc import Iterable, Mapping

from mineral_desk.domain.suggestion import MAX_GROUPS, GroupSuggestion, Recommendation, Suggestion

LEAST_GROUP = 0.01
"""Groups less probable than that are not kept."""
JUSTIFIED = (Recommendation.MEDIUM, Recommendation.STRONG)
"""What a species must be recommended as for no group to be offered in its stead."""


def group_sums(species: Iterable[Suggestion], group_of: Mapping[str, str]) -> dict[str, float]:
    """The sum of the probabilities of each group's species; species without a group are left out."""
    sums: dict[str, float] = {}
    for one in species:
        group = group_of.get(one.species)
        if group:
            sums[group] = sums.get(group, 0.0) + one.probability
    return sums


def best_groups(sums: Mapping[str, float]) -> tuple[GroupSuggestion, ...]:
    """The most probable groups, best first; equals by name."""
    best = sorted(sums.items(), key=lambda one: (-one[1], one[0]))[:MAX_GROUPS]
    return tuple(GroupSuggestion(name, value) for name, value in best if value >= LEAST_GROUP)


def offered_group(
    groups: tuple[GroupSuggestion, ...], recommendation: Recommendation, least_probability: float
) -> GroupSuggestion | None:
    """The best of ``groups``, best first, where it reaches the limit and no species is recommended well enough."""
    if recommendation in JUSTIFIED or not groups:
        return None
    return groups[0] if groups[0].probability >= least_probability else None
