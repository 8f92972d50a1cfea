"""Which snapshots are kept, for any list of moments and for a clock that is set as it likes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.keeping import Snapshot
from mineral_desk.domain.rotation import KEPT_AT_MOST, KEPT_DAYS, KEPT_HOURS, KEPT_LATEST, KEPT_WEEKS, to_delete

START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
MOMENTS = st.lists(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), max_size=60
)  # in any order: a clock may be set back


def numbered(moments: list[datetime]) -> list[Snapshot]:
    return [Snapshot(number, moment) for number, moment in enumerate(moments, start=1)]


def kept(snapshots: list[Snapshot]) -> list[Snapshot]:
    gone = to_delete(snapshots)
    return [one for one in snapshots if one not in gone]


@given(MOMENTS)
def test_the_latest_stay_and_there_are_never_too_many(moments: list[datetime]) -> None:
    snapshots = numbered(moments)
    left = kept(snapshots)
    assert left[-KEPT_LATEST:] == snapshots[-KEPT_LATEST:]
    assert len(left) <= KEPT_AT_MOST


@given(MOMENTS)
def test_nothing_more_goes_when_asked_again(moments: list[datetime]) -> None:
    assert to_delete(kept(numbered(moments))) == []


@given(MOMENTS, st.randoms())
def test_the_order_of_the_list_does_not_matter(moments: list[datetime], dice: object) -> None:
    snapshots = numbered(moments)
    mixed = list(snapshots)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert to_delete(mixed) == to_delete(snapshots)


@given(MOMENTS)
def test_every_day_that_counts_keeps_its_last_snapshot(moments: list[datetime]) -> None:
    snapshots = numbered(moments)
    left = kept(snapshots)
    for period, count in (
        (lambda one: one.taken_at.date(), KEPT_DAYS),
        (lambda one: one.taken_at.isocalendar()[:2], KEPT_WEEKS),
        (lambda one: (one.taken_at.date(), one.taken_at.hour), KEPT_HOURS),
    ):
        lasts = {period(one): one for one in snapshots}  # a later one replaces an earlier one
        wanted = sorted(lasts.values(), key=lambda one: one.number)[-count:]
        assert set(wanted) <= set(left)


def after_rotating_each_time(step: timedelta, days: int, at_work: Callable[[datetime], bool]) -> list[Snapshot]:
    """What is left when every new snapshot is followed by a rotation, as the program does it."""
    left: list[Snapshot] = []
    moment, number = START, 0
    while moment < START + timedelta(days=days):
        if at_work(moment):
            number += 1
            left = kept([*left, Snapshot(number, moment)])
        moment += step
    return left


def test_two_months_of_work_leave_the_last_days_and_weeks() -> None:
    left = after_rotating_each_time(
        timedelta(minutes=30), 60, lambda moment: moment.weekday() < 5 and 8 <= moment.hour < 17
    )
    ages = sorted({(left[-1].taken_at.date() - one.taken_at.date()).days for one in left})
    assert ages == [0, 1, 2, 3, 6, 7, 8, 13, 20]  # from a Thursday: seven working days, and Fridays
    assert {one.taken_at.hour for one in left if one.taken_at.date() == left[-1].taken_at.date()} == {13, 14, 15, 16}


def test_a_clock_set_back_costs_no_new_snapshot() -> None:
    future = [START + timedelta(days=400 + day) for day in range(20)]
    snapshots = numbered([*future, START, START + timedelta(minutes=30)])
    assert {21, 22} <= {one.number for one in kept(snapshots)}
