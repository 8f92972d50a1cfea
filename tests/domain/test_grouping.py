"""Groups: sums over their species, offered where no species can be justified and the group can."""

import pytest

from mineral_desk.domain.blending import blend
from mineral_desk.domain.grouping import best_groups, group_sums, offered_group
from mineral_desk.domain.model import MemoryCalibration, TrustLevel
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.suggestion import GroupSuggestion, Recommendation, Suggestion, Suggestions

GROUP_OF = {"Almandine": "Garnet", "Grossular": "Garnet", "Pyrope": "Garnet", "Elbaite": "Tourmaline"}
STARTER = Suggestions(
    (Suggestion("Almandine", 0.2), Suggestion("Grossular", 0.2), Suggestion("Quartz", 0.25)),
    groups=(GroupSuggestion("Garnet", 0.55), GroupSuggestion("Tourmaline", 0.05)),
)
LEVELS = (TrustLevel(Recommendation.MEDIUM, 0.6, 0.2), TrustLevel(Recommendation.LOW, 0.1, 0.0))


def test_a_group_has_the_sum_of_its_species() -> None:
    assert group_sums(STARTER.items, GROUP_OF) == {"Garnet": pytest.approx(0.4)}
    assert best_groups({"B": 0.3, "A": 0.3, "C": 0.001}) == (GroupSuggestion("A", 0.3), GroupSuggestion("B", 0.3))


@pytest.mark.parametrize(
    ("level", "limit", "offered"),
    [
        (Recommendation.NONE, 0.5, True),
        (Recommendation.LOW, 0.5, True),
        (Recommendation.MEDIUM, 0.5, False),
        (Recommendation.STRONG, 0.5, False),
        (Recommendation.NONE, 0.6, False),
    ],
)
def test_it_is_offered_only_where_no_species_is_justified(level: Recommendation, limit: float, offered: bool) -> None:
    assert (offered_group(STARTER.groups, level, limit) is not None) == offered


def test_votes_for_its_species_are_votes_for_the_group() -> None:
    constants = MemoryCalibration(9.0, 0.0, 8, LEVELS, 0.5)
    blended = blend(STARTER, [Vote("Pyrope", 1.0), Vote("Elbaite", 0.5)], constants, GROUP_OF).suggestions
    by_name = {one.group: one.probability for one in blended.groups}
    other = 2.718281828 ** (-4.5)
    assert by_name["Garnet"] == pytest.approx((0.55 + 1) / (2 + other))
    assert by_name["Tourmaline"] == pytest.approx((0.05 + other) / (2 + other))
    assert blended.offered is not None
    assert blended.offered.name == "Garnet group"


def test_what_is_no_mineral_is_offered_as_none() -> None:
    from dataclasses import replace

    strange = replace(STARTER, unfamiliar=True)
    blended = blend(strange, [Vote("Pyrope", 1.0)], MemoryCalibration(9.0, 3.0, 8, LEVELS, 0.1), GROUP_OF).suggestions
    assert (blended.recommendation, blended.offered, blended.unfamiliar) == (Recommendation.NONE, None, True)


def test_analyses_from_before_groups_were_kept_have_those_of_their_names() -> None:
    old = Suggestions(STARTER.items)
    blended = blend(old, [Vote("Quartz", 0.0)], MemoryCalibration(9.0, 0.0, 8, LEVELS), GROUP_OF).suggestions
    assert blended.groups[0].group == "Garnet"
