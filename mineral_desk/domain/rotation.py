"""Which of the snapshots are kept: some of the last hours, one a day for a week, one a week for a month.

Of each hour, day and week it is the last snapshot that stands for it, and only hours, days and weeks in which one was
taken count: a desk that stood still for a month keeps what it had. Nothing depends on what time it is now, and the
order is that of the snapshots' numbers, so that a clock set back or forward costs none of them.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

from mineral_desk.domain.keeping import Snapshot

KEPT_LATEST = 2
KEPT_HOURS = 4
KEPT_DAYS = 7
KEPT_WEEKS = 4
KEPT_AT_MOST = KEPT_LATEST + KEPT_HOURS + KEPT_DAYS + KEPT_WEEKS


def to_delete(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """The snapshots that are not needed any more, oldest first."""
    newest_first = sorted(snapshots, key=lambda one: one.number, reverse=True)
    kept = {one.number for one in newest_first[:KEPT_LATEST]}
    for period, count in ((_hour, KEPT_HOURS), (_day, KEPT_DAYS), (_week, KEPT_WEEKS)):
        kept |= _last_of_each(newest_first, period, count)
    return [one for one in reversed(newest_first) if one.number not in kept]


def _last_of_each(newest_first: list[Snapshot], period: Callable[[datetime], Hashable], count: int) -> set[int]:
    """The numbers of the last snapshots of the ``count`` last periods that have any."""
    last: dict[Hashable, int] = {}
    for one in newest_first:
        last.setdefault(period(one.taken_at), one.number)
    return set(list(last.values())[:count])


def _hour(moment: datetime) -> Hashable:
    return moment.date(), moment.hour


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]
