"""What scale cubes and rulers have written on them: telling it from the text of a label."""

import re

from mineral_desk.domain.engraved_edge import UNIT

_LENGTH = re.compile(rf"(?<![0-9a-zа-я])[1Il|]?[0O]?\s*(?:{UNIT}|c\sm)(?![a-zа-я])", re.IGNORECASE)
"""An edge, also with its figure lost or read as a letter: "1 CM", "10 mm", "Icm", "cm", "1 дюйм"."""
_CUT_LENGTH = re.compile(r"(?<![0-9a-z])[1Il|]\s?c\s*$", re.IGNORECASE)
"""A length that the photo's edge cuts: "1 C"."""
_RULER_FIGURE = re.compile(r"\d{1,2}")
_SIDES = re.compile(r"[\s.,:;'\"|_–-]*(?:[TBNSWEI1l][\s.,:;'\"|_–-]*){1,3}")
"""Top, bottom and the points of the compass, as they stand on a cube's faces."""


def says_only_a_scale(text: str) -> bool:
    """Whether ``text`` is nothing but what is engraved on a cube (a length, the names of sides) or a ruler's figure."""
    if _RULER_FIGURE.fullmatch(text):
        return True
    rest, lengths = _LENGTH.subn(" ", text)
    rest, cut = _CUT_LENGTH.subn(" ", rest)
    lengths += cut
    if not any(letter.isalnum() for letter in rest):
        return lengths > 0
    return _SIDES.fullmatch(rest) is not None
