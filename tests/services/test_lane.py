import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mineral_desk.domain.errors import CatalogueError, CatalogueGone, CatalogueReadOnly
from mineral_desk.domain.photo import Photo
from mineral_desk.services.lane import CatalogueLane


def photo(number: int) -> Photo:
    return Photo(Path(f"{number}.jpg"), f"{number:064x}", 1, 10, 10)


def test_writes_from_many_threads_are_all_kept(tmp_path: Path) -> None:
    lane = CatalogueLane(tmp_path / "Каталог № 1.mdc")

    def add(first: int) -> None:
        for number in range(first, first + 20):
            lane.write(lambda catalogue, number=number: catalogue.photos.add(photo(number), who="A"))

    threads = [threading.Thread(target=add, args=(20 * part,)) for part in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lane.reading.queue.waiting()) == 100
    lane.close()
    again = CatalogueLane(tmp_path / "Каталог № 1.mdc")
    assert len(again.reading.queue.waiting()) == 100
    again.close()


def test_each_thread_reads_on_its_own_connection(tmp_path: Path) -> None:
    lane = CatalogueLane(tmp_path / "a.mdc")
    seen = [lane.reading]
    thread = threading.Thread(target=lambda: seen.append(lane.reading))
    thread.start()
    thread.join()
    assert seen[0] is lane.reading
    assert seen[1] is not seen[0]
    lane.close()


def test_a_write_inside_a_write_does_not_wait_for_itself(tmp_path: Path) -> None:
    lane = CatalogueLane(tmp_path / "a.mdc")
    outcome = lane.write(lambda _: lane.write(lambda catalogue: catalogue.photos.add(photo(1), who="A")))
    assert outcome[1]
    lane.close()


def test_readers_cannot_write(tmp_path: Path) -> None:
    lane = CatalogueLane(tmp_path / "a.mdc")
    with pytest.raises(CatalogueReadOnly):
        lane.reading.photos.add(photo(1), who="A")
    lane.close()


def test_a_catalogue_that_cannot_be_opened_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "a.mdc").write_text("no catalogue at all, but long enough to be looked at")
    with pytest.raises(CatalogueError):
        CatalogueLane(tmp_path / "a.mdc")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("catalogue")]


def add(lane: CatalogueLane, number: int) -> None:
    lane.write(lambda catalogue: catalogue.photos.add(photo(number), who="A"))


@contextmanager
def unplugged(path: Path) -> Iterator[None]:
    """Pull the disk out, so that the open handles lead nowhere any more; plug it in again at the end.

    Its files come back under other numbers, and the handles stay dead.
    """
    dead = [str(path), f"{path}-wal"]  # without its locks, in a third file, SQLite would try again for ten seconds
    handles = [one for one in Path("/proc/self/fd").iterdir() if one.is_symlink() and os.path.realpath(one) in dead]
    away = path.parent.with_name("away")
    path.parent.rename(away)
    ends = os.pipe()
    for handle in handles:
        os.dup2(ends[1], int(handle.name))
    yield
    shutil.copytree(away, path.parent)
    for end in ends:
        os.close(end)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the handles that are open are Linux's")
def test_a_disk_that_was_pulled_out_and_plugged_in_again_is_written_on(tmp_path: Path) -> None:
    lane = CatalogueLane(tmp_path / "disk" / "a.mdc")
    add(lane, 1)
    assert len(lane.reading.queue.waiting()) == 1
    with unplugged(lane.path):
        for number in (2, 3):
            with pytest.raises(CatalogueGone, match="does not answer" if number == 2 else "is still away"):
                add(lane, number)
        assert not lane.path.parent.exists()
    add(lane, 4)
    assert [row.path.name for row in lane.reading.queue.waiting()] == ["1.jpg", "4.jpg"]
    assert lane.reading.check() == []
    lane.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the handles that are open are Linux's")
def test_an_older_copy_that_comes_back_instead_is_not_written_into(tmp_path: Path) -> None:
    lane = CatalogueLane(tmp_path / "disk" / "a.mdc")
    lane.close()
    shutil.copy(lane.path, tmp_path / "older.mdc")
    lane = CatalogueLane(lane.path)
    add(lane, 1)
    with unplugged(lane.path), pytest.raises(CatalogueGone):
        add(lane, 2)
    for name in lane.path.parent.glob("a.mdc*"):
        name.unlink()
    shutil.copy(tmp_path / "older.mdc", lane.path)
    with pytest.raises(CatalogueGone, match="is not as it was when it was last open"):
        add(lane, 3)
    lane.close()
    again = CatalogueLane(lane.path)
    assert again.reading.queue.waiting() == []
    again.close()
