"""The photos that a network may learn from are those whose name a person confirmed."""

from collections.abc import Callable

from mineral_desk.catalogue.confirmed import confirmed_names
from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.verification import VerificationStatus

TakeIn = Callable[..., int]


def names(catalogue: Catalogue) -> dict[str, str]:
    return {one.path.name: one.species for one in confirmed_names(catalogue.database)}


def test_only_names_that_a_person_gave_and_undo_takes_them_back(catalogue: Catalogue, take_in: TakeIn) -> None:
    photos = [take_in(f"{number}.jpg") for number in range(6)]
    verbs = [Verb.ACCEPT, Verb.CORRECT, Verb.UNSURE, Verb.GROUP, Verb.REJECT]
    for photo_id, verb in zip(photos, verbs, strict=False):
        catalogue.decisions.add(Decision(photo_id, verb, "Anna", "" if verb is Verb.REJECT else f"Species {photo_id}"))
    assert names(catalogue) == {"0.jpg": "Species 1", "1.jpg": "Species 2"}
    for _ in range(4):
        catalogue.history.undo("Anna")
    assert names(catalogue) == {"0.jpg": "Species 1"}


def test_photos_of_one_specimen_and_contested_names(catalogue: Catalogue, take_in: TakeIn) -> None:
    for number in range(3):
        take_in(f"{number}.jpg", "FMM 1" if number < 2 else "FMM 2")
        catalogue.decisions.add(Decision(number + 1, Verb.ACCEPT, "Anna", "Quartz"))
    one, other, third = confirmed_names(catalogue.database)
    assert one.specimen == other.specimen != third.specimen
    record = catalogue.specimens.by_number("FMM 1")
    assert record is not None
    catalogue.verifications.add([record.id], VerificationStatus.CONTESTED, "Boris", "too soft")
    assert names(catalogue) == {"2.jpg": "Quartz"}


def test_there_are_more_than_a_page(catalogue: Catalogue, take_in: TakeIn, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for number in range(5):
        take_in(f"{number}.jpg")
        catalogue.decisions.add(Decision(number + 1, Verb.ACCEPT, "Anna", "Quartz"))
    from mineral_desk.catalogue import confirmed

    monkeypatch.setattr(confirmed, "_CONFIRMED", confirmed._CONFIRMED.replace(f"LIMIT {confirmed.PAGE}", "LIMIT 2"))
    assert len(names(catalogue)) == 5
