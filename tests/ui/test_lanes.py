"""Lanes: outcomes on the main thread, order, urgency, cancel, pause, faults."""

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.stalls import StallMonitor
from tests.ui.conftest import wait_for


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


def steps(many: int, log: list[str], name: str = "") -> Job[int]:
    for number in range(many):
        log.append(f"{name}{number}")
        yield Progress(number + 1, many, changes=Changes(frozenset({ChangeKind.PHOTO}), frozenset({number})))
    return many


def run(lane: Lane, *jobs: object) -> list[Outcome]:
    heard: list[Outcome] = []
    done: list[int] = []

    def listen(outcome: Outcome) -> None:
        heard.append(outcome)
        if outcome.kind is not OutcomeKind.PROGRESSED:
            done.append(outcome.job_id)

    with wait_for(lambda: len(done) == len(jobs)):
        for job in jobs:
            lane.start(job, listen, about="it")  # type: ignore[arg-type]
    return heard


def test_a_job_reports_and_finishes_on_the_main_thread(lane: Lane) -> None:
    threads: set[object] = set()

    def job() -> Job[str]:
        threads.add(threading.current_thread())
        yield Progress(1, 1, "one")
        return "done"

    heard = run(lane, job)
    assert heard[-1].kind is OutcomeKind.FINISHED
    assert heard[-1].result == "done"
    assert heard[-1].about == "it"
    assert threading.main_thread() not in threads


def test_changes_of_fast_steps_are_all_told(lane: Lane) -> None:
    heard = run(lane, lambda: steps(500, []))
    told = frozenset[int]().union(*(one.progress.changes.photo_ids for one in heard if one.progress is not None))
    assert told == frozenset(range(500))
    assert len(heard) < 100


def test_faults_are_outcomes(lane: Lane) -> None:
    def job() -> Job[None]:
        yield Progress(1, 2)
        raise ValueError("broken")

    heard = run(lane, job)
    assert heard[-1].kind is OutcomeKind.FAILED
    assert str(heard[-1].fault) == "broken"


def test_jobs_keep_their_order(lane: Lane) -> None:
    log: list[str] = []
    run(lane, lambda: steps(3, log, "a"), lambda: steps(3, log, "b"))
    assert log == ["a0", "a1", "a2", "b0", "b1", "b2"]


def test_an_urgent_job_overtakes_between_two_steps(lane: Lane) -> None:
    log: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> Job[None]:
        for number in range(3):
            log.append(f"slow{number}")
            begun.set()
            go_on.wait(5)
            yield Progress(number, 3)

    ended: list[Outcome] = []
    with wait_for(lambda: len(ended) == 2):
        lane.start(slow, lambda one: ended.append(one) if one.kind is OutcomeKind.FINISHED else None)
        begun.wait(5)
        lane.start(one_step(lambda: log.append("urgent")), ended.append, urgent=True)
        go_on.set()
    assert log == ["slow0", "urgent", "slow1", "slow2"]


def test_cancelling_closes_the_job(lane: Lane) -> None:
    closed, begun = threading.Event(), threading.Event()

    def endless() -> Job[None]:
        try:
            while True:
                begun.set()
                time.sleep(0.001)
                yield Progress(0, 0)
        finally:
            closed.set()

    heard: list[Outcome] = []
    with wait_for(lambda: bool(heard) and heard[-1].kind is OutcomeKind.CANCELLED):
        job_id = lane.start(endless, heard.append)
        begun.wait(5)
        lane.cancel(job_id)
    assert closed.is_set()
    assert not lane.is_busy


def test_pause_holds_calm_jobs_only(lane: Lane) -> None:
    log: list[str] = []
    ended: list[Outcome] = []
    lane.pause(True)
    lane.start(one_step(lambda: log.append("calm")), ended.append)
    with wait_for(lambda: len(ended) == 1):
        lane.start(one_step(lambda: log.append("urgent")), ended.append, urgent=True)
    assert log == ["urgent"]
    with wait_for(lambda: len(ended) == 2):
        lane.pause(False)
    assert log == ["urgent", "calm"]


def test_the_stall_monitor_notices_a_block(qapp: QApplication) -> None:
    monitor = StallMonitor()
    monitor.start()
    with wait_for(lambda: len(monitor.delays_ms) > 3):
        pass
    time.sleep(0.12)
    qapp.processEvents()
    monitor.stop()
    assert monitor.longest_ms > 80
    assert monitor.percentile_ms(50) <= monitor.longest_ms
