"""Decisions are kept for good and written into the specimen's record."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mineral_desk.catalogue.opening import Catalogue, open_catalogue
from mineral_desk.domain.change import ChangeKind
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import UsageError

TakeIn = Callable[..., int]

TYPED = SizeDecision(SizeVerb.TYPED, 52.0, 33.0, 20.0, 0.5, 0.4)


def decision(photo_id: int, **about: object) -> Decision:
    values: dict[str, object] = {"verb": Verb.ACCEPT, "who": "Anna", "species": "Malachite", "catalogue_number": "7"}
    return Decision(photo_id, **(values | about))  # type: ignore[arg-type]


def test_a_decision_comes_back_as_it_was_after_reopening(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    made = decision(
        photo_id,
        size=TYPED,
        notes="from Уч. № 3\nwith azurite",
        reason="streak is green",
        shown=("Malachite", "Azurite"),
        analysis_id=1,
        typed_before_seeing=True,
    )
    changes = catalogue.decisions.add(made)
    assert changes.kinds == {ChangeKind.DECISION, ChangeKind.SPECIMEN, ChangeKind.PHOTO}
    assert changes.photo_ids == {photo_id}
    assert changes.name == "Accept Malachite"
    with open_catalogue(catalogue.path) as again:
        kept = again.decisions.latest(photo_id)
        assert kept is not None
        assert kept.when is not None
        assert abs(datetime.now(UTC) - kept.when) < timedelta(minutes=5)
        assert kept.id == 1
        assert replace(kept, when=None, id=None) == made
        specimen = again.specimens.by_number("7")
        assert specimen is not None
        assert changes.specimen_ids == {specimen.id}
        assert (specimen.species, specimen.notes) == ("Malachite", made.notes)
        assert (specimen.length_mm, specimen.width_mm, specimen.height_mm) == (52.0, 33.0, 20.0)
        assert (specimen.length_error_mm, specimen.width_error_mm) == (0.5, 0.4)
        assert again.specimens.photo_ids(specimen.id) == [photo_id]
        assert again.queue.row(photo_id).catalogue_number == "7"


def test_names_that_were_kept_with_markup_come_back_without(catalogue: Catalogue, take_in: TakeIn) -> None:
    old, name = "Julgoldite-(Fe<sup>2+</sup>)", "Julgoldite-(Fe²⁺)"
    photo_id = take_in("a.jpg", "7")
    catalogue.decisions.add(decision(photo_id, species=old, shown=(old, "Azurite")))
    kept, record = catalogue.decisions.latest(photo_id), catalogue.specimens.by_number("7")
    assert kept is not None
    assert (kept.species, kept.shown) == (name, (name, "Azurite"))
    assert record is not None
    assert record.species == name


def test_two_photos_of_one_number_share_a_record(catalogue: Catalogue, take_in: TakeIn) -> None:
    first, second = take_in("a.jpg", "7"), take_in("b.jpg", "7")
    catalogue.decisions.add(decision(first, size=TYPED, catalogue_number=""))
    catalogue.decisions.add(decision(second, verb=Verb.CORRECT, species="Azurite", catalogue_number=""))
    specimen = catalogue.specimens.by_number("7")
    assert specimen is not None
    assert catalogue.specimens.count() == 1
    assert catalogue.specimens.photo_ids(specimen.id) == [first, second]
    assert (specimen.species, specimen.length_mm) == ("Azurite", 52.0)


def test_without_a_number_each_photo_has_a_record_that_takes_the_number_later(
    catalogue: Catalogue, take_in: TakeIn
) -> None:
    photos = [take_in("a.jpg"), take_in("b.jpg")]
    for photo_id in photos:
        catalogue.decisions.add(decision(photo_id, catalogue_number=""))
    records = [catalogue.specimens.of_photo(photo_id) for photo_id in photos]
    assert [record.catalogue_number for record in records if record] == ["", ""]
    catalogue.photos.set_number(photos[0], " 82451 ", "Anna")
    first = catalogue.specimens.of_photo(photos[0])
    assert first is not None
    assert records[0] is not None
    assert (first.id, first.catalogue_number) == (records[0].id, "82451")
    catalogue.photos.set_number(photos[1], "82451", "Anna")
    assert catalogue.specimens.of_photo(photos[1]) == first
    assert catalogue.specimens.count() == 1


def test_a_number_corrected_later_takes_the_decision_along_and_overwrites_nothing(
    catalogue: Catalogue, take_in: TakeIn
) -> None:
    known, wrong = take_in("a.jpg", "1"), take_in("b.jpg", "2")
    catalogue.decisions.add(decision(known, species="Azurite", catalogue_number="1"))
    catalogue.decisions.add(decision(wrong, size=TYPED, notes="big", catalogue_number="2"))
    catalogue.photos.set_number(wrong, "1", "Anna")
    record = catalogue.specimens.by_number("1")
    assert record is not None
    assert (record.species, record.length_mm, record.notes) == ("Azurite", 52.0, "big")
    assert catalogue.specimens.by_number("2") is None
    catalogue.history.undo("Anna")
    assert catalogue.specimens.by_number("2") is not None
    assert catalogue.specimens.by_number("1").length_mm is None  # type: ignore[union-attr]


def test_a_record_edited_by_hand_stays_when_its_photo_leaves(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decision(photo_id))
    record = catalogue.specimens.by_number("7")
    assert record is not None
    catalogue.specimens.edit(record.id, {"notes": "gift of 1912", "length_mm": 51.0}, "Anna")
    catalogue.decisions.add(decision(photo_id, verb=Verb.REJECT, species=""))
    assert catalogue.specimens.of_photo(photo_id) is None
    kept = catalogue.specimens.by_number("7")
    assert kept is not None
    assert (kept.notes, kept.length_mm, kept.species) == ("gift of 1912", 51.0, "Malachite")


@pytest.mark.parametrize("verb", [SizeVerb.OPEN, SizeVerb.NONE])
def test_what_was_not_decided_leaves_the_record_alone(catalogue: Catalogue, take_in: TakeIn, verb: SizeVerb) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decision(photo_id, size=TYPED, notes="keep"))
    catalogue.decisions.add(decision(photo_id, verb=Verb.UNSURE, species="", size=SizeDecision(verb, 1.0)))
    record = catalogue.specimens.by_number("7")
    assert record is not None
    assert (record.species, record.length_mm, record.notes) == ("Malachite", 52.0, "keep")


def test_the_machine_never_touches_what_a_person_wrote(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", "7")
    catalogue.decisions.add(decision(photo_id, size=TYPED))
    before = list(catalogue.database.query("SELECT * FROM specimen")), catalogue.decisions.all(photo_id)
    take_in("a.jpg", "999", species="Quartz")
    assert (list(catalogue.database.query("SELECT * FROM specimen")), catalogue.decisions.all(photo_id)) == before
    row = catalogue.queue.row(photo_id)
    assert (row.decided, row.proposed, row.catalogue_number) == ("Malachite", "Quartz", "7")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM decision",
        "UPDATE decision SET species = 'Quartz'",
        "INSERT OR REPLACE INTO decision SELECT * FROM decision",
        "DELETE FROM analysis",
        "UPDATE analysis SET record = '{}'",
        "DELETE FROM change",
        "UPDATE change SET before = '{}'",
        "DELETE FROM operation",
        "UPDATE operation SET who = 'Nobody'",
    ],
)
def test_what_is_append_only_cannot_be_changed_by_hand(catalogue: Catalogue, take_in: TakeIn, statement: str) -> None:
    catalogue.decisions.add(decision(take_in("a.jpg")))
    with pytest.raises(sqlite3.IntegrityError, match="never"), catalogue.together():
        catalogue.database.execute(statement)


AWKWARD = ["'); DROP TABLE decision; --", "Малахит № 7", "💎🪨", 'a"b`c%_\\', "=1+1", "x" * 100_000, "ﷺ\u202e\ufeff"]


@pytest.mark.parametrize("text", AWKWARD)
def test_text_of_any_kind_comes_back(catalogue: Catalogue, take_in: TakeIn, text: str) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decision(photo_id, who=text, species=text, catalogue_number=text, notes=text, reason=text))
    kept, record = catalogue.decisions.latest(photo_id), catalogue.specimens.by_number(text)
    assert kept is not None
    assert record is not None
    assert {kept.who, kept.species, kept.catalogue_number, kept.notes, kept.reason, record.species} == {text}
    catalogue.history.undo(text)
    catalogue.history.redo(text)
    assert catalogue.specimens.by_number(text) == record


def test_characters_that_break_files_are_stripped(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decision(photo_id, species=" Mala\x00chite\r\n", notes="one\r\ntwo\x07\x00\ud800"))
    kept = catalogue.decisions.latest(photo_id)
    assert kept is not None
    assert (kept.species, kept.notes) == ("Malachite", "one\ntwo?")


def test_many_decisions_are_one_act(catalogue: Catalogue, take_in: TakeIn) -> None:
    photos = [take_in(f"{number}.jpg", str(number)) for number in range(5)]
    many = [decision(photo_id, catalogue_number="") for photo_id in photos]
    assert catalogue.decisions.add_all(many, "Accept 5 photos").photo_ids == set(photos)
    assert catalogue.specimens.count() == 5
    catalogue.history.undo("Anna")
    assert catalogue.specimens.count() == 0
    assert catalogue.history.can_undo() is None


def test_a_decision_needs_a_photo_and_a_person_and_is_whole_or_not_at_all(
    catalogue: Catalogue, take_in: TakeIn
) -> None:
    photo_id = take_in("a.jpg")
    with pytest.raises(UsageError, match="no photo with the id 99"):
        catalogue.decisions.add_all([decision(photo_id), decision(99)], "Accept 2 photos")
    with pytest.raises(UsageError, match="Nobody was named"):
        catalogue.decisions.add(decision(photo_id, who=" "))
    with pytest.raises(sqlite3.IntegrityError):
        catalogue.decisions.add(decision(photo_id, size=SizeDecision(SizeVerb.TYPED, -5.0)))
    assert catalogue.decisions.latest(photo_id) is None
    assert catalogue.specimens.count() == 0
    assert catalogue.history.last_operation() is None
