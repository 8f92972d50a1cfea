"""The edge of a scale cube in what is engraved on it: "1 cm", "10 mm", "T. 1 CM S.", "1 in"."""

import math
import re

UNITS_MM = {"cm": 10.0, "mm": 1.0, "in": 25.4, "inch": 25.4, '"': 25.4, "см": 10.0, "мм": 1.0}
PATTERN = re.compile(
    r"(?<!\d)(?<!\d[.,/])(\d{1,2}(?:[.,]\d{1,2})?)\s*(cm|mm|inch|in|см|мм|\")(?![a-zа-я])", re.IGNORECASE
)
MISREAD_UNIT = re.compile(r"(?<=\b[1IlT])\s?(?:em|CH|CN)\b")
"""After a 1 these are "cm" and "CM"."""
INCH_MARKS = re.compile(r"''|[”“″]")
EDGES_MM = (5.0, 10.0, 20.0, 25.0, 25.4, 30.0, 50.0, 50.8)
"""The edges that scale cubes are made with; any other figure is misread."""


def engraved_edge_mm(text: str) -> float | None:
    """The edge in mm that ``text`` names, or nothing where it names none that cubes are made with."""
    plain = INCH_MARKS.sub('"', re.sub(r"\s+", " ", text.replace("|", "1")))
    plain = MISREAD_UNIT.sub("cm", plain)
    plain = re.sub(r"(?i)\b(?:[ilt](?=\s?(?:cm|см)\b)|[il](?=\s?inch\b))", "1", plain)
    plain = re.sub(r"(?i)(?<=1)o(?=\s*mm\b)", "0", plain)
    found = PATTERN.search(plain)
    if found is None:
        return None
    edge_mm = float(found.group(1).replace(",", ".")) * UNITS_MM[found.group(2).lower()]
    return next((known for known in EDGES_MM if math.isclose(edge_mm, known, rel_tol=1e-6)), None)
