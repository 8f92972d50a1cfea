"""Work that can only report by calling back, as a job: SQLite's own backup and checks know no other way."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import Queue
from threading import Event, Semaphore, Thread
from typing import TypeVar

from mineral_desk.domain.progress import Job, Progress

Result = TypeVar("Result")
Report = Callable[[Progress], None]
"""What the work calls to tell how far it is; it raises :class:`Stopped` where nobody wants the result any more."""

PATIENCE_S = 0.01


class Stopped(Exception):
    """The job was closed: the work is to clean up and end."""


def silent(progress: Progress) -> None:
    """For whoever does not want to hear."""


def stepwise(work: Callable[[Report], Result]) -> Job[Result]:
    """Run ``work`` on a thread of its own; what it reports are the job's steps, what it raises the job raises.

    The work waits in each report until the next step is asked for, so that a closed job has never quite finished
    behind one's back. Closing waits until the work has cleaned up behind itself.
    """
    steps: Queue[Progress | None] = Queue()
    asked_on = Semaphore(0)
    stopped = Event()
    outcome: Future[Result] = Future()

    def report(progress: Progress) -> None:
        steps.put(progress)
        asked_on.acquire()
        if stopped.is_set():
            raise Stopped

    def run() -> None:
        try:
            outcome.set_result(work(report))
        except BaseException as fault:
            outcome.set_exception(fault)
        finally:
            steps.put(None)

    thread = Thread(target=run, name="stepwise")
    thread.start()
    try:
        while (step := steps.get()) is not None:
            yield step
            asked_on.release()
    finally:
        stopped.set()
        while thread.is_alive():
            asked_on.release()  # for every report that cleaning up may still make
            thread.join(PATIENCE_S)
    return outcome.result()
