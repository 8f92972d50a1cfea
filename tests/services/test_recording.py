"""Editing a specimen's record through the Desk."""

from dataclasses import replace

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.services import recording, reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.settings import WindowSettings
from tests.catalogue.conftest import make_photo


def test_a_record_is_edited_under_the_persons_name_and_taken_back(desk: Desk) -> None:
    desk.settings = replace(desk.settings, window=WindowSettings(person="A. Petrova"))
    photo_id, _, _ = desk.write(lambda catalogue: catalogue.photos.add(make_photo(), "FMM 7"))
    assert recording.record_of(desk, photo_id) is None
    changes = recording.edit_record(desk, photo_id, {"locality": "Sar-e-Sang", "storage_place": "Cabinet 14"})
    assert changes.name == "Edit the record"
    record = recording.record_of(desk, photo_id)
    assert record is not None
    assert (record.catalogue_number, record.locality, record.storage_place) == ("FMM 7", "Sar-e-Sang", "Cabinet 14")
    line = reviewing.history(desk, photo_id)[0]
    assert (line.who, line.details) == ("A. Petrova", "locality: Sar-e-Sang; storage place: Cabinet 14")
    reviewing.undo(desk)
    assert recording.record_of(desk, photo_id) is None
    assert reviewing.history(desk, photo_id)[1].undone


def test_deciding_and_editing_leave_each_other_alone(desk: Desk) -> None:
    photo_id, _, _ = desk.write(lambda catalogue: catalogue.photos.add(make_photo(), "FMM 7"))
    recording.edit_record(desk, photo_id, {"label_name": "Lapis lazuli", "notes": "gift of 1912"})
    reviewing.decide(desk, Decision(photo_id, Verb.ACCEPT, "Anna", "Lazurite"))
    record = recording.record_of(desk, photo_id)
    assert record is not None
    assert (record.species, record.label_name, record.notes) == ("Lazurite", "Lapis lazuli", "gift of 1912")
