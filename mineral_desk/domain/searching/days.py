"""Days as they are typed into a search: ``2026``, ``2026-11``, ``21.11.2026``, ``2025..2026-03``, ``>=2026-11-01``."""

import re
from calendar import monthrange
from datetime import date, timedelta

from mineral_desk.domain.searching.query import DayRange

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DOTTED = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
_SIGNED = re.compile(r"(>=|<=|>|<|=|)\s*(\S+)")


def parse_days(text: str) -> DayRange | None:
    """The days meant; None where the text names none. A year or a month means all of its days."""
    told = text.strip()
    if ".." in told:
        return _between(*told.split("..", 1))
    signed = _SIGNED.fullmatch(told)
    span = None if signed is None else _span(signed[2])
    if signed is None or span is None:
        return None
    first, last = span
    return _compared(signed[1], first, last)


def _compared(sign: str, first: date, last: date) -> DayRange | None:
    """The days before, after or within the span; None where the calendar ends."""
    match sign:
        case ">=":
            return DayRange(first=first.isoformat())
        case "<=":
            return DayRange(last=last.isoformat())
        case ">":
            return None if last == date.max else DayRange(first=(last + timedelta(1)).isoformat())
        case "<":
            return None if first == date.min else DayRange(last=(first - timedelta(1)).isoformat())
        case _:
            return DayRange(first.isoformat(), last.isoformat())


def _between(from_text: str, to_text: str) -> DayRange | None:
    spans = [_span(part.strip()) if part.strip() else () for part in (from_text, to_text)]
    if None in spans or spans == [(), ()]:
        return None
    start, end = spans
    return DayRange(start[0].isoformat() if start else "", end[1].isoformat() if end else "")


def _span(text: str) -> tuple[date, date] | None:
    """The first and the last day of what is named."""
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    parts = iso.groups() if iso is not None else dotted.groups()[::-1] if dotted is not None else None
    if parts is None:
        return None
    year, month, day = (int(part) if part else None for part in parts)
    assert year is not None  # both patterns have one
    try:
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first, last
