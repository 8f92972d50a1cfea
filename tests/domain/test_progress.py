import pytest

from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind, Changes
from mineral_desk.domain.progress import Job, Progress, finish


def counting(total: int, log: list[str]) -> Job[int]:
    try:
        for done in range(1, total + 1):
            yield Progress(done, total)
        return total
    finally:
        log.append("closed")


def test_a_job_returns_its_result() -> None:
    assert finish(counting(3, [])) == 3


def test_a_cancelled_job_cleans_up() -> None:
    log: list[str] = []
    job = counting(3, log)
    next(job)
    job.close()
    assert log == ["closed"]
    with pytest.raises(StopIteration):
        next(job)


def test_changes_add_up() -> None:
    one = Changes(frozenset({ChangeKind.PHOTO}), photo_ids=frozenset({1}), name="Take in")
    two = Changes(frozenset({ChangeKind.DECISION}), photo_ids=frozenset({2}), name="Accept")
    both = one | two
    assert both.photo_ids == {1, 2}
    assert both.kinds == {ChangeKind.PHOTO, ChangeKind.DECISION}
    assert both.name == "Accept"
    assert not NOTHING_CHANGED
    assert both
