"""Limits fitted to the museum's own decisions: the same decisions, the same limits."""

import pytest

from mineral_desk.domain.limits import NEVER
from mineral_desk.domain.progress import finish
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services import own_limits, reviewing, suggesting
from mineral_desk.services.desk import Desk
from tests.services.memory_museum import Museum, towards

SPECIES = ("Lazurite", "Sodalite", "Malachite", "Azurite", "Fluorite", "Baryte", "Galena", "Pyrite")


def confirmed(museum: Museum, count: int, *, mixed_up: bool = False) -> None:
    """Specimens that look like others of their species; or, a third of them, like those of the species before it."""
    for number in range(count):
        photo_id = museum.take_in(f"{number}.jpg", towards(number % 8, number))
        named = number + (mixed_up and number // 8 % 3 == 0)
        museum.confirm(photo_id, SPECIES[named % 8])


def limits(desk: Desk) -> dict[Recommendation, float]:
    calibration = desk.memory.calibration
    assert calibration is not None
    return {level.recommendation: level.least_probability for level in calibration.levels}


@pytest.fixture
def museum(desk: Desk) -> Museum:
    finish(suggesting.load_memory(desk))
    return Museum(desk)


def test_a_museum_whose_specimens_tell_themselves_apart_earns_strong(museum: Museum) -> None:
    confirmed(museum, 64)
    report = finish(own_limits.load_and_fit(museum.desk)) and finish(own_limits.fit_own_limits(museum.desk))
    assert len(report.records) == 64
    assert report.accuracy("both", 1) > 0.95
    own = limits(museum.desk)
    assert own[Recommendation.STRONG] <= 1
    assert own[Recommendation.MEDIUM] <= own[Recommendation.STRONG]
    asked = museum.take_in("asked.jpg", towards(0, 999))
    stored = suggesting.open_for_naming(museum.desk, asked)
    assert stored.analysis is not None
    assert stored.analysis.suggestions.recommendation is Recommendation.STRONG


def test_a_museum_in_disorder_earns_nothing(museum: Museum) -> None:
    confirmed(museum, 64, mixed_up=True)
    finish(own_limits.load_and_fit(museum.desk))
    own = limits(museum.desk)
    assert own[Recommendation.STRONG] > 1
    assert own[Recommendation.MEDIUM] > 1


def test_few_decisions_leave_the_limits_of_the_card(museum: Museum) -> None:
    confirmed(museum, 20)
    finish(own_limits.load_and_fit(museum.desk))
    assert museum.desk.memory.calibration == museum.desk.memory.card.memory


def test_a_promise_with_too_few_cases_keeps_the_limit_of_the_card(museum: Museum) -> None:
    for number in range(70):  # nothing is like anything else, so the museum never carries a name
        museum.confirm(museum.take_in(f"{number}.jpg", towards(number % 8, number)), f"Species {number}")
    finish(own_limits.load_and_fit(museum.desk))
    card = museum.desk.memory.card.memory
    assert card is not None
    own = limits(museum.desk)
    assert own[Recommendation.MEDIUM] in {level.least_probability for level in card.levels} | {NEVER}


def test_undo_brings_the_limits_back(museum: Museum) -> None:
    confirmed(museum, 62)
    finish(own_limits.load_and_fit(museum.desk))
    before = museum.desk.memory.calibration
    assert not own_limits.limits_are_stale(museum.desk)
    for number in range(3):
        museum.confirm(museum.take_in(f"wrong {number}.jpg", towards(0, 500 + number)), "Galena")
    suggesting.memory_is_stale(museum.desk)
    assert not own_limits.limits_are_stale(museum.desk)  # a few more change little: later
    finish(own_limits.load_and_fit(museum.desk))
    assert museum.desk.memory.calibration != before
    for _ in range(3):
        reviewing.undo(museum.desk)
    suggesting.memory_is_stale(museum.desk)
    assert own_limits.limits_are_stale(museum.desk)
    finish(own_limits.load_and_fit(museum.desk))
    assert museum.desk.memory.calibration == before


def test_photos_of_one_specimen_are_judged_once_and_without_each_other(museum: Museum) -> None:
    for number in range(3):
        museum.confirm(museum.take_in(f"{number}.jpg", towards(0, number), "FMM 1"), "Lazurite")
    museum.confirm(museum.take_in("other.jpg", towards(4), "FMM 2"), "Galena")
    report = finish(own_limits.fit_own_limits(museum.desk))
    assert [one.species for one in report.records] == ["Galena", "Lazurite"]
    assert not any(one.in_memory for one in report.records)
