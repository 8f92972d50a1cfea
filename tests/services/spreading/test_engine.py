"""What the engine does with answers; the cluster is in this process, and works when it is waited for."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from mineral_desk.domain.errors import ClusterError
from mineral_desk.domain.photo import Photo
from mineral_desk.services.analysing import analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.spreading import engine
from mineral_desk.services.spreading.cluster import SchedulerLost, WorkersDied
from mineral_desk.services.spreading.engine import SpreadEngine
from mineral_desk.services.spreading.parcels import Answer, Parcel
from mineral_desk.services.spreading.work import passport
from mineral_desk.vision import decode
from tests.services.spreading.light import look, look_from_afar


class OneComputer:
    """A cluster without Dask. ``troubles`` are raised by the first waits, one each."""

    def __init__(self, *troubles: Exception | None, seen: bool = True, threads: int = 1) -> None:
        self.troubles, self.seen, self._threads = list(troubles), seen, threads
        self.submitted: list[Parcel] = []
        self.tasks: dict[int, tuple[Callable[[Parcel], Answer], Parcel]] = {}
        self.settled: list[int] = []
        self._numbers = count()

    def threads(self) -> int:
        return self._threads

    def sees(self, _: Photo) -> bool:
        return self.seen

    def submit(self, work: Callable[[Parcel], Answer], sent: Parcel) -> int:
        self.submitted.append(sent)
        number = next(self._numbers)
        self.tasks[number] = work, sent
        return number

    def wait(self, task: int) -> Answer:
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, SchedulerLost):
            self.tasks.clear()
        work, sent = self.tasks.pop(task, (None, None))
        if trouble is not None:
            raise trouble
        assert work is not None, "this task was given up"
        return work(sent)

    def settle(self, tasks: list[int]) -> None:
        self.settled.append(len(tasks))

    def wait_for_scheduler(self) -> None:
        pass


@pytest.fixture
def harmless(pictures: list[Path]) -> list[Path]:
    return [path for path in pictures if "kills" not in path.name]


def errors(desk: Desk, files: list[Path], computer: OneComputer, work: Callable[[Parcel], Answer] = look) -> list[str]:
    steps = list(analyse_files(desk, files, engine=SpreadEngine(desk, computer, work)))
    assert [step.analysis.photo.path for step in steps] == files
    return [step.analysis.error for step in steps]


def test_no_more_photos_are_under_way_than_there_is_room_for(desk: Desk, harmless: list[Path]) -> None:
    computer = OneComputer(threads=3)
    job = analyse_files(desk, harmless, engine=SpreadEngine(desk, computer, look))
    most = 0
    for step in job:
        most = max(most, len(computer.submitted) - step.done)
    assert most == 8
    assert len(computer.submitted) == 10


def test_bytes_under_way_are_bounded(desk: Desk, harmless: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    largest = max(path.stat().st_size for path in harmless)
    monkeypatch.setattr(engine, "MAX_SENT_BYTES", largest + 1)
    computer = OneComputer(seen=False)
    next(analyse_files(desk, harmless, engine=SpreadEngine(desk, computer, look)))
    assert len(computer.submitted) == 2


def test_after_one_photo_that_is_not_seen_all_are_sent(desk: Desk, harmless: list[Path]) -> None:
    computer = OneComputer()
    assert not any(errors(desk, harmless, computer, look_from_afar))
    assert [sent["content"] is None for sent in computer.submitted].count(True) == 8
    assert len(computer.submitted) == 18


def test_what_is_too_large_to_be_sent_or_cannot_be_opened_stays_here(
    desk: Desk, harmless: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_here: list[Path] = []

    def here(_: Desk, path: Path, *_rest: object) -> None:
        seen_here.append(path)
        raise engine.PhotoError(f"{path.name} was looked at here.")

    monkeypatch.setattr(engine, "analyse_alone", here)
    large = harmless[0].with_name("x large.png")
    large.write_bytes(harmless[0].read_bytes() + bytes(1000))
    broken = harmless[0].with_name("y broken.png")
    broken.write_bytes(b"no picture")
    vast = harmless[0].with_name("z vast.png")
    vast.write_bytes(harmless[0].read_bytes())
    monkeypatch.setattr(engine, "MAX_SENT_BYTES", 900)
    monkeypatch.setattr(decode, "MAX_MEGAPIXELS", 41 * 31 / 1e6)
    computer = OneComputer(seen=False)
    told = errors(desk, [harmless[0], large, broken, harmless[5]], computer)
    assert told[0] == ""
    assert all("was looked at here" in words for words in told[1:])
    assert seen_here == [large, broken, harmless[5]]  # the last has too many pixels
    assert len(computer.submitted) == 1


def test_a_photo_is_tried_once_more_after_its_workers_died(desk: Desk, harmless: list[Path]) -> None:
    computer = OneComputer(WorkersDied(), None, WorkersDied())
    assert not any(errors(desk, harmless[:2], computer))
    assert computer.settled == [1, 0]
    first, second = errors(desk, harmless[2:4], OneComputer(WorkersDied(), WorkersDied()))
    assert "2.png" in first
    assert "stopped working" in first
    assert second == ""


def test_a_scheduler_that_comes_back_gets_all_photos_again(desk: Desk, harmless: list[Path]) -> None:
    computer = OneComputer(None, SchedulerLost())
    assert not any(errors(desk, harmless, computer))
    assert len(computer.submitted) == 18


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        ({"version": "0.0.1"}, "is Mineral Desk 0.0.1"),
        ({"models": {}}, "The model species on Кабинет 2 is another one"),
        ({"engine": 1}, "would analyse in another way"),
        ("On Кабинет 2: The model file is altered.", "is altered"),
    ],
)
def test_a_worker_that_is_another_program_ends_the_run_in_words(
    desk: Desk, harmless: list[Path], theirs: dict | str, words: str
) -> None:
    mine = passport(desk) | {"computer": "Кабинет 2"}
    refused = theirs if isinstance(theirs, str) else mine | theirs
    job = analyse_files(desk, harmless, engine=SpreadEngine(desk, OneComputer(), lambda _: Answer(refused=refused)))
    with pytest.raises(ClusterError, match=words) as refusal:
        next(job)
    assert "worker" in refusal.value.hint
