"""What comes along with a merge, what stands afterwards, and what waits for a person."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.merging import Side
from mineral_desk.domain.rescaling import Rescaling
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.conftest import make_analysis, make_photo
from tests.catalogue.merging.hands import Person


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Person]:
    folder = tmp_path / "Музей № 1"
    folder.mkdir()
    one = Person("Anna", folder / "Anna.mdc")
    yield one
    one.catalogue.close()


@pytest.fixture
def boris(anna: Person) -> Iterator[Person]:
    """A catalogue begun on its own."""
    one = Person("Boris", anna.path.with_name("Boris.mdc"))
    yield one
    one.catalogue.close()


def started(anna: Person) -> Person:
    """A specimen with everything, and a copy of the catalogue for Boris."""
    anna.take_in("a.jpg")
    anna.decide("a.jpg", "Malachite", "7", 52.0)
    anna.edit("7", locality="Ural")
    return anna.copy("Boris")


# the three cases


def test_two_catalogues_begun_apart_become_one(anna: Person, boris: Person) -> None:
    anna.take_in("a.jpg")
    anna.decide("a.jpg", "Malachite", "7", 52.0)
    boris.take_in("b.jpg", embedding=np.array([0.6, -0.8], np.float32))
    boris.decide("b.jpg", "Azurite", "8")
    report = anna.merge(boris)
    brought = report.brought
    assert (brought.acts, brought.photos, brought.analyses, brought.decisions, brought.specimens) == (1, 1, 1, 1, 1)
    assert brought.people == {"Boris": 1}
    assert anna.record("8")["species"] == "Azurite"
    assert anna.conflicts() == []
    stored = anna.catalogue.stored(anna.photo("b.jpg"))
    assert stored.analysis is not None
    assert stored.analysis.embedding is not None
    assert stored.decision is not None
    assert stored.decision.who == "Boris"
    assert [row[0] for row in anna.catalogue.database.execute("SELECT path FROM photo ORDER BY id")][1].startswith(
        "/photos/Boris"
    )


def test_an_older_copy_catches_up(anna: Person) -> None:
    boris = started(anna)
    boris.edit("7", locality="Altai", donor="X")
    boris.decide("a.jpg", "Azurite", "7", 53.0)
    boris.undo()
    boris.take_in("b.jpg")
    anna.merge(boris)
    assert anna.facts() == boris.facts()
    assert anna.conflicts() == []
    assert boris.merge(anna).brought.is_nothing


def test_copies_that_both_went_on_are_merged_part_by_part(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", donor="X", notes="of 1912")
    boris.edit("7", storage_place="Cabinet 4", locality="Altai")
    anna.merge(boris)
    record = anna.record("7")
    assert [record[name] for name in ("donor", "notes", "storage_place", "locality")] == [
        "X", "of 1912", "Cabinet 4", "Altai",
    ]  # fmt: skip
    assert anna.conflicts() == []
    boris.merge(anna)
    assert boris.facts() == anna.facts()


def test_merging_the_same_again_writes_nothing_at_all(anna: Person, boris: Person) -> None:
    boris.take_in("b.jpg")
    boris.decide("b.jpg", "Azurite", "8")
    anna.merge(boris)
    before, kept = anna.facts(), sorted(anna.path.parent.glob("*.before-merge*"))
    report = anna.merge(boris)
    assert report.brought.is_nothing
    assert not report.changes
    assert report.kept is None
    assert (anna.facts(), sorted(anna.path.parent.glob("*.before-merge*"))) == (before, kept)


# clashes


def test_what_stands_stands_until_a_person_settles_it(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    assert anna.record("7")["locality"] == "Altai"
    (one,) = anna.catalogue.conflicts.all()
    assert (one.about, one.part, one.came_from) == ("7", "locality", "Boris.mdc")
    assert (one.ours.words, one.ours.who, one.theirs.words, one.theirs.who) == ("Altai", "Anna", "Tsumeb", "Boris")
    assert one.ours.when is not None
    assert one.theirs.when is not None
    anna.catalogue.close()
    anna.catalogue = open_catalogue(anna.path)
    assert anna.catalogue.conflicts.count() == 1
    anna.catalogue.conflicts.settle(one.id, Side.THEIRS, "Anna")
    assert anna.record("7")["locality"] == "Tsumeb"
    assert anna.conflicts() == []
    with pytest.raises(UsageError, match="no open conflict"):
        anna.catalogue.conflicts.settle(one.id, Side.OURS, "Anna")


def test_settling_is_undone_and_done_again(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    (one,) = anna.catalogue.conflicts.all()
    for side, value in ((Side.THEIRS, "Tsumeb"), (Side.OURS, "Altai")):
        assert anna.catalogue.conflicts.settle(one.id, side, "Anna")
        assert (anna.record("7")["locality"], anna.conflicts()) == (value, [])
        assert anna.catalogue.history.undo("Anna")
        assert (anna.record("7")["locality"], anna.catalogue.conflicts.count()) == ("Altai", 1)
    anna.redo()
    assert anna.conflicts() == []
    assert anna.catalogue.check() == []


@pytest.mark.parametrize(
    ("field", "values", "typed", "expected"),
    [
        ("locality", ("Altai", "Tsumeb"), "Gumeshevsk", {"locality": "Gumeshevsk"}),
        ("species", ("Azurite", "Quartz"), "Beryl", {"species": "Beryl", "identified_by": "Cara"}),
        (
            "length_mm", (10.0, 20.0), "52,5 x 33 x 20",
            {"length_mm": 52.5, "width_mm": 33.0, "height_mm": 20.0, "size_method": "typed", "size_by": "Cara"},
        ),
    ],
)  # fmt: skip
def test_a_third_value_is_typed(
    anna: Person, field: str, values: tuple[object, object], typed: str, expected: dict[str, object]
) -> None:
    boris = started(anna)
    anna.edit("7", **{field: values[0]})
    boris.edit("7", **{field: values[1]})
    anna.merge(boris)
    (one,) = anna.catalogue.conflicts.all()
    assert one.is_typable
    anna.catalogue.conflicts.settle(one.id, Side.TYPED, "Cara", typed)
    record = anna.record("7")
    assert {name: record[name] for name in expected} == expected
    assert anna.conflicts() == []
    assert anna.catalogue.check() == []


def test_what_is_no_size_is_refused(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", length_mm=10.0)
    boris.edit("7", length_mm=20.0)
    anna.merge(boris)
    with pytest.raises(UsageError, match="is no size"):
        anna.catalogue.conflicts.settle(anna.catalogue.conflicts.all()[0].id, Side.TYPED, "Anna", "large")


def test_two_decisions_about_one_photo_are_one_conflict(anna: Person, boris: Person) -> None:
    for person, species in ((anna, "Malachite"), (boris, "Azurite")):
        person.take_in("a.jpg")
        person.decide("a.jpg", species, "7", 52.0)
    anna.merge(boris)
    assert anna.conflicts() == [
        ("a.jpg", "decision", "7: Accepted Malachite, 52.0 mm typed", "7: Accepted Azurite, 52.0 mm typed")
    ]
    assert anna.catalogue.decisions.latest(anna.photo("a.jpg")).who == "Anna"  # type: ignore[union-attr]
    assert len(anna.catalogue.decisions.all(anna.photo("a.jpg"))) == 2
    with pytest.raises(UsageError, match="cannot be typed"):
        anna.catalogue.conflicts.settle(1, Side.TYPED, "Anna", "Quartz")
    anna.catalogue.conflicts.settle(1, Side.THEIRS, "Anna")
    assert anna.record("7")["species"] == "Azurite"
    assert anna.record("7")["identified_by"] == "Boris"
    assert anna.catalogue.decisions.latest(anna.photo("a.jpg")).who == "Boris"  # type: ignore[union-attr]
    anna.undo()
    assert anna.record("7")["species"] == "Malachite"
    assert anna.catalogue.decisions.latest(anna.photo("a.jpg")).who == "Anna"  # type: ignore[union-attr]
    assert anna.catalogue.conflicts.count() == 1
    assert anna.catalogue.check() == []


def test_two_decisions_that_say_the_same_are_none(anna: Person, boris: Person) -> None:
    for person in (anna, boris):
        person.take_in("a.jpg")
        person.decide("a.jpg", "Malachite", "7", 52.0)
    anna.merge(boris)
    boris.merge(anna)
    assert anna.conflicts() == boris.conflicts() == []
    assert anna.facts() == boris.facts()
    assert anna.record("7")["identified_by"] == "Anna"  # who said it first


def test_a_photo_set_aside_here_and_named_there(anna: Person, boris: Person) -> None:
    anna.take_in("a.jpg")
    anna.decide("a.jpg", "", verb=Verb.REJECT)
    boris.take_in("a.jpg")
    boris.decide("a.jpg", "Azurite", "8")
    anna.merge(boris)
    ((_, part, ours, _),) = anna.conflicts()
    assert (part, ours) == ("decision", "Set aside")
    anna.catalogue.conflicts.settle(1, Side.OURS, "Anna")
    assert anna.record("8") == {}  # a record that only that decision had made
    anna.undo()
    anna.catalogue.conflicts.settle(1, Side.THEIRS, "Anna")
    assert anna.catalogue.specimens.photo_ids(anna.record("8")["id"]) == [anna.photo("a.jpg")]
    assert anna.catalogue.check() == []
    boris.merge(anna)
    assert boris.conflicts() == []
    assert boris.facts() == anna.facts()


def test_specimens_with_one_number_are_one(anna: Person, boris: Person) -> None:
    for person, photo, values in (
        (anna, "a.jpg", {"locality": "Ural", "donor": "X"}),
        (boris, "b.jpg", {"locality": "Altai", "storage_place": "Cabinet 4"}),
    ):
        person.take_in(photo)
        person.decide(photo, "Malachite", "7")
        person.edit("7", **values)
    report = anna.merge(boris)
    assert report.brought.unified == 1
    record = anna.record("7")
    assert (record["donor"], record["storage_place"], record["locality"]) == ("X", "Cabinet 4", "Ural")
    assert len(anna.catalogue.specimens.photo_ids(record["id"])) == 2
    assert anna.conflicts() == [("7", "locality", "Ural", "Altai")]
    boris.edit("7", notes="more")  # under the GUID that it has there
    anna.merge(boris)
    assert anna.record("7")["notes"] == "more"
    boris.merge(anna)
    assert boris.conflicts() == [("7", "locality", "Altai", "Ural")]


def test_a_number_that_two_specimens_got_waits_for_a_person(anna: Person) -> None:
    for photo in ("a.jpg", "b.jpg"):
        anna.take_in(photo)
        anna.decide(photo, "Malachite")
    boris = anna.copy("Boris")
    anna.catalogue.photos.set_number(anna.photo("a.jpg"), "7", "Anna")
    boris.catalogue.photos.set_number(boris.photo("b.jpg"), "7", "Boris")
    anna.merge(boris)
    assert anna.conflicts() == [("b.jpg", "number", "", "7")]
    with pytest.raises(UsageError, match="Another record bears the number 7"):
        anna.catalogue.conflicts.settle(1, Side.THEIRS, "Anna")
    anna.catalogue.conflicts.settle(1, Side.TYPED, "Anna", "8")
    assert anna.record("8")["species"] == "Malachite"
    assert anna.catalogue.check() == []


def test_a_record_removed_here_and_edited_there_is_asked_about(anna: Person) -> None:
    rows = [ReadRow(2, (), "7", values={"species": "Malachite"}), ReadRow(3, (), "8", values={"species": "Beryl"})]
    anna.catalogue.imports.add(iter(rows), "list.csv", "Anna", update=False)
    boris = anna.copy("Boris")
    anna.undo()
    boris.edit("7", locality="Ural")
    anna.merge(boris)
    boris.merge(anna)
    assert (anna.conflicts(), boris.conflicts()) == (
        [("7", "record", "removed", "7, Malachite")],
        [("7", "record", "7, Malachite", "removed")],
    )
    assert anna.record("8") == boris.record("8") == {}
    anna.catalogue.conflicts.settle(1, Side.THEIRS, "Anna")
    assert anna.record("7")["locality"] == "Ural"
    boris.merge(anna)
    assert (boris.conflicts(), boris.record("7")["locality"]) == ([], "Ural")


# what settles a conflict without anybody


def test_a_conflict_is_over_when_theirs_was_taken_back_there(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    boris.undo()
    anna.merge(boris)
    assert (anna.conflicts(), anna.record("7")["locality"]) == ([], "Altai")


def test_a_conflict_is_over_when_both_say_the_same(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    anna.edit("7", locality="Tsumeb")
    assert anna.conflicts() == []
    anna.undo()
    assert len(anna.conflicts()) == 1


def test_a_conflict_goes_on_with_what_theirs_says_now(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    boris.edit("7", locality="Gumeshevsk")
    anna.merge(boris)
    assert anna.conflicts() == [("7", "locality", "Altai", "Gumeshevsk")]


def test_a_settlement_goes_to_the_other_computer_and_so_does_its_undoing(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    boris.merge(anna)
    anna.catalogue.conflicts.settle(1, Side.OURS, "Anna")
    boris.merge(anna)
    assert (boris.conflicts(), boris.record("7")["locality"]) == ([], "Altai")
    anna.undo()
    boris.merge(anna)
    assert boris.conflicts() == [("7", "locality", "Tsumeb", "Altai")]
    assert anna.conflicts() == [("7", "locality", "Altai", "Tsumeb")]


def test_two_people_who_settle_it_otherwise_are_asked_again(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    boris.merge(anna)
    anna.catalogue.conflicts.settle(1, Side.OURS, "Anna")
    boris.catalogue.conflicts.settle(1, Side.TYPED, "Boris", "Dalnegorsk")
    anna.merge(boris)
    assert anna.conflicts() == [("7", "locality", "Altai", "Dalnegorsk")]


def test_a_third_catalogue_hears_of_the_conflict(anna: Person) -> None:
    boris = started(anna)
    cara = anna.copy("Cara")
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    cara.merge(anna)
    assert cara.conflicts() == [("7", "locality", "Altai", "Tsumeb")]
    assert cara.merge(boris).brought.is_nothing
    anna.catalogue.conflicts.settle(1, Side.THEIRS, "Anna")
    cara.merge(anna)
    assert (cara.conflicts(), cara.record("7")["locality"]) == ([], "Tsumeb")


# every kind of act


def test_acts_keep_their_guid_person_and_moment(anna: Person) -> None:
    boris = started(anna)
    boris.edit("7", locality="Altai")
    boris.undo()
    boris.redo()
    told = "SELECT guid, kind, name, who, made_at FROM operation ORDER BY id"
    anna.merge(boris)
    assert anna.catalogue.database.execute(told).fetchall() == boris.catalogue.database.execute(told).fetchall()


def test_undone_acts_come_undone(anna: Person, boris: Person) -> None:
    boris.take_in("b.jpg")
    boris.decide("b.jpg", "Azurite", "8")
    boris.undo()
    anna.merge(boris)
    assert anna.record("8") == {}
    assert [undone for _, undone in anna.catalogue.decisions.all(anna.photo("b.jpg"))] == [True]
    boris.redo()
    anna.merge(boris)
    assert anna.record("8")["species"] == "Azurite"
    assert anna.facts() == boris.facts()


def test_bulk_acts_lists_overrules_and_reasons_come_along(anna: Person, boris: Person) -> None:
    for name in ("b.jpg", "c.jpg"):
        boris.take_in(name)
    decisions = [Decision(boris.photo(name), Verb.ACCEPT, "Boris", "Beryl", name) for name in ("b.jpg", "c.jpg")]
    boris.catalogue.decisions.add_all(decisions, "Two")
    rows = (ReadRow(n, (), f"R {n}", values={"species": "Topaz"}) for n in range(3))
    boris.catalogue.imports.add(rows, "list.csv", "Boris", update=False)
    boris.catalogue.photos.overrule(boris.photo("b.jpg"), Overrules(cube_edge_mm=25.4), "Boris")
    last = boris.catalogue.history.last_operation()
    assert last is not None
    boris.catalogue.history.give_reason(last.id, "an inch cube", "Boris")
    report = anna.merge(boris)
    assert report.brought.acts == 3
    assert anna.facts() == boris.facts()
    boris.catalogue.history.give_reason(last.id, "of 1958", "Boris")
    assert anna.merge(boris).brought.reasons == 1
    assert anna.facts()["reasons"] == boris.facts()["reasons"]


def test_marks_by_hand_and_rescalings_come_along(anna: Person) -> None:
    boris = started(anna)
    marks = HandMarks(scale_line_px=((10.5, 20.25), (110.5, 20.25)), scale_line_mm=50.0)
    by_hand = SizeDecision(SizeVerb.ADJUSTED, 41.0, 22.0, None, 2.0, 1.5, marks=marks)
    photo_id = boris.photo("a.jpg")
    boris.catalogue.decisions.add(Decision(photo_id, Verb.CORRECT, "Boris", "Azurite", "7", by_hand))
    before = boris.catalogue.decisions.latest(photo_id)
    assert before is not None
    analysis = replace(make_analysis(make_photo("a.jpg")), overrules=Overrules(cube_edge_mm=25.4))
    now = replace(before, size=replace(by_hand, length_mm=82.0))
    boris.catalogue.rescalings.add([Rescaling(photo_id, analysis, "f 25.4", before, now)], "Cube edge 25.4 mm", "Boris")
    anna.merge(boris)
    assert anna.facts() == boris.facts()
    latest = anna.catalogue.decisions.latest(anna.photo("a.jpg"))
    assert latest is not None
    assert (latest.size.marks, latest.size.length_mm) == (marks, 82.0)
    shown = anna.catalogue.analyses.latest(anna.photo("a.jpg"))
    assert shown is not None
    assert (shown[1].overrules.cube_edge_mm, latest.analysis_id) == (25.4, shown[0])


def test_verifications_come_along_and_clash_with_another_name(anna: Person) -> None:
    boris = started(anna)
    cara = anna.copy("Cara")
    boris.catalogue.verifications.add([boris.record("7")["id"]], VerificationStatus.VERIFIED, "Boris")
    anna.merge(boris)
    assert (anna.record("7")["verification"], anna.record("7")["verified_by"]) == ("verified", "Boris")
    cara.edit("7", species="Azurite")
    cara.merge(anna)
    assert cara.conflicts() == [("7", "name", "Azurite", "Malachite, verified")]
    cara.catalogue.conflicts.settle(1, Side.THEIRS, "Cara")
    assert cara.record("7")["verification"] == "verified"
    assert cara.catalogue.check() == []


def test_searches_kept_by_name_come_along(anna: Person, boris: Person) -> None:
    anna.catalogue.saved_searches.keep("Large", "size:>50mm", "Anna")
    boris.catalogue.saved_searches.keep("Large", "size:>90mm", "Boris")
    boris.catalogue.saved_searches.keep("Ural", "place:ural", "Boris")
    for person, other in ((anna, boris), (boris, anna), (anna, boris)):
        person.merge(other)
    assert [(one.name, one.query) for one in anna.catalogue.saved_searches.all()] == [
        ("Large", "size:>50mm"),
        ("Large (Boris)", "size:>90mm"),
        ("Ural", "place:ural"),
    ]
    assert {one.query for one in boris.catalogue.saved_searches.all()} == {"size:>50mm", "size:>90mm", "place:ural"}


# the machine


def test_an_analysis_comes_once_and_an_older_one_is_not_shown(anna: Person, boris: Person) -> None:
    boris.take_in("a.jpg", species="Azurite")
    anna.take_in("a.jpg")  # later: with the same models
    anna.merge(boris)
    assert anna.catalogue.database.execute("SELECT count(*) FROM analysis").fetchone() == (1,)
    photo_id = boris.photo("a.jpg")
    boris.catalogue.analyses.add(photo_id, make_analysis(make_photo("a.jpg"), "Quartz"), "older models")
    time.sleep(0.005)  # moments are told to the millisecond
    anna.catalogue.analyses.add(anna.photo("a.jpg"), make_analysis(make_photo("a.jpg"), "Topaz"), "newer models")
    for person, other in ((anna, boris), (boris, anna)):
        person.merge(other)
        latest = person.catalogue.analyses.latest(person.photo("a.jpg"))
        assert latest is not None
        assert latest[1].suggestions.best.species == "Topaz"  # type: ignore[union-attr]
    assert anna.facts()["analyses"] != []


def test_the_machine_writes_no_field_of_a_person(anna: Person, boris: Person) -> None:
    """A number that was only read there gives way to one that was typed here, and the other way round."""
    anna.take_in("a.jpg")
    anna.catalogue.photos.set_number(anna.photo("a.jpg"), "7", "Anna")
    boris.take_in("a.jpg", "read")
    for person, other in ((anna, boris), (boris, anna)):
        person.merge(other)
        assert person.catalogue.photos.get(person.photo("a.jpg")).catalogue_number == "7"
        assert person.conflicts() == []


def test_the_photo_keeps_its_place_and_knows_the_other(anna: Person, boris: Person) -> None:
    anna.take_in("a.jpg")
    boris.take_in("a.jpg")
    assert anna.merge(boris).brought.places == 1
    row = anna.catalogue.photos.get(anna.photo("a.jpg"))
    assert row.path == Path("/photos/Anna/a.jpg")
    assert len(anna.facts()["places"]) == 2


# history, search, undo


def test_the_history_reads_in_the_order_in_which_it_happened(anna: Person) -> None:
    boris = started(anna)
    boris.edit("7", donor="B 1")
    time.sleep(0.002)  # moments are told to the millisecond
    anna.edit("7", notes="A 1")
    time.sleep(0.002)  # moments are told to the millisecond
    boris.edit("7", donor="B 2")
    time.sleep(0.002)  # moments are told to the millisecond
    anna.edit("7", notes="A 2")
    anna.merge(boris)
    told = [line.details for line in anna.catalogue.history.lines(anna.photo("a.jpg"))[:4]]
    assert told == ["notes: A 1 → A 2", "donor: B 1 → B 2", "notes: A 1", "donor: B 1"]


def test_the_history_tells_what_waits(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    told = {(line.who, line.what, line.details) for line in anna.catalogue.history.lines(anna.photo("a.jpg"))}
    assert ("Boris", "Edited the record: locality, not taken over", "locality: Ural → Tsumeb") in told


def test_undo_goes_no_further_than_the_merge(anna: Person) -> None:
    boris = started(anna)
    boris.edit("7", donor="X")
    report = anna.merge(boris)
    anna.edit("7", notes="after")
    assert anna.catalogue.history.merge_before() is None
    anna.undo()
    assert anna.catalogue.history.can_undo() is None
    assert not anna.catalogue.history.undo("Anna")
    assert anna.record("7")["donor"] == "X"
    merged = anna.catalogue.history.merge_before()
    assert merged is not None
    assert (merged.other, merged.who, merged.kept) == ("Boris.mdc", "Anna", report.kept)
    assert merged.kept is not None
    with open_catalogue(merged.kept) as kept:
        assert kept.specimens.by_number("7").donor == ""  # type: ignore[union-attr]
        assert kept.check() == []


def test_an_act_undone_before_the_merge_is_not_offered_again(anna: Person) -> None:
    boris = started(anna)
    boris.edit("7", donor="X")
    boris.undo()
    anna.merge(boris)
    assert anna.catalogue.history.can_redo() is None


def test_a_preview_tells_the_same_and_changes_nothing(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb", donor="X")
    before, there = anna.facts(), sorted(path.name for path in anna.path.parent.iterdir())
    told = anna.preview(boris)
    assert told.dry_run
    assert (anna.facts(), sorted(path.name for path in anna.path.parent.iterdir())) == (before, there)
    done = anna.merge(boris)
    assert told.brought == done.brought
    assert [replace(one, id=0) for one in told.conflicts] == [replace(one, id=0) for one in done.conflicts]


def test_clocks_that_are_wrong_change_nothing_but_what_is_told(anna: Person) -> None:
    boris = started(anna)
    boris.edit("7", donor="first")
    boris.edit("7", donor="second")
    with closing(sqlite3.connect(boris.path)) as raw:
        raw.execute("DROP TRIGGER operation_unchanged")
        raw.execute("UPDATE operation SET made_at = '1999-01-01T00:00:00.000+00:00' WHERE id = 4")
        raw.commit()
    anna.merge(boris)
    assert anna.record("7")["donor"] == "second"


def test_the_log_leads_to_the_tables_and_the_held_changes_are_kept(anna: Person) -> None:
    boris = started(anna)
    anna.edit("7", locality="Altai")
    boris.edit("7", locality="Tsumeb")
    anna.merge(boris)
    held = anna.catalogue.database.execute("SELECT before, after FROM held_change").fetchall()
    assert [(json.loads(one), json.loads(other)) for one, other in held] == [
        ({"locality": "Ural"}, {"locality": "Tsumeb"})
    ]


def test_nobody_is_named(anna: Person, boris: Person) -> None:
    boris.take_in("b.jpg")
    anna.name = " "
    with pytest.raises(UsageError, match="Nobody was named"):
        anna.merge(boris)
