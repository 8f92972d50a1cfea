import threading
from collections.abc import Generator

import pytest

from mineral_desk.domain.progress import Progress, finish
from mineral_desk.domain.stepping import Report, Stopped, stepwise


def count_to(number: int, report: Report) -> str:
    for done in range(1, number + 1):
        report(Progress(done, number))
    return "done"


def test_reports_are_steps_and_the_answer_is_the_result() -> None:
    job = stepwise(lambda report: count_to(5, report))
    assert [next(job).done for _ in range(5)] == [1, 2, 3, 4, 5]
    assert finish(job) == "done"


def test_what_the_work_raises_the_job_raises() -> None:
    def work(report: Report) -> None:
        report(Progress(1, 2))
        raise ValueError("no disk")

    job = stepwise(work)
    next(job)
    with pytest.raises(ValueError, match="no disk"):
        next(job)


def test_closing_stops_the_work_and_waits_for_its_cleaning_up() -> None:
    events: list[str] = []

    def work(report: Report) -> None:
        try:
            while True:
                report(Progress(0, 1))
        except Stopped:
            events.append("cleaned up")
            raise

    job = stepwise(work)
    assert isinstance(job, Generator)
    next(job)
    job.close()
    assert events == ["cleaned up"]
    assert not [thread for thread in threading.enumerate() if thread.name == "stepwise"]
