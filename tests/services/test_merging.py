"""Merging as a job: cancelled at any step it has written nothing, and the catalogue's lane goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mineral_desk.domain.merging import Side
from mineral_desk.domain.progress import finish
from mineral_desk.services import merging
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from tests.catalogue.merging.hands import Person


@pytest.fixture
def other(tmp_path: Path) -> Path:
    one = Person("Boris", tmp_path / "Boris.mdc")
    for n in range(5):
        one.take_in(f"{n}.jpg")
        one.decide(f"{n}.jpg", "Azurite", str(n))
    one.catalogue.close()
    return one.path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(find_folders(), Settings(), tmp_path / "Anna.mdc") as made:
        yield made


def test_cancelled_at_any_step_it_has_written_nothing(desk: Desk, other: Path) -> None:
    steps = 0
    for stop_after in range(1, 100):
        job = merging.merge(desk, other, "Anna")
        seen = 0
        for _ in job:
            seen += 1
            if seen == stop_after:
                job.close()
        if seen < stop_after:
            break
        steps += 1
        assert desk.reading.specimens.count() == 0
        assert list(other.parent.glob("*.before-merge*")) == []
    assert steps >= 4
    assert desk.reading.specimens.count() == 5
    assert desk.reading.check() == []


def test_a_preview_and_the_merge_tell_the_same(desk: Desk, other: Path) -> None:
    looked = finish(merging.preview_merge(desk, other))
    assert desk.reading.specimens.count() == 0
    done = finish(merging.merge(desk, other, "Anna"))
    assert (looked.dry_run, looked.brought) == (True, done.brought)
    past = merging.merge_to_take_back(desk)
    assert past is not None
    assert past.kept == done.kept
    assert merging.conflicts(desk) == []
    assert merging.conflict_count(desk) == 0


def test_lists_of_conflicts_are_files_for_other_programs(desk: Desk, other: Path, tmp_path: Path) -> None:
    finish(merging.merge(desk, other, "Anna"))
    with_it = Person("Cara", other.with_name("Cara.mdc"))
    with_it.take_in("0.jpg")
    with_it.decide("0.jpg", "=Quartz()", "0")
    with_it.catalogue.close()
    finish(merging.merge(desk, with_it.path, "Anna"))
    (one,) = merging.conflicts(desk)
    merging.write_conflicts(tmp_path / "list.csv", [one])
    assert b"0: Accepted =Quartz()" in (tmp_path / "list.csv").read_bytes()
    assert merging.settle(desk, one.id, Side.THEIRS, who="Anna")
    record = desk.reading.specimens.by_number("0")
    assert record is not None
    assert record.species == "=Quartz()"
