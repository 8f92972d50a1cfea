"""Every edit of a record is one act with its rows of the change log, whatever is typed and in whatever order."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS
from tests.catalogue.conftest import make_analysis, make_photo

TakeIn = Callable[..., int]
TEXTS = tuple(name for name in FIELD_WORDS if name not in SIZE_FIELDS)
SIZES = tuple(name for name in SIZE_FIELDS if "error" not in name)

words = st.text(max_size=12) | st.sampled_from(["Урал", "=1+1", "a; b → c", "\x00\r\n", "\ud800", " "])
edits = st.dictionaries(st.sampled_from(TEXTS), words, min_size=1, max_size=4) | st.dictionaries(
    st.sampled_from(SIZES), st.none() | st.floats(0.001, 1e4), min_size=1, max_size=2
)
steps = st.lists(edits | st.sampled_from(["undo", "redo"]), min_size=1, max_size=12)


def record_row(catalogue: Catalogue) -> dict[str, Any]:
    return next(catalogue.database.query("SELECT * FROM specimen"))


def replayed(catalogue: Catalogue) -> dict[str, Any]:
    """The record as the change log alone tells it."""
    state: dict[str, Any] = {}
    for row in catalogue.database.query("SELECT after FROM change WHERE table_name = 'specimen' ORDER BY id"):
        state |= json.loads(row["after"])
    return state


@settings(max_examples=60)
@given(steps)
def test_the_log_tells_every_edit_and_takes_each_back(steps: list[Any]) -> None:
    with TemporaryDirectory() as folder, create_catalogue(Path(folder) / "one.mdc") as catalogue:
        catalogue.photos.add(make_photo(), "7")
        catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Quartz"))
        first = record_row(catalogue)
        past, future = [first], []
        for step in steps:
            if step == "undo" and len(past) > 1:
                assert catalogue.history.undo("Boris")
                future.append(past.pop())
            elif step == "redo" and future:
                assert catalogue.history.redo("Boris")
                past.append(future.pop())
            elif isinstance(step, dict) and catalogue.specimens.edit(1, step, "Anna"):
                past.append(record_row(catalogue))
                future.clear()
            assert record_row(catalogue) == past[-1] == replayed(catalogue)
        with open_catalogue(catalogue.path) as again:
            for earlier in reversed(past[:-1]):
                assert again.history.undo("Boris")
                assert record_row(again) == earlier
            assert again.check() == []


@given(st.dictionaries(st.sampled_from(TEXTS), words, min_size=1))
@settings(max_examples=60)
def test_what_is_typed_is_kept_clean_and_the_history_can_be_read(typed: dict[str, str]) -> None:
    with TemporaryDirectory() as folder, create_catalogue(Path(folder) / "one.mdc") as catalogue:
        catalogue.photos.add(make_photo(), "7")
        changes = catalogue.specimens.edit_of_photo(1, typed, "Anna")
        record = catalogue.specimens.of_photo(1)
        if record is None:
            assert changes == NOTHING_CHANGED
            assert not any(text.strip(" \x00\r\n\t") and text.isprintable() for text in typed.values())
        else:
            assert changes.kinds == {ChangeKind.SPECIMEN}
            for name in typed:
                kept = getattr(record, name)
                assert kept == kept.strip()
                assert "\x00" not in kept
            line = catalogue.history.lines(1)[0]
            assert line.what.startswith("Edited the record: ")
            assert all(f"{FIELD_WORDS[name]}: " in line.details for name in typed if getattr(record, name))


def test_a_photo_that_is_not_decided_gets_a_record_that_its_decision_fills(
    catalogue: Catalogue, take_in: TakeIn
) -> None:
    photo_id = take_in("a.jpg", "7")
    assert catalogue.specimens.for_photo(photo_id) is None
    catalogue.specimens.edit_of_photo(photo_id, {"locality": "Ural"}, "Anna")
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Boris", "Quartz"))
    record = catalogue.specimens.by_number("7")
    assert record is not None
    assert (record.species, record.locality) == ("Quartz", "Ural")
    catalogue.history.undo("Boris")
    assert [row.locality for row in (catalogue.specimens.of_photo(photo_id),) if row] == ["Ural"]
    catalogue.history.undo("Anna")
    assert catalogue.specimens.count() == 0


def test_the_machine_never_touches_what_was_typed(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", "7")
    catalogue.specimens.edit_of_photo(photo_id, {name: f"typed {name}" for name in TEXTS}, "Anna")
    before = record_row(catalogue)
    catalogue.analyses.add(photo_id, make_analysis(make_photo("a.jpg"), "Azurite"), "another fingerprint")
    assert record_row(catalogue) == before


def test_an_edit_without_a_change_makes_no_record_and_no_act(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", "7")
    for values in ({}, {"locality": " ", "length_mm": None}):
        assert catalogue.specimens.edit_of_photo(photo_id, values, "Anna") == NOTHING_CHANGED
    assert catalogue.specimens.count() == 0
    assert catalogue.history.can_undo() is None


def test_a_photo_of_a_known_number_edits_that_record(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.decisions.add(Decision(take_in("a.jpg", "7"), Verb.ACCEPT, "Anna", "Quartz"))
    other = take_in("b.jpg", "7")
    catalogue.specimens.edit_of_photo(other, {"donor": "Fersman"}, "Anna")
    record = catalogue.specimens.by_number("7")
    assert record is not None
    assert record.donor == "Fersman"
    assert catalogue.specimens.photo_ids(record.id) == [1, other]


def test_what_was_typed_before_the_number_goes_along_with_it(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.decisions.add(Decision(take_in("a.jpg", "7"), Verb.ACCEPT, "Anna", "Quartz"))
    photo_id = take_in("b.jpg")
    catalogue.specimens.edit_of_photo(photo_id, {"locality": "Ural", "notes": "gift"}, "Anna")
    catalogue.photos.set_number(photo_id, "7", "Anna")
    record = catalogue.specimens.by_number("7")
    assert record is not None
    assert (record.species, record.locality, record.notes) == ("Quartz", "Ural", "gift")
    assert catalogue.specimens.count() == 1
    catalogue.history.undo("Anna")
    assert catalogue.specimens.count() == 2
    left = catalogue.specimens.of_photo(photo_id)
    assert left is not None
    assert (left.catalogue_number, left.locality) == ("", "Ural")


def test_where_both_records_say_something_nothing_is_lost(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.specimens.edit_of_photo(take_in("a.jpg", "7"), {"locality": "Altai"}, "Anna")
    photo_id = take_in("b.jpg")
    catalogue.specimens.edit_of_photo(photo_id, {"locality": "Ural", "donor": "Fersman"}, "Anna")
    catalogue.photos.set_number(photo_id, "7", "Anna")
    rows = list(catalogue.database.query("SELECT catalogue_number, locality, donor FROM specimen ORDER BY id"))
    assert [tuple(row.values()) for row in rows] == [("7", "Altai", "Fersman"), (None, "Ural", "Fersman")]


def test_a_photo_set_aside_belongs_to_no_specimen(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", "7")
    catalogue.decisions.add(Decision(photo_id, Verb.REJECT, "Anna"))
    with pytest.raises(UsageError, match="set aside"):
        catalogue.specimens.edit_of_photo(photo_id, {"locality": "Ural"}, "Anna")
    with pytest.raises(UsageError, match="no photo with the id 99"):
        catalogue.specimens.edit_of_photo(99, {"locality": "Ural"}, "Anna")
    with pytest.raises(UsageError, match="no field guid"):
        catalogue.specimens.edit_of_photo(photo_id, {"guid": "x"}, "Anna")
