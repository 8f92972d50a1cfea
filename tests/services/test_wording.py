import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement, MeasurementStatus
from mineral_desk.domain.suggestion import GroupSuggestion, Recommendation, Suggestion, Suggestions
from mineral_desk.services.wording import flag_in_words, odds_in_words, odds_of, size_in_words, suggestions_in_words


@given(st.floats(0, 1), st.floats(0, 1))
def test_odds_keep_the_order_of_probabilities(one: float, other: float) -> None:
    low, high = (odds_of(probability) for probability in sorted((one, other)))
    assert low[0] / low[1] <= high[0] / high[1]


@pytest.mark.parametrize(("probability", "words"), [(0.9, "9 of 10"), (0.52, "1 of 2"), (0.0, "1 of 100")])
def test_odds_are_everyday_ones(probability: float, words: str) -> None:
    assert odds_in_words(probability) == words


def test_a_flag_speaks_with_its_numbers() -> None:
    flag = Flag(FlagCode.CUBE_IMPRECISE, {"error_percent": 4.12, "limit_percent": 3})
    assert flag_in_words(flag) == ("Scale known to ± 4.1 %, limit 3 %.", "Set a corner.")


def test_a_flag_without_its_numbers_still_speaks() -> None:
    assert flag_in_words(Flag(FlagCode.CUBE_IMPRECISE))[0] == "Cube faint."


def test_sizes_say_why_they_are_not_trusted() -> None:
    size = Measurement(
        MeasurementStatus.FLAGGED, (Flag(FlagCode.CUBE_CUT),), 52.1, 1.2, width_mm=33.0, width_error_mm=0.9
    )
    assert size_in_words(size) == "52.1 ± 1.2 × 33.0 ± 0.9 (cube cut off)"
    assert size_in_words(NOT_MEASURED) == "not measured"


def test_abstaining_is_said() -> None:
    suggestion = (Suggestion("Malachite", 0.3),)
    assert suggestions_in_words(Suggestions(suggestion, Recommendation.NONE)).startswith("unsure")
    assert suggestions_in_words(Suggestions(suggestion, Recommendation.LOW)).startswith("Malachite")


def test_groups_and_photos_without_a_specimen_are_said() -> None:
    suggestion, garnet = (Suggestion("Almandine", 0.3),), GroupSuggestion("Garnet", 0.67)
    assert suggestions_in_words(Suggestions(suggestion, groups=(garnet,), offered=garnet)) == "Garnet group, 2 of 3"
    assert suggestions_in_words(Suggestions(suggestion, unfamiliar=True)) == "hardly a specimen"
