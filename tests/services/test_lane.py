import threading
from pathlib import Path

import pytest

from mineral_desk.domain.errors import CatalogueError, CatalogueReadOnly
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
