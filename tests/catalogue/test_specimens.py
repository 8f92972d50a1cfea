"""Specimens' records are read and edited by hand."""

from collections.abc import Callable

import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.change import NOTHING_CHANGED
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError

TakeIn = Callable[..., int]


@pytest.fixture
def record(catalogue: Catalogue, take_in: TakeIn) -> Specimen:
    catalogue.decisions.add(Decision(take_in("a.jpg"), Verb.GROUP, "Anna", "Garnet", "7"))
    found = catalogue.specimens.by_number("7")
    assert found is not None
    return found


def columns(catalogue: Catalogue, *names: str) -> tuple[object, ...]:
    row = next(catalogue.database.query("SELECT * FROM specimen"))
    return tuple(row[name] for name in names)


def test_an_edit_is_signed_and_undone(catalogue: Catalogue, record: Specimen) -> None:
    assert columns(catalogue, "qualifier", "identified_by", "size_method") == ("group", "Anna", "")
    values: dict[str, str | float | None] = {"species": " Almandine ", "length_mm": 12.5, "notes": "one\x00\ntwo"}
    changes = catalogue.specimens.edit(record.id, values, "Boris")
    assert (changes.name, changes.specimen_ids) == ("Edit the record", frozenset({record.id}))
    edited = catalogue.specimens.get(record.id)
    assert edited == Specimen(
        record.id, "7", "Almandine", 12.5, notes="one\ntwo", identified_by="Boris", size_method="typed", size_by="Boris"
    )
    assert columns(catalogue, "qualifier", "identified_by", "size_method", "size_by") == ("", "Boris", "typed", "Boris")
    catalogue.history.undo("Anna")
    assert catalogue.specimens.get(record.id) == record
    assert columns(catalogue, "qualifier", "identified_by", "size_method") == ("group", "Anna", "")


def test_the_history_of_its_photos_tells_of_an_edit(catalogue: Catalogue, take_in: TakeIn, record: Specimen) -> None:
    catalogue.specimens.edit(record.id, {"notes": "gift of 1912", "locality": "Ural", "length_mm": 5.25}, "Boris")
    catalogue.specimens.edit(record.id, {"notes": "", "locality": "Altai"}, "Anna")
    catalogue.decisions.add(Decision(take_in("b.jpg"), Verb.ACCEPT, "Anna", "Azurite", "7"))
    lines = [(line.who, line.what, line.details) for line in catalogue.history.lines(1)]
    assert lines[:3] == [
        ("Anna", "Edited the record: locality, notes", "locality: Ural → Altai; notes: gift of 1912 → –"),
        (
            "Boris",
            "Edited the record: locality, notes, length",
            "locality: Ural; notes: gift of 1912; length: 5.25 mm",
        ),
        ("Anna", "Named the group Garnet", ""),
    ]


def test_an_edit_that_changes_nothing_is_none(catalogue: Catalogue, record: Specimen) -> None:
    assert catalogue.specimens.edit(record.id, {"species": "Garnet"}, "Boris") == NOTHING_CHANGED
    assert columns(catalogue, "identified_by") == ("Anna",)


def test_what_is_no_field_and_what_is_no_record_is_said(catalogue: Catalogue, record: Specimen) -> None:
    with pytest.raises(UsageError, match="no field guid"):
        catalogue.specimens.edit(record.id, {"guid": "x"}, "Anna")
    with pytest.raises(UsageError, match="no specimen with the id 99"):
        catalogue.specimens.edit(99, {"species": "Quartz"}, "Anna")
    assert catalogue.specimens.get(99) is None
    assert catalogue.specimens.by_number("") is None
    assert catalogue.specimens.of_photo(99) is None
