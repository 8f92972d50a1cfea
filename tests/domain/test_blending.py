"""Suggestions of a model and votes of confirmed specimens as one list."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.blending import blend
from mineral_desk.domain.model import MemoryCalibration, TrustLevel
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions

LEVELS = (TrustLevel(Recommendation.MEDIUM, 0.6, 0.2), TrustLevel(Recommendation.LOW, 0.2, 0.05))
CALIBRATION = MemoryCalibration(sharpness=9.0, weight=2.0, nearest=3, levels=LEVELS)
STARTER = Suggestions(
    (Suggestion("Quartz", 0.3), Suggestion("Calcite", 0.2), Suggestion("Gypsum", 0.1)), Recommendation.LOW
)


def probabilities(suggestions: Suggestions) -> dict[str, float]:
    return {one.species: one.probability for one in suggestions.items}


def test_without_votes_the_model_alone_speaks():
    assert blend(STARTER, [], CALIBRATION).suggestions is STARTER


def test_a_vote_counts_by_its_likeness():
    found = probabilities(blend(STARTER, [Vote("Lazurite", 0.8), Vote("Quartz", 0.7)], CALIBRATION).suggestions)
    lazurite, quartz = math.exp(2 + 9 * (0.8 - 1)), math.exp(2 + 9 * (0.7 - 1))
    whole = 1 + lazurite + quartz
    assert found["Lazurite"] == pytest.approx(lazurite / whole)
    assert found["Quartz"] == pytest.approx((0.3 + quartz) / whole)
    assert found["Gypsum"] == pytest.approx(0.1 / whole)


def test_a_vote_is_added_to_what_the_model_gives_to_a_candidate():
    candidates = (Suggestion("Barite", 0.09), Suggestion("Lazurite", 0.08))
    starter = Suggestions(STARTER.items, Recommendation.LOW, candidates=candidates)
    found = blend(starter, [Vote("Lazurite", 0.5)], CALIBRATION).suggestions
    vote = math.exp(2 + 9 * (0.5 - 1))
    assert probabilities(found)["Lazurite"] == pytest.approx((0.08 + vote) / (1 + vote))
    assert [one.species for one in found.items] == ["Quartz", "Calcite", "Lazurite", "Gypsum", "Barite"]
    assert found.candidates == ()


def test_only_the_nearest_vote():
    votes = [Vote("Lazurite", 0.5 + 0.01 * number) for number in range(10)]
    assert blend(STARTER, votes, CALIBRATION) == blend(STARTER, votes[-3:], CALIBRATION)


def test_what_is_not_alike_changes_hardly_anything():
    found = probabilities(blend(STARTER, [Vote("Lazurite", -0.2)], CALIBRATION).suggestions)
    assert found["Quartz"] == pytest.approx(0.3, abs=0.001)


def test_how_far_to_trust_follows_from_what_comes_of_it():
    assert blend(STARTER, [Vote("Lazurite", 0.99)], CALIBRATION).suggestions.recommendation is Recommendation.MEDIUM
    assert blend(STARTER, [Vote("Lazurite", 0.82)], CALIBRATION).suggestions.recommendation is Recommendation.LOW
    equal = [Vote(name, 0.8) for name in ("Azurite", "Beryl", "Topaz")]
    assert blend(Suggestions(), equal, CALIBRATION).suggestions.recommendation is Recommendation.NONE  # none is ahead
    assert (
        blend(Suggestions(), equal[:1], MemoryCalibration(9.0, 2.0, 3)).suggestions.recommendation
        is Recommendation.NONE
    )


votes = st.lists(st.builds(Vote, st.sampled_from("ABCDEFGH"), st.floats(-1, 1)), max_size=12)


@given(votes, st.permutations(range(12)))
def test_probabilities_are_a_distribution_whatever_the_order(cast: list[Vote], order: list[int]):
    blended = blend(STARTER, cast, CALIBRATION).suggestions
    values = [one.probability for one in blended.items]
    assert values == sorted(values, reverse=True)
    assert len(values) <= 5
    assert 0 <= sum(values) <= 1 + 1e-9
    shuffled = [cast[place] for place in order if place < len(cast)]
    assert probabilities(blend(STARTER, shuffled, CALIBRATION).suggestions) == pytest.approx(probabilities(blended))


@given(st.floats(-1, 0.9), st.floats(0.001, 0.1))
def test_a_nearer_specimen_never_makes_its_name_less_probable(likeness: float, nearer: float):
    before = probabilities(blend(STARTER, [Vote("Lazurite", likeness)], CALIBRATION).suggestions).get("Lazurite", 0.0)
    after = probabilities(blend(STARTER, [Vote("Lazurite", likeness + nearer)], CALIBRATION).suggestions)["Lazurite"]
    assert after >= before


def test_what_the_model_alone_is_sure_of_is_recommended_low_at_most():
    sure = Suggestions((Suggestion("Quartz", 0.9),), Recommendation.NONE)
    alone = blend(sure, [Vote("Lazurite", 0.0)], CALIBRATION)
    assert alone.suggestions.best is not None
    assert alone.suggestions.best.probability > 0.6
    assert (alone.suggestions.recommendation, alone.museum_share) == (Recommendation.LOW, 0)
    backed = blend(sure, [Vote("Quartz", 0.9)], CALIBRATION)
    assert backed.suggestions.recommendation is Recommendation.MEDIUM
    assert backed.museum_share > 0.5
