"""What stands in a cell: sizes with unit and error, days, catalogue numbers in parts."""

import math
import re
from datetime import date, datetime

from mineral_desk.domain.headings import UNITS
from mineral_desk.domain.record_numbers import LONGEST_MM

_LENGTH = re.compile(
    r"([0-9]{1,9}(?:[.,][0-9]{0,12})?)\s*(?:(?:±|\+/-|\+-)\s*([0-9]{1,9}(?:[.,][0-9]{0,12})?))?\s*([a-zа-я]{0,6})\.?"
)
_ERROR = re.compile(r"±\s*([0-9]{1,9}(?:[.,][0-9]{0,12})?)\s*([a-zа-я]{0,6})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EMU_DAY = re.compile(r"(\d{1,2})-([a-z]{3})-(\d{4})")
_POINTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def length_and_error_mm(cell: str, unit: str = "") -> tuple[float | None, float | None]:
    """Millimetres in "52.1", "5,2 cm" or "52 ± 1 mm", and their error; ``unit`` where the cell names none.

    Raises :class:`ValueError` with a reason for what is no size.
    """
    text = cell.strip().lower()
    if not text:
        return None, None
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise ValueError(f"“{_short(cell)}” is no size")
    factor = _factor(found[3] or unit)
    length = _finite(found[1], factor)
    return length or None, _finite(found[2], factor) if found[2] else None


def error_mm(cell: str, unit: str = "") -> float | None:
    """An error of a size. Raises :class:`ValueError` with a reason."""
    length, more = length_and_error_mm(cell, unit)
    if more is not None:
        raise ValueError(f"“{_short(cell)}” is no error of a size")
    return 0.0 if length is None and cell.strip() else length


def error_in_remark_mm(cell: str) -> float | None:
    """The error in a remark such as "typed, ± 1.2 mm (1 sd)"; None where it tells none."""
    found = _ERROR.search(cell[:1000].lower())
    return None if found is None or found[2] not in UNITS else _finite(found[1], UNITS[found[2]])


def day(cell: str) -> str:
    """The day in ISO 8601, as of midnight UTC. Raises :class:`ValueError` with a reason for what is none."""
    text = cell.strip().lower()
    try:
        if found := _EMU_DAY.fullmatch(text):
            told = date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
        elif found := _POINTED_DAY.fullmatch(text):
            told = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            told = datetime.fromisoformat(text.upper()).date()
    except ValueError:
        raise ValueError(f"“{_short(cell)}” is no day such as 2026-11-29") from None
    return f"{told.isoformat()}T00:00:00.000+00:00"


def joined_number(prefix: str, digits: str, suffix: str) -> str:
    """EMu's three parts as one number: "FMM", "82451", ",1" is "FMM 82451,1"."""
    return f"{prefix} {digits}".strip() + suffix.strip() if digits.strip() else f"{prefix}{suffix}".strip()


def _factor(unit: str) -> float:
    name = unit.strip().lower().rstrip(".")
    if not name:
        return 1.0
    if name not in UNITS:
        raise ValueError(f"“{_short(unit)}” is no unit of length; mm, cm, m and in are")
    return UNITS[name]


def _finite(text: str, factor: float) -> float:
    value = round(float(text.replace(",", ".")) * factor, 6)
    if not math.isfinite(value) or value > LONGEST_MM:
        raise ValueError(f"“{_short(text)}” is too large for a size")
    return value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
