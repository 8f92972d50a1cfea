"""How often the suggestions were right, by what people decided and by what they saw."""

import json
from pathlib import Path

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.accuracy import Accuracy, JudgedSuggestions, accuracy_of
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.services import reviewing
from mineral_desk.services.accuracy import museum_accuracy
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
        Accuracy("Quartz", 2, 2, 2), Accuracy("Beryl", 1, 0, 0), Accuracy("Calcite", 1, 0, 1),
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
    assert museum_accuracy(desk).by_species == (Accuracy("Quartz", 1, 1, 1), Accuracy("Beryl", 1, 0, 0))[::-1]


def test_the_command_prints_and_writes_them(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    path, out = tmp_path / "a.mdc", tmp_path / "a.json"
    create_catalogue(path).close()
    status, said, _ = run("accuracy", "--catalogue", path, "--json", out)
    assert (status, "All" in said) == (0, True)
    assert json.loads(out.read_text("utf-8"))["whole"]["photos"] == 0
    assert run("accuracy", "--catalogue", tmp_path / "no.mdc")[0] == 2
