"""Undo and redo survive reopening, in order; the history tells what happened."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mineral_desk.catalogue.opening import Catalogue, create_catalogue
from mineral_desk.domain.change import NOTHING_CHANGED
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import CatalogueDamaged, UsageError
from tests.catalogue.acts import KINDS, Acting
from tests.catalogue.conftest import make_photo

TakeIn = Callable[..., int]
State = dict[str, list[dict[str, Any]]]


def accept(photo_id: int, species: str) -> Decision:
    return Decision(photo_id, Verb.ACCEPT, "Anna", species, "7", SizeDecision(SizeVerb.TYPED, 52.0, 33.0))


def state_of(catalogue: Catalogue) -> State:
    """Everything that counts, row by row: undone decisions stay in the file but do not count."""
    tables = {
        "photo": "SELECT * FROM photo ORDER BY id",
        "specimen": "SELECT * FROM specimen ORDER BY id",
        "specimen_photo": "SELECT * FROM specimen_photo ORDER BY photo_id",
        "decision": "SELECT * FROM decision WHERE undone = 0 ORDER BY id",
        "photo_state": "SELECT * FROM photo_state ORDER BY photo_id",
    }
    return {name: list(catalogue.database.query(statement)) for name, statement in tables.items()}


def random_step(catalogue: Catalogue, photos: list[int], dice: random.Random) -> bool:
    """One act of a person over one or many rows; False where it changed nothing."""
    return Acting(catalogue, photos, dice).act(dice.choice(KINDS))


@pytest.mark.parametrize("seed", range(3))
def test_the_log_alone_rebuilds_every_record(catalogue: Catalogue, take_in: TakeIn, seed: int) -> None:
    """No column of a record is ever written without its row in the change log."""
    dice = random.Random(seed)
    photos = [take_in(f"{number}.jpg") for number in range(6)]
    for _ in range(120):
        act = dice.choice([catalogue.history.undo, catalogue.history.redo, None, None, None])
        if act is None:
            random_step(catalogue, photos, dice)
        else:
            act("Anna")
    rebuilt: dict[str, dict[int, dict[str, Any]]] = {"specimen": {}, "specimen_photo": {}}
    for change in catalogue.database.query("SELECT * FROM change WHERE table_name LIKE 'specimen%' ORDER BY id"):
        rows = rebuilt[change["table_name"]]
        if change["after"] is None:
            del rows[change["row_id"]]
        else:
            rows[change["row_id"]] = rows.get(change["row_id"], {}) | json.loads(change["after"])
    state = state_of(catalogue)
    assert sorted(rebuilt["specimen"].values(), key=lambda row: row["id"]) == state["specimen"]
    assert sorted(rebuilt["specimen_photo"].values(), key=lambda row: row["photo_id"]) == state["specimen_photo"]
    assert state["specimen"]


@pytest.mark.parametrize("seed", range(3))
def test_undo_redo_and_new_acts_in_any_order_match_a_simple_model(
    catalogue: Catalogue, take_in: TakeIn, seed: int
) -> None:
    dice = random.Random(seed)
    photos = [take_in(f"{number}.jpg") for number in range(5)]
    past, future = [state_of(catalogue)], list[State]()
    for _ in range(80):
        match dice.randrange(4):
            case 0 if len(past) > 1:
                catalogue.history.undo("Anna")
                future.append(past.pop())
            case 1 if future:
                catalogue.history.redo("Anna")
                past.append(future.pop())
            case 2 | 3:
                if random_step(catalogue, photos, dice):
                    past.append(state_of(catalogue))
                    future.clear()
        assert state_of(catalogue) == past[-1]
        assert (catalogue.history.can_undo() is not None) == (len(past) > 1)
        assert (catalogue.history.can_redo() is not None) == bool(future)


def test_undo_says_what_it_takes_back(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    assert catalogue.history.can_undo() is None
    catalogue.decisions.add(accept(photo_id, "Malachite"))
    operation = catalogue.history.can_undo()
    assert operation is not None
    assert (operation.name, operation.who, operation.undone) == ("Accept Malachite", "Anna", False)
    assert catalogue.history.last_operation() == operation
    changes = catalogue.history.undo("Boris")
    assert (changes.name, changes.photo_ids) == ("Undo: Accept Malachite", frozenset({photo_id}))
    redo = catalogue.history.can_redo()
    assert redo is not None
    assert (redo.name, redo.undone) == ("Accept Malachite", True)
    last = catalogue.history.last_operation()
    assert last is not None
    assert (last.name, last.who) == ("Undo: Accept Malachite", "Boris")


def test_the_machine_cannot_be_undone_and_keeps_working_meanwhile(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(accept(photo_id, "Malachite"))
    take_in("a.jpg", species="Quartz")
    catalogue.history.undo("Anna")
    assert catalogue.queue.row(photo_id).proposed == "Quartz"
    assert catalogue.history.undo("Anna") == NOTHING_CHANGED
    assert catalogue.queue.row(photo_id).proposed == "Quartz"


def test_the_history_tells_it_all_latest_first(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id, other = take_in("a.jpg"), take_in("b.jpg")
    catalogue.decisions.add(
        Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite", "7", SizeDecision(SizeVerb.TYPED, 52, 33), reason="green")
    )
    catalogue.history.undo("Boris")
    catalogue.decisions.add(Decision(photo_id, Verb.CORRECT, "Anna", "Azurite", "7"))
    catalogue.photos.set_number(other, "8", "Anna")
    lines = catalogue.history.lines(photo_id)
    assert [(line.who, line.what, line.why, line.undone) for line in lines] == [
        ("Anna", "Corrected to Azurite", "", False),
        ("Boris", "Undo: Accept Malachite", "", False),
        ("Anna", "Accepted Malachite, 52.0 × 33.0 mm typed", "green", True),
        ("", "Analysed: Malachite, 52.1 × 52.1 mm", "", False),
        ("Anna", "Taken in", "", False),
    ]
    assert [line.what for line in catalogue.history.lines(other)][:1] == ["Number 8"]
    assert [undone for _, undone in catalogue.decisions.all(photo_id)] == [True, False]


def test_a_failed_analysis_says_why_in_the_history(catalogue: Catalogue, take_in: TakeIn) -> None:
    line = catalogue.history.lines(take_in("a.jpg", error="a.jpg is cut short."))[0]
    assert (line.what, line.why, line.who) == ("Could not be analysed", "a.jpg is cut short.", "")


def test_undo_is_signed_too(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.decisions.add(accept(take_in("a.jpg"), "Malachite"))
    with pytest.raises(UsageError, match="Nobody"):
        catalogue.history.undo("")
    assert catalogue.history.can_undo() is not None


def test_a_log_with_foreign_columns_is_refused(catalogue: Catalogue, take_in: TakeIn) -> None:
    """A file from outside may hold SQL where the names of columns belong."""
    catalogue.photos.set_number(take_in("a.jpg"), "7", "Anna")
    with catalogue.together():
        catalogue.database.execute(
            "INSERT INTO change (operation_id, table_name, row_id, before, after) VALUES (1, 'photo', 1, ?, ?)",
            ('{"path = 1; --": 1}', "{}"),
        )
    with pytest.raises(CatalogueDamaged):
        catalogue.history.undo("Anna")
    assert catalogue.history.can_undo() is not None


def test_a_log_that_does_not_fit_its_rows_is_refused_whole(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
        catalogue.decisions.add(accept(photo_id, "Malachite"))
        before = state_of(catalogue)
        with catalogue.together():
            catalogue.database.execute(
                "INSERT INTO change (operation_id, table_name, row_id, before, after) VALUES (1, 'photo', 99, ?, ?)",
                ('{"catalogue_number": "1"}', '{"catalogue_number": "2"}'),
            )
        with pytest.raises(CatalogueDamaged):
            catalogue.history.undo("Anna")
        assert state_of(catalogue) == before
        assert catalogue.check() == ["Photo 99: it is gone, and the log does not say so."]
