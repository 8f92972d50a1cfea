"""Sizes as they are typed into a search: ``>50mm``, ``5..7 cm``, ``<=2in``, ``50``."""

import math
import re

from mineral_desk.domain.searching.query import SizeRange

MM_PER_UNIT = {"": 1.0, "mm": 1.0, "мм": 1.0, "cm": 10.0, "см": 10.0, "in": 25.4, "дюйм": 25.4}
_NUMBER = r"(\d+(?:[.,]\d+)?)\s*([a-zа-я]*)"
_ONE = re.compile(rf"(>=|<=|>|<|=|)\s*{_NUMBER}")
_TWO = re.compile(rf"(?:{_NUMBER})?\s*\.\.\s*(?:{_NUMBER})?")


def parse_size(text: str) -> SizeRange | None:
    """The range; None where the text is none. A bare number means all that rounds to it: ``50`` is 49.5 to 50.5."""
    told = text.strip().lower()
    one = _ONE.fullmatch(told)
    if one is not None:
        return _compared(one[1], one[2], one[3])
    two = _TWO.fullmatch(told)
    if two is None or not (two[1] or two[3]):
        return None
    low = _length_mm(two[1], two[2] or two[4] or "") if two[1] else None
    high = _length_mm(two[3], two[4] or "") if two[3] else None
    if (two[1] and low is None) or (two[3] and high is None):
        return None
    return SizeRange(low, high)


def _compared(sign: str, number: str, unit: str) -> SizeRange | None:
    length_mm = _length_mm(number, unit)
    if length_mm is None:
        return None
    match sign:
        case ">" | ">=":
            return SizeRange(length_mm, None, with_low=sign == ">=")
        case "<" | "<=":
            return SizeRange(None, length_mm, with_high=sign == "<=")
        case _:
            digits = len(re.split(r"[.,]", number)[1]) if re.search(r"[.,]", number) else 0
            half_mm = MM_PER_UNIT[unit] * 10.0**-digits / 2
            return SizeRange(length_mm - half_mm, length_mm + half_mm)


def _length_mm(number: str, unit: str) -> float | None:
    if unit not in MM_PER_UNIT:
        return None
    length_mm = float(number.replace(",", ".")) * MM_PER_UNIT[unit]
    return length_mm if math.isfinite(length_mm) else None
