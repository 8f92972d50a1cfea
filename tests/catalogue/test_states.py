"""Any earlier state of a record is brought back as a new act; what came after stays in the file."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.catalogue import PhotoState
from mineral_desk.domain.change import NOTHING_CHANGED
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import CatalogueDamaged, UsageError
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.past import StateChange
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.conftest import make_photo
from tests.catalogue.test_history import random_step, state_of

TakeIn = Callable[..., int]


def accept(catalogue: Catalogue, photo_id: int, species: str, number: str = "7", who: str = "Anna") -> int:
    """Decide; returns the act."""
    size = SizeDecision(SizeVerb.TYPED, float(len(species)))
    act = catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, who, species, number, size)).operation_id
    assert act is not None
    return act


def last_act(catalogue: Catalogue) -> int:
    operation = catalogue.history.last_operation()
    return 0 if operation is None else operation.id


def stand_of(catalogue: Catalogue, photo_id: int) -> dict[str, Any]:
    """Everything that says how the record of a photo stands."""
    ask = catalogue.database.query
    return {
        "number": list(ask("SELECT catalogue_number, number_source FROM photo WHERE id = ?", (photo_id,))),
        "link": list(ask("SELECT * FROM specimen_photo WHERE photo_id = ?", (photo_id,))),
        "record": list(
            ask(
                "SELECT * FROM specimen WHERE id = (SELECT specimen_id FROM specimen_photo WHERE photo_id = ?)",
                (photo_id,),
            )
        ),
        "decision": catalogue.decisions.latest(photo_id),
        "state": catalogue.queue.row(photo_id).state,
    }


def test_a_state_is_brought_back_with_its_decision_and_undone_again(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    first = accept(catalogue, photo_id, "Malachite")
    before = stand_of(catalogue, photo_id)
    accept(catalogue, photo_id, "Azurite")
    catalogue.specimens.edit_of_photo(photo_id, {"locality": "Ural"}, "Anna")
    after = state_of(catalogue)
    assert catalogue.states.preview(first, photo_id=photo_id).changes == (
        StateChange("name", "Azurite", "Malachite"),
        StateChange("locality", "Ural", ""),
        StateChange("length", "7 mm", "9 mm"),
        StateChange("decision", "Accepted Azurite, 7.0 mm typed", "Accepted Malachite, 9.0 mm typed"),
    )
    changes = catalogue.states.restore(first, "Boris", photo_id=photo_id, reason="slip")
    assert changes.photo_ids == {photo_id}
    assert stand_of(catalogue, photo_id) == before
    line = catalogue.history.lines(photo_id)[0]
    assert (line.who, line.why) == ("Boris", "slip")
    assert line.what.startswith("Restore the state of 20")
    assert line.details == "name: Azurite → Malachite; locality: Ural → –; length: 7 mm → 9 mm"
    assert len(catalogue.decisions.all(photo_id)) == 2
    catalogue.history.undo("Boris")
    assert state_of(catalogue) == after
    catalogue.history.redo("Boris")
    assert stand_of(catalogue, photo_id) == before


def test_nothing_is_written_where_it_stands_so(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    act = accept(catalogue, photo_id, "Malachite")
    assert catalogue.states.preview(act, photo_id=photo_id).changes == ()
    assert catalogue.states.restore(act, "Anna", photo_id=photo_id) == NOTHING_CHANGED
    assert last_act(catalogue) == act


def test_before_all_acts_nothing_is_decided(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    accept(catalogue, photo_id, "Malachite")
    lines = catalogue.history.lines(photo_id)
    assert [(line.what, line.as_of) for line in lines[1:]] == [
        ("Analysed: Malachite, 52.1 × 52.1 mm", 0), ("Taken in", 0),
    ]  # fmt: skip
    told = catalogue.states.preview(0, photo_id=photo_id).changes
    assert told[0] == StateChange("record", "yes", "no")
    assert StateChange("decision", "Accepted Malachite, 9.0 mm typed", "nothing") in told
    catalogue.states.restore(0, "Anna", photo_id=photo_id)
    assert catalogue.queue.row(photo_id).state is PhotoState.TO_DECIDE
    assert catalogue.specimens.count() == 0
    assert catalogue.history.lines(photo_id)[0].what == "Restore the state of the beginning"


def test_across_a_change_of_the_number_that_removed_the_record(catalogue: Catalogue, take_in: TakeIn) -> None:
    moved, other = take_in("a.jpg"), take_in("b.jpg")
    accept(catalogue, other, "Quartz", "8")
    act = accept(catalogue, moved, "Malachite", "7")
    before = stand_of(catalogue, moved)
    catalogue.photos.set_number(moved, "8", "Anna")  # its record is gone, the photo belongs to the other one
    assert catalogue.specimens.by_number("7") is None
    told = catalogue.states.preview(act, photo_id=moved).changes
    assert StateChange("name", "", "Malachite", "7") in told
    assert StateChange("number of the photo", "8", "7", "a.jpg") in told
    catalogue.states.restore(act, "Anna", photo_id=moved)
    assert stand_of(catalogue, moved) == before
    record = catalogue.specimens.by_number("8")
    assert record is not None
    assert catalogue.specimens.photo_ids(record.id) == [other]


def test_a_number_that_belongs_to_another_record_now_is_refused(catalogue: Catalogue, take_in: TakeIn) -> None:
    moved = take_in("a.jpg")
    act = accept(catalogue, moved, "Malachite", "7")
    catalogue.photos.set_number(moved, "8", "Anna")
    accept(catalogue, take_in("b.jpg"), "Quartz", "7")
    for attempt in (
        lambda: catalogue.states.preview(act, photo_id=moved),
        lambda: catalogue.states.restore(act, "Anna", photo_id=moved),
    ):
        with pytest.raises(UsageError, match="the number 7 then, which belongs to another record now"):
            attempt()
    assert catalogue.queue.row(moved).catalogue_number == "8"


def test_an_imported_record_without_photos(catalogue: Catalogue) -> None:
    def bring(locality: str) -> int:
        row = ReadRow(2, (), "7", values={"species": "Quartz", "locality": locality})
        act = catalogue.imports.add(iter([row]), "list", "Anna", update=True).operation_id
        assert act is not None
        return act

    first = bring("Ural")
    bring("Altai")
    record = catalogue.specimens.by_number("7")
    assert record is not None
    assert [(line.what, line.as_of) for line in catalogue.history.record_lines(record.id)] == [
        ("Import list", first + 1), ("Import list", first),
    ]  # fmt: skip
    assert catalogue.states.preview(first, specimen_id=record.id).changes == (StateChange("locality", "Altai", "Ural"),)
    catalogue.states.restore(first, "Boris", specimen_id=record.id)
    again = catalogue.specimens.get(record.id)
    assert again is not None
    assert again.locality == "Ural"


def test_a_verification_comes_back_with_the_name_it_was_about(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    accept(catalogue, photo_id, "Malachite")
    verified = catalogue.verifications.add([1], VerificationStatus.VERIFIED, "Boris").operation_id
    assert verified is not None
    catalogue.history.undo("Boris")
    accept(catalogue, photo_id, "Azurite")
    catalogue.states.restore(verified, "Carla", photo_id=photo_id)
    record = catalogue.specimens.of_photo(photo_id)
    assert record is not None
    assert (record.species, record.verification, record.verified_by) == (
        "Malachite", VerificationStatus.VERIFIED, "Boris",
    )  # fmt: skip
    assert [said.undone for said in catalogue.verifications.all(1)] == [False]


def test_a_photo_that_came_later_goes_back_to_where_it_was(catalogue: Catalogue, take_in: TakeIn) -> None:
    first, later = take_in("a.jpg"), take_in("b.jpg")
    act = accept(catalogue, first, "Malachite", "7")
    accept(catalogue, later, "Azurite", "7")
    record = catalogue.specimens.by_number("7")
    assert record is not None
    catalogue.states.restore(act, "Anna", specimen_id=record.id)
    assert catalogue.specimens.photo_ids(record.id) == [first]
    assert catalogue.queue.row(later).state is PhotoState.TO_DECIDE
    again = catalogue.specimens.get(record.id)
    assert again is not None
    assert again.species == "Malachite"


def test_the_history_of_a_record_tells_of_all_its_photos(catalogue: Catalogue, take_in: TakeIn) -> None:
    first, later = take_in("a.jpg"), take_in("b.jpg")
    accept(catalogue, first, "Malachite", "7")
    accept(catalogue, later, "Azurite", "7")
    catalogue.verifications.add([1], VerificationStatus.CONTESTED, "Boris", "too green")
    lines = catalogue.history.record_lines(1)
    assert [(line.who, line.what, line.why, line.details) for line in lines] == [
        ("Boris", "Contested Azurite", "too green", ""),
        ("Anna", "Accepted Azurite, 7.0 mm typed", "", ""),
        ("Anna", "Accepted Malachite, 9.0 mm typed", "", ""),
        ("", "Analysed: Malachite, 52.1 × 52.1 mm", "", "b.jpg"),
        ("Anna", "Taken in", "", "b.jpg"),
        ("", "Analysed: Malachite, 52.1 × 52.1 mm", "", "a.jpg"),
        ("Anna", "Taken in", "", "a.jpg"),
    ]


def test_what_happened_in_one_millisecond_is_told_photo_by_photo(catalogue: Catalogue, take_in: TakeIn) -> None:
    for name in ("a.jpg", "b.jpg"):
        accept(catalogue, take_in(name), "Malachite", "7")
    (analysed,) = catalogue.database.execute("SELECT made_at FROM analysis WHERE photo_id = 1").fetchone()
    catalogue.database.execute("UPDATE photo SET taken_in_at = ? WHERE id = 2", (analysed,))
    lines = [(line.what[:8], line.details) for line in catalogue.history.record_lines(1) if line.details]
    assert lines.index(("Taken in", "b.jpg")) < lines.index(("Analysed", "a.jpg"))


@pytest.mark.parametrize("before", ['{"species = 1; --": 1}', "[1]", '{"specimen_id": "1"}'])
def test_a_log_with_foreign_rows_is_refused_whole(tmp_path: Path, before: str) -> None:
    """A file from outside may hold SQL where the names of columns belong."""
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
        accept(catalogue, photo_id, "Malachite")
        accept(catalogue, photo_id, "Azurite")
        with catalogue.together():
            catalogue.database.execute(
                "INSERT INTO change (operation_id, table_name, row_id, before, after) "
                "VALUES (2, 'specimen', 1, ?, '{}')",
                (before,),
            )
        kept = state_of(catalogue)
        with pytest.raises(CatalogueDamaged):
            catalogue.states.preview(1, photo_id=photo_id)
        with pytest.raises(CatalogueDamaged):
            catalogue.states.restore(1, "Anna", photo_id=photo_id)
        assert state_of(catalogue) == kept


@pytest.mark.parametrize("seed", range(4))
def test_any_state_of_any_photo_comes_back_exactly_and_is_undone_exactly(
    catalogue: Catalogue, take_in: TakeIn, seed: int
) -> None:
    dice = random.Random(seed)
    photos = [take_in(f"{number}.jpg", dice.choice(["", "1"])) for number in range(5)]
    stands: dict[tuple[int, int], dict[str, Any]] = {(0, one): stand_of(catalogue, one) for one in photos}
    refused = restored = 0
    with open_catalogue(catalogue.path) as again:
        for _ in range(70):
            if dice.random() < 0.3:
                (as_of, photo_id), wanted = dice.choice(list(stands.items()))
                before, left = state_of(again), stand_of(again, photo_id)["link"]
                exists = any(again.specimens.get(link["specimen_id"]) for link in wanted["link"])
                try:
                    again.states.preview(as_of, photo_id=photo_id)
                except UsageError:
                    refused += 1
                    continue
                changes = again.states.restore(as_of, "Boris", photo_id=photo_id)
                now = stand_of(again, photo_id)
                if wanted["link"] != left and exists:  # what stands in a record of other photos stays
                    now["record"] = wanted["record"]
                assert now == wanted
                restored += bool(changes)
                if changes:
                    assert again.history.undo("Boris")
                    assert state_of(again) == before
                    assert again.history.redo("Boris")
            else:
                random_step(again, photos, dice)
            assert_numbers_agree(again)
            stands |= {(last_act(again), one): stand_of(again, one) for one in photos}
    assert restored > 5
    assert refused < restored


def assert_numbers_agree(catalogue: Catalogue) -> None:
    """A photo belongs to the record of its number."""
    wrong = catalogue.database.execute(
        "SELECT p.id FROM specimen_photo AS l JOIN photo AS p ON p.id = l.photo_id JOIN specimen AS s "
        "ON s.id = l.specimen_id WHERE p.catalogue_number <> coalesce(s.catalogue_number, '')"
    ).fetchall()
    assert wrong == []
