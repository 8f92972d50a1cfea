"""The edge of a scale cube in what is engraved on it: "1 cm", "10 mm", "T. 1 CM S.", "1 in", "1 см", "1 дюйм"."""

import math
import re

METRIC_UNIT = "(?:[cс][mм]|[mм]{2})"
"""Centimetres and millimetres in Latin or Cyrillic letters, or in some of both: "м" looks like a small "M"."""
UNIT = rf"(?:{METRIC_UNIT}|inch|in|дюйма?)"
"""To be matched whatever the case, as the one above."""
PATTERN = re.compile(rf"(?<!\d)(?<!\d[.,/])(\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*({UNIT}|\")(?![a-zа-я])", re.IGNORECASE)
MISREAD_UNIT = re.compile(r"(?<=\b[1IlT])\s?(?:em|CH|CN)\b")
"""After a 1 these are "cm" and "CM"."""
MISREAD_ONE = re.compile(r"\b(?:[iltт](?=\s?[cс][mм]\b)|[il](?=\s?(?:inch|дюйм)\b))", re.IGNORECASE)
MISREAD_ZERO = re.compile(r"(?<=1)[oо](?=\s*[mм]{2}\b)", re.IGNORECASE)
INCH_MARKS = re.compile(r"''|[”“″]")
EDGES_MM = (5.0, 10.0, 20.0, 25.0, 25.4, 30.0, 50.0, 50.8)
"""The edges that scale cubes are made with; any other figure is misread."""


def engraved_edge_mm(text: str) -> float | None:
    """The edge in mm that ``text`` names, or nothing where it names none that cubes are made with."""
    plain = INCH_MARKS.sub('"', re.sub(r"\s+", " ", text.replace("|", "1")))
    plain = MISREAD_UNIT.sub("cm", plain)
    plain = MISREAD_ZERO.sub("0", MISREAD_ONE.sub("1", plain))
    found = PATTERN.search(plain)
    if found is None:
        return None
    edge_mm = float(found.group(1).replace(",", ".")) * _unit_mm(found.group(2).lower())
    return next((known for known in EDGES_MM if math.isclose(edge_mm, known, rel_tol=1e-6)), None)


def _unit_mm(unit: str) -> float:
    """The unit in mm; ``unit`` matches ``PATTERN``, in lower case."""
    if re.fullmatch(METRIC_UNIT, unit):
        return 1.0 if unit[0] in "mм" else 10.0
    return 25.4
