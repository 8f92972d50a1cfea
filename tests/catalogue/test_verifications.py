"""A second person verifies names: append-only, undoable, and never longer than the name stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import Catalogue, create_catalogue
from mineral_desk.domain.catalogue import PhotoState, QueueFilter, Specimen
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.verification import Refusal, VerificationStatus
from tests.catalogue.conftest import make_photo

TakeIn = Callable[..., int]
VERIFIED, CONTESTED, OPEN = VerificationStatus.VERIFIED, VerificationStatus.CONTESTED, VerificationStatus.OPEN


@pytest.fixture
def named(catalogue: Catalogue, take_in: TakeIn) -> int:
    """The record of a specimen that Anna named Malachite."""
    return name(catalogue, take_in("a.jpg"), "Malachite")


def name(catalogue: Catalogue, photo_id: int, species: str, who: str = "Anna", number: str = "7") -> int:
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, who, species, number))
    record = catalogue.specimens.by_number(number)
    assert record is not None
    return record.id


def record_of(catalogue: Catalogue, specimen_id: int) -> Specimen:
    record = catalogue.specimens.get(specimen_id)
    assert record is not None
    return record


def standing(catalogue: Catalogue, specimen_id: int) -> tuple[VerificationStatus, str, str]:
    record = record_of(catalogue, specimen_id)
    return record.verification, record.verified_by, record.verification_reason


def test_a_second_person_verifies_and_undo_takes_it_back(catalogue: Catalogue, named: int) -> None:
    changes = catalogue.verifications.add([named], VERIFIED, " Boris ")
    assert (changes.name, changes.specimen_ids, changes.photo_ids) == (
        "Verify Malachite", frozenset({named}), frozenset({1}),
    )  # fmt: skip
    assert standing(catalogue, named) == (VERIFIED, "Boris", "")
    assert record_of(catalogue, named).verified_at is not None
    catalogue.history.undo("Carla")
    assert standing(catalogue, named) == (OPEN, "", "")
    assert [(said.who, said.status, said.undone) for said in catalogue.verifications.all(named)] == [
        ("Boris", VERIFIED, True)
    ]
    catalogue.history.redo("Carla")
    assert standing(catalogue, named) == (VERIFIED, "Boris", "")


@pytest.mark.parametrize("who", ["Anna", "ANNA", " anna", "Änna", "A.n.n.a."])
def test_whoever_gave_the_name_cannot_verify_it(catalogue: Catalogue, named: int, who: str) -> None:
    with pytest.raises(UsageError, match="whoever gave the name cannot verify it"):
        catalogue.verifications.add([named], VERIFIED, who)
    assert standing(catalogue, named) == (OPEN, "", "")


def test_a_contested_name_brings_the_photos_back_to_the_queue(catalogue: Catalogue, named: int) -> None:
    assert catalogue.queue.counts()[QueueFilter.NAME_UNSURE] == 0
    catalogue.verifications.add([named], CONTESTED, "Boris", "streak is white")
    assert standing(catalogue, named) == (CONTESTED, "Boris", "streak is white")
    (row,) = catalogue.queue.rows(QueueFilter.NAME_UNSURE)
    assert (row.id, row.state) == (1, PhotoState.DECIDED)
    catalogue.history.undo("Boris")
    assert catalogue.queue.counts()[QueueFilter.NAME_UNSURE] == 0


def test_a_contested_name_given_again_is_open_and_no_longer_unsure(catalogue: Catalogue, named: int) -> None:
    catalogue.verifications.add([named], CONTESTED, "Boris", "streak is white")
    name(catalogue, 1, "Malachite")
    assert standing(catalogue, named) == (OPEN, "", "")
    assert catalogue.queue.counts()[QueueFilter.NAME_UNSURE] == 0
    catalogue.history.undo("Anna")
    assert standing(catalogue, named) == (CONTESTED, "Boris", "streak is white")
    assert catalogue.queue.counts()[QueueFilter.NAME_UNSURE] == 1


def test_contesting_needs_a_reason(catalogue: Catalogue, named: int) -> None:
    with pytest.raises(UsageError, match="without a reason"):
        catalogue.verifications.add([named], CONTESTED, "Boris", " ")
    assert catalogue.verifications.all(named) == []


@pytest.mark.parametrize("way", ["decision", "edit", "import"])
def test_another_name_ends_the_verification_and_undo_brings_it_back(catalogue: Catalogue, named: int, way: str) -> None:
    catalogue.verifications.add([named], VERIFIED, "Boris")
    if way == "decision":
        name(catalogue, 1, "Azurite", "Carla")
    elif way == "edit":
        catalogue.specimens.edit(named, {"species": "Azurite"}, "Carla")
    else:
        row = ReadRow(2, (), "7", values={"species": "Azurite"})
        catalogue.imports.add(iter([row]), "list", "Carla", update=True)
    assert record_of(catalogue, named).species == "Azurite"
    assert standing(catalogue, named) == (OPEN, "", "")
    assert len(catalogue.verifications.all(named)) == 1
    catalogue.history.undo("Anna")
    assert standing(catalogue, named) == (VERIFIED, "Boris", "")


def test_a_group_of_the_same_name_is_another_name(catalogue: Catalogue, named: int) -> None:
    catalogue.verifications.add([named], VERIFIED, "Boris")
    catalogue.decisions.add(Decision(1, Verb.GROUP, "Anna", "Malachite", "7"))
    assert standing(catalogue, named) == (OPEN, "", "")


def test_the_same_name_from_others_leaves_it_verified_but_not_from_the_verifier(
    catalogue: Catalogue, named: int
) -> None:
    catalogue.verifications.add([named], VERIFIED, "Boris")
    catalogue.specimens.edit(named, {"notes": "seen"}, "Boris")
    name(catalogue, 1, "Malachite", "Carla")
    assert standing(catalogue, named) == (VERIFIED, "Boris", "")
    name(catalogue, 1, "Malachite", "Boris")
    assert standing(catalogue, named) == (OPEN, "", "")


def test_many_names_are_one_act_and_those_of_ones_own_are_passed_over(catalogue: Catalogue, take_in: TakeIn) -> None:
    ids = [
        name(catalogue, take_in(f"{number}.jpg"), "Quartz", "Boris" if number == 2 else "Anna", f"N {number}")
        for number in range(4)
    ]
    catalogue.specimens.edit(ids[3], {"species": ""}, "Anna")
    assert catalogue.verifications.refusals([*ids, 99], VERIFIED, "Boris") == {
        ids[2]: Refusal.OWN_NAME, ids[3]: Refusal.UNNAMED, 99: Refusal.GONE,
    }  # fmt: skip
    changes = catalogue.verifications.add([*ids, ids[0], 99], VERIFIED, "Boris")
    assert (changes.name, changes.specimen_ids) == ("Verify 2 names", frozenset(ids[:2]))
    assert catalogue.history.undo("Boris").specimen_ids == frozenset(ids[:2])
    assert [standing(catalogue, one)[0] for one in ids] == [OPEN] * 4


def test_saying_the_same_twice_is_refused_but_a_change_of_mind_is_not(catalogue: Catalogue, named: int) -> None:
    catalogue.verifications.add([named], VERIFIED, "Boris")
    with pytest.raises(UsageError, match="that was said already"):
        catalogue.verifications.add([named], VERIFIED, "boris")
    catalogue.verifications.add([named], CONTESTED, "Boris", "looked again")
    catalogue.verifications.add([named], VERIFIED, "Carla")
    assert standing(catalogue, named) == (VERIFIED, "Carla", "")


def test_nobody_in_particular_cannot_verify(catalogue: Catalogue, named: int) -> None:
    with pytest.raises(UsageError, match="Nobody was named"):
        catalogue.verifications.add([named], VERIFIED, " ")
    with pytest.raises(UsageError, match="No specimen is chosen"):
        catalogue.verifications.add([], VERIFIED, "Boris")


def test_a_verification_is_never_changed_or_deleted(catalogue: Catalogue, named: int) -> None:
    catalogue.verifications.add([named], VERIFIED, "Boris")
    for statement in ("DELETE FROM verification", "UPDATE verification SET who = 'Anna'"):
        with pytest.raises(Exception, match="never"), catalogue.together():
            catalogue.database.execute(statement)


def test_a_verification_goes_with_its_name_to_the_record_of_a_number(catalogue: Catalogue, take_in: TakeIn) -> None:
    """A photo without a number has a record of its own until it gets one."""
    photo_id = take_in("a.jpg")
    catalogue.specimens.edit_of_photo(photo_id, {"species": "Quartz"}, "Anna")
    own = catalogue.specimens.of_photo(photo_id)
    assert own is not None
    catalogue.verifications.add([own.id], VERIFIED, "Boris")
    catalogue.decisions.add(Decision(take_in("b.jpg"), Verb.UNSURE, "Anna", "", "9"))
    catalogue.photos.set_number(photo_id, "9", "Anna")
    record = catalogue.specimens.by_number("9")
    assert record is not None
    assert (record.species, *standing(catalogue, record.id)) == ("Quartz", VERIFIED, "Boris", "")
    catalogue.history.undo("Anna")
    assert standing(catalogue, own.id)[0] is VERIFIED


def test_the_check_finds_a_verification_that_nobody_gave(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
        specimen_id = name(catalogue, photo_id, "Malachite")
        with catalogue.together():
            catalogue.database.execute("UPDATE specimen SET verification = 'verified', verified_by = 'Boris'")
        wrong = catalogue.check()
        assert "The record says verified Malachite by Boris, and nobody said so." in wrong
        assert specimen_id
