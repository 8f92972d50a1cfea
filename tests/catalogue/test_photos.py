"""Taking photos in, finding them again, numbers and overrules."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.catalogue.photos import SAME_SPECIMEN
from mineral_desk.catalogue.rows import PHOTO_ROWS
from mineral_desk.domain.analysis import NO_OVERRULES, Overrules
from mineral_desk.domain.catalogue import PhotoState
from mineral_desk.domain.change import NOTHING_CHANGED
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import IssueCode, KnownPhoto, Verdict
from tests.catalogue.conftest import make_analysis, make_photo

TakeIn = Callable[..., int]


def test_the_facts_come_back(catalogue: Catalogue) -> None:
    photo = Photo(Path("фото/№ 1.jpg"), "a" * 64, 123, 640, 480, datetime(2024, 5, 6, 7, 8, 9), 35.0)
    photo_id, is_new, changes = catalogue.photos.add(photo, "82451", "QR", 5, "Anna")
    assert is_new
    assert changes.photo_ids == {photo_id}
    assert catalogue.photos.facts(photo_id) == photo
    assert catalogue.photos.number_source(photo_id) == "QR"
    row = catalogue.photos.by_sha256("a" * 64)
    assert row == catalogue.photos.get(photo_id)
    assert row is not None
    assert (row.state, row.catalogue_number) == (PhotoState.WAITING, "82451")
    assert catalogue.photos.by_sha256("b" * 64) is None


def test_a_file_name_of_any_bytes_comes_back(catalogue: Catalogue) -> None:
    photo = Photo(Path(b"caf\xe9 \xff.jpg".decode("utf-8", "surrogateescape")), "a" * 64, 1, 1, 1)
    photo_id, _, _ = catalogue.photos.add(photo, who="Anna")
    catalogue.analyses.add(photo_id, make_analysis(photo, error=f"{photo.path} is cut short."), "f")
    assert catalogue.queue.row(photo_id).path == photo.path


def test_the_same_bytes_again_are_the_photo_that_is_there(catalogue: Catalogue, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jpg", tmp_path / "b.jpg"
    first.touch()
    second.touch()
    one, two = (Photo(path, "a" * 64, 1, 1, 1) for path in (first, second))
    photo_id, _, _ = catalogue.photos.add(one, "1", who="Anna")
    assert catalogue.photos.add(two, "2", who="Anna") == (photo_id, False, NOTHING_CHANGED)
    assert catalogue.photos.get(photo_id).path == first
    first.unlink()
    assert catalogue.photos.add(two, "2", who="Anna")[2].photo_ids == {photo_id}
    row = catalogue.photos.get(photo_id)
    assert (row.path, row.catalogue_number) == (second, "1")
    paths = [row["path"] for row in catalogue.database.query("SELECT path FROM photo_path ORDER BY id")]
    assert paths == [str(first), str(second)]


def test_known_photos_hold_all_64_bits(catalogue: Catalogue) -> None:
    for number, bits in enumerate([0, 1, 2**63 - 1, 2**63, 2**64 - 1]):
        catalogue.photos.add(make_photo(f"{number}.jpg"), perceptual_hash=bits, who="Anna")
    catalogue.photos.add(make_photo("unknown.jpg"), who="Anna")
    known = catalogue.photos.known()
    assert [one.perceptual_hash for one in known] == [0, 1, 2**63 - 1, 2**63, 2**64 - 1]
    assert known[0] == KnownPhoto("0.jpg", make_photo("0.jpg").sha256, 0)


def test_analysing_fills_the_hash_in(catalogue: Catalogue, take_in: TakeIn) -> None:
    take_in("a.jpg")
    take_in("b.jpg", error="It is cut short.")
    assert [one.perceptual_hash for one in catalogue.photos.known()] == [2**64 - 5]


def test_a_number_is_set_and_undone(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", "7")
    changes = catalogue.photos.set_number(photo_id, "  FMM\t8 ", "Anna")
    assert (changes.name, changes.photo_ids) == ("Number FMM 8", frozenset({photo_id}))
    assert catalogue.photos.number_source(photo_id) == "typed"
    assert catalogue.photos.set_number(photo_id, "FMM 8", "Anna") == NOTHING_CHANGED
    catalogue.history.undo("Anna")
    assert catalogue.photos.get(photo_id).catalogue_number == "7"
    assert catalogue.photos.number_source(photo_id) == "file name"


def test_taking_in_anyway_is_stored_counts_at_once_and_can_be_undone(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", verdict=Verdict.REJECT, issues=(IssueCode.ASPECT_RATIO,))
    assert catalogue.queue.row(photo_id).state is PhotoState.SET_ASIDE
    overrules = Overrules(frozenset({IssueCode.ASPECT_RATIO}), (Box(1, 2, 3, 4),), (), Box(0, 0, 9, 9))
    assert catalogue.photos.overrule(photo_id, overrules, "Anna").name == "Take in anyway"
    assert catalogue.photos.overrules(photo_id) == overrules
    assert catalogue.queue.row(photo_id).state is PhotoState.TO_DECIDE
    catalogue.history.undo("Anna")
    assert catalogue.photos.overrules(photo_id) == NO_OVERRULES
    assert catalogue.queue.row(photo_id).state is PhotoState.SET_ASIDE


def test_an_overrule_of_one_reason_does_not_hide_a_reason_found_later(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", verdict=Verdict.REJECT, issues=(IssueCode.BLURRED,))
    overrules = Overrules(frozenset({IssueCode.BLURRED}))
    catalogue.photos.overrule(photo_id, overrules, "Anna")
    take_in("a.jpg", overrules=overrules, issues=(IssueCode.BLURRED,))
    assert catalogue.queue.row(photo_id).state is PhotoState.TO_DECIDE
    issues = (IssueCode.BLURRED, IssueCode.NEAR_DUPLICATE)
    take_in("a.jpg", overrules=overrules, verdict=Verdict.REJECT, issues=issues)
    assert catalogue.queue.row(photo_id).state is PhotoState.SET_ASIDE


def test_an_unknown_photo_is_said_in_words(catalogue: Catalogue) -> None:
    for attempt in (
        lambda: catalogue.photos.get(5),
        lambda: catalogue.photos.facts(5),
        lambda: catalogue.photos.set_number(5, "7", "Anna"),
        lambda: catalogue.photos.overrule(5, NO_OVERRULES, "Anna"),
        lambda: catalogue.analyses.add(5, make_analysis(make_photo()), "f"),
        lambda: catalogue.stored(5),
    ):
        with pytest.raises(UsageError, match="no photo with the id 5"):
            attempt()


def test_writes_together_are_kept_together(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError), catalogue.together():
        catalogue.photos.set_number(catalogue.photos.add(make_photo("a.jpg"), who="Anna")[0] + 1, "7", "Anna")
    assert catalogue.queue.waiting() == []
    with catalogue.together():
        catalogue.photos.add(make_photo("a.jpg"), who="Anna")
        catalogue.photos.add(make_photo("b.jpg"), who="Anna")
    assert len(catalogue.queue.waiting()) == 2


def test_the_other_photos_of_a_specimen(catalogue: Catalogue, take_in: TakeIn) -> None:
    first, second = take_in("a.jpg", "FMM 1"), take_in("b.jpg", "FMM 1")
    lone, unnumbered, also_unnumbered = take_in("c.jpg", "FMM 2"), take_in("d.jpg"), take_in("e.jpg")
    assert [row.id for row in catalogue.photos.of_same_specimen(first)] == [second]
    assert [row.id for row in catalogue.photos.of_same_specimen(second)] == [first]
    for photo_id in (lone, unnumbered, also_unnumbered):  # no number is no number in common
        assert catalogue.photos.of_same_specimen(photo_id) == []


def test_the_other_photos_of_a_record_under_another_number(catalogue: Catalogue, take_in: TakeIn) -> None:
    first, second, third = take_in("a.jpg", "FMM 1"), take_in("b.jpg", "FMM 1"), take_in("c.jpg", "FMM 1")
    for photo_id in (first, second):
        catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite", "FMM 1"))
    catalogue.decisions.add(Decision(third, Verb.REJECT, "Anna"))
    assert [(row.id, row.decided) for row in catalogue.photos.of_same_specimen(first)] == [(second, "Malachite")]


def test_the_other_photos_come_out_of_an_index(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", "FMM 1")
    query = f"EXPLAIN QUERY PLAN {PHOTO_ROWS}{SAME_SPECIMEN}"
    plan = list(catalogue.photos._database.query(query, {"id": photo_id, "limit": 5}))
    assert not [step["detail"] for step in plan if step["detail"].startswith(("SCAN o", "SCAN p", "SCAN photo"))]
