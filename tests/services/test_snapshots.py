"""Snapshots are taken when something changed, verified, and thinned out."""

from collections import namedtuple
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueDamaged, CatalogueGone, OutputError
from mineral_desk.domain.keeping import Snapshot
from mineral_desk.domain.progress import finish
from mineral_desk.domain.rotation import KEPT_AT_MOST
from mineral_desk.services import reviewing, snapshots
from mineral_desk.services.desk import Desk
from mineral_desk.services.snapshots import snapshot_folder, snapshots_in, take_snapshot
from tests.catalogue.conftest import make_photo


@pytest.fixture(autouse=True)
def one_photo(desk: Desk) -> None:
    desk.write(lambda catalogue: catalogue.photos.add(make_photo(), who="Anna"))


def decide(desk: Desk, species: str = "Malachite") -> None:
    reviewing.decide(desk, Decision(1, Verb.ACCEPT, "Anna", species))


def snapshot(desk: Desk) -> Snapshot | None:
    return finish(take_snapshot(desk))


def test_a_snapshot_is_a_catalogue_with_all_that_was_decided(desk: Desk) -> None:
    decide(desk)
    taken = snapshot(desk)
    assert taken is not None
    assert taken.path.parent.parent == desk.folders.user / "snapshots"
    assert taken.path.parent.name.startswith("Каталог № 1 ")
    with open_catalogue(taken.path, read_only=True) as copy:
        assert copy.check() == []
        assert copy.stored(1).decision is not None


def test_none_is_taken_while_nothing_changes(desk: Desk) -> None:
    assert snapshot(desk) is not None
    assert snapshot(desk) is None
    for change in (lambda: decide(desk), lambda: reviewing.undo(desk), lambda: reviewing.redo(desk)):
        change()
        assert snapshot(desk) is not None
        assert snapshot(desk) is None
    assert [one.number for one in snapshots_in(snapshot_folder(desk))] == [3, 4]  # the others are of the same hour


def test_old_ones_are_thinned_out_and_other_files_stay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = snapshot_folder(desk)
    folder.mkdir(parents=True)
    mine = folder / "000001 my own copy.mdc"
    mine.write_text("mine")
    now = datetime(2026, 3, 2, 9)

    class Clock(datetime):
        @classmethod
        def now(cls, _: object = None) -> datetime:
            return now

    monkeypatch.setattr(snapshots, "datetime", Clock)
    for hour in range(60):
        now += timedelta(hours=7) if hour != 40 else timedelta(days=-90)  # somebody sets the clock back
        decide(desk, f"Species {hour}")
        assert snapshot(desk) is not None
    left = snapshots_in(folder)
    assert len(left) <= KEPT_AT_MOST
    assert left[-1].number == 60
    with open_catalogue(left[-1].path, read_only=True) as copy:
        decision = copy.stored(1).decision
        assert decision is not None
        assert decision.species == "Species 59"
    assert mine.read_text() == "mine"


def test_a_snapshot_that_fails_thins_nothing_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert snapshot(desk) is not None
    decide(desk)
    monkeypatch.setattr("mineral_desk.catalogue.copying.integrity_faults", lambda *_: ["row 7 missing from index"])
    monkeypatch.setattr(snapshots, "to_delete", lambda _: pytest.fail("nothing may be deleted now"))
    with pytest.raises(CatalogueDamaged, match="row 7 missing"):
        snapshot(desk)
    assert len(list(snapshot_folder(desk).iterdir())) == 1


def test_a_disk_with_little_room_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(100, 99, 1))
    with pytest.raises(OutputError, match=r"No snapshot of Каталог № 1\.mdc was made"):
        snapshot(desk)
    assert not snapshot_folder(desk).exists()


def test_a_catalogue_that_was_moved_away_is_told_in_words(desk: Desk, tmp_path: Path) -> None:
    decide(desk)
    path = desk.reading.path
    path.rename(tmp_path / "moved.mdc")
    with pytest.raises(CatalogueGone, match="does not answer"):
        snapshot(desk)
    (tmp_path / "moved.mdc").rename(path)


def test_cancelling_leaves_nothing(desk: Desk) -> None:
    job = take_snapshot(desk)
    next(job)
    job.close()
    assert list(snapshot_folder(desk).iterdir()) == []


def test_a_snapshot_that_was_spoilt_does_not_stop_the_next(desk: Desk, tmp_path: Path) -> None:
    first = snapshot(desk)
    assert first is not None
    first.path.write_bytes(b"spoilt")
    second = snapshot(desk)
    assert second is not None
    assert second.number == 2
