"""How often the suggestions were right, by what people decided and by what they saw."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.catalogue import judged
from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.accuracy import (
    Accuracy,
    AccuracyReport,
    AccuracyTally,
    JudgedSuggestions,
    LevelAccuracy,
    accuracy_of,
)
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.judged_photos import JudgedPhoto
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services import reviewing
from mineral_desk.services.accuracy import count_accuracy, museum_accuracy
from mineral_desk.services.desk import Desk
from tests.cli.conftest import run  # noqa: F401  a fixture
from tests.services.memory_museum import Museum, towards

SHOWN = ("Quartz", "Calcite", "Gypsum")


def decide(desk: Desk, photo_id: int, species: str, verb: Verb = Verb.CORRECT, **about: object) -> None:
    given = {"shown": SHOWN, **about}
    reviewing.decide(desk, Decision(photo_id, verb, "Anna", species, **given))  # type: ignore[arg-type]


def test_places_are_counted_by_species():
    judged = [JudgedSuggestions(name, SHOWN) for name in ("Quartz", "Quartz", "Calcite", "Beryl")]
    report = accuracy_of([*judged, JudgedSuggestions("Quartz", (), unseen=True)])
    assert report.by_species == (
        Accuracy("Quartz", 2, 2, 2),
        Accuracy("Beryl", 1, 0, 0, "Quartz", 1),
        Accuracy("Calcite", 1, 0, 1, "Quartz", 1),
    )  # fmt: skip
    assert (report.whole, report.unseen) == (Accuracy("", 4, 2, 3), 1)
    assert accuracy_of([]).whole == Accuracy("", 0, 0, 0)


def test_the_last_standing_decision_of_each_photo_counts(desk: Desk) -> None:
    museum = Museum(desk)
    for number in range(5):
        museum.take_in(f"{number}.jpg", towards(number))
    decide(desk, 1, "Quartz", Verb.ACCEPT)
    decide(desk, 2, "Beryl")
    decide(desk, 2, "Calcite")
    decide(desk, 3, "", Verb.UNSURE)
    decide(desk, 4, "Quartz", shown=(), typed_before_seeing=True)
    decide(desk, 5, "Quartz", shown=())  # nothing was suggested
    report = museum_accuracy(desk)
    assert (report.whole, report.unseen) == (Accuracy("", 2, 1, 2), 1)
    for _ in range(4):
        reviewing.undo(desk)
    assert museum_accuracy(desk).by_species == (
        Accuracy("Beryl", 1, 0, 0, "Quartz", 1),
        Accuracy("Quartz", 1, 1, 1),
    )


LOW, STRONG = Recommendation.LOW, Recommendation.STRONG


def test_what_was_said_is_compared_with_what_was_right() -> None:
    judged = [
        JudgedSuggestions("Quartz", SHOWN, False, 1, 0.95, STRONG),
        JudgedSuggestions("Calcite", SHOWN, False, 2, 1.0, STRONG),
        JudgedSuggestions("Beryl", SHOWN, False, 3, 0.35, LOW),
        JudgedSuggestions("Beryl", ("Topaz",), False, 4, 0.3, LOW),
        JudgedSuggestions("Beryl", ("Topaz",), False, 5),
        JudgedSuggestions("Beryl", SHOWN, True, 6, 0.9, STRONG),
    ]
    report = accuracy_of(judged)
    assert report.by_recommendation == (
        LevelAccuracy(STRONG, 2, 1, 2), LevelAccuracy(Recommendation.MEDIUM, 0, 0, 0),
        LevelAccuracy(LOW, 2, 0, 0), LevelAccuracy(Recommendation.NONE, 0, 0, 0),
    )  # fmt: skip
    assert [(one.low, one.high, one.photos, one.first_right) for one in report.reliability] == [
        (0.3, 0.4, 2, 0), (0.9, 1.0, 2, 1),
    ]  # fmt: skip
    assert [one.mean_probability for one in report.reliability] == pytest.approx([0.325, 0.975])
    assert report.calibration_error == pytest.approx((0.325 + 0.475) / 2)
    assert (report.without_probability, report.unseen) == (1, 1)
    assert report.by_species[0] == Accuracy("Beryl", 3, 0, 0, "Topaz", 2)
    assert ids_of(report, species="Beryl") == [3, 4, 5]
    assert ids_of(report, species="Gold") == []
    assert ids_of(report, recommendation=STRONG) == [2, 1]
    assert ids_of(report, bin=9) == [2, 1]
    assert ids_of(report) == [3, 4, 5, 2, 1]
    assert report.judged.concerned(2, species="Beryl") == (
        [JudgedPhoto(3, "Beryl", "Quartz", None, 0.35), JudgedPhoto(4, "Beryl", "Topaz", None, 0.3)], 3,
    )  # fmt: skip


def ids_of(report: AccuracyReport, **which: object) -> list[int]:
    return [one.photo_id for one in report.judged.concerned(99, **which)[0]]  # type: ignore[arg-type]


@given(
    st.lists(
        st.builds(
            JudgedSuggestions,
            st.sampled_from("ABCDEFG"),
            st.lists(st.sampled_from("ABCDEFG"), max_size=5, unique=True).map(tuple),
            st.booleans(),
            st.integers(1, 99),
            st.none() | st.floats(0, 1),
            st.none() | st.sampled_from(Recommendation),
        )
    ),
    st.integers(0, 30),
)
def test_every_table_counts_each_photo_once(judged: list[JudgedSuggestions], cut: int) -> None:
    report, tally = accuracy_of(judged), AccuracyTally()
    tally.add(judged[:cut])
    tally.add(judged[cut:])
    assert tally.report() == report
    assert sum(one.photos for one in report.by_species) == report.whole.photos == len(report.judged)
    assert report.whole.photos + report.unseen == len(judged)
    assert sum(one.photos for one in report.reliability) + report.without_probability == report.whole.photos
    assert sum(one.photos for one in report.by_recommendation) <= report.whole.photos
    for one in (*report.by_species, *report.by_recommendation):
        assert 0 <= one.first_right <= one.five_right <= one.photos
    for one in report.reliability:
        assert one.low - 1e-9 <= one.mean_probability <= one.high + 1e-9
        assert report.judged.concerned(0, bin=int(one.low * 10 + 0.5)) == ([], one.photos)
    for one in report.by_species:
        assert report.judged.concerned(0, species=one.species)[1] == one.photos


def test_how_far_it_was_trusted_is_kept_with_the_decision(desk: Desk) -> None:
    museum = Museum(desk)
    for number in range(3):
        museum.take_in(f"{number}.jpg", towards(number))
    decide(desk, 1, "Quartz", Verb.ACCEPT, shown_probability=0.72, shown_recommendation=LOW)
    decide(desk, 2, "Calcite", shown_probability=0.78, shown_recommendation=STRONG)
    decide(desk, 3, "Calcite")
    report = museum_accuracy(desk)
    (one,) = report.reliability
    assert (one.low, one.photos, one.first_right) == (0.7, 2, 1)
    assert [(level.recommendation, level.photos) for level in report.by_recommendation if level.photos] == [
        (STRONG, 1), (LOW, 1),
    ]  # fmt: skip
    assert report.without_probability == 1
    stored = desk.reading.decisions.latest(1)
    assert stored is not None
    assert (stored.shown_probability, stored.shown_recommendation) == (0.72, LOW)


def test_it_is_counted_page_by_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    museum = Museum(desk)
    for number in range(7):
        decide(desk, museum.take_in(f"{number}.jpg", towards(number)), "Quartz", Verb.ACCEPT)
    monkeypatch.setattr(judged, "PAGE", 3)
    assert [(one.done, one.total) for one in count_accuracy(desk)] == [(3, 7), (6, 7), (7, 7), (7, 7)]
    assert museum_accuracy(desk).whole.photos == 7


def test_the_command_prints_and_writes_them(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    path, out = tmp_path / "a.mdc", tmp_path / "a.json"
    create_catalogue(path).close()
    status, said, _ = run("accuracy", "--catalogue", path, "--json", out)
    assert (status, "All" in said) == (0, True)
    assert json.loads(out.read_text("utf-8"))["whole"]["photos"] == 0
    assert run("accuracy", "--catalogue", tmp_path / "no.mdc")[0] == 2
