"""What is written into a box as it is drawn: its place, its size, the number and the name, as large as they go in.

A number stands there whole or not at all: half a number is another specimen's. A name may be shortened to letters that
still tell it.
"""

from dataclasses import dataclass

from mineral_desk.services.printing.fonts import BOLD, PLAIN, fitted, whole_lines, width_pt
from mineral_desk.services.printing.paper import MM_PER_PT

PADDING_MM = 0.7
ASIDE_PT = 2.0
"""What numbers and names keep from the sides beyond that."""
CORNER_PT, LEAST_CORNER_PT = 5.0, 3.5
"""Letters of the place and the size of the box."""
NUMBER_PT, NAME_PT = (10.0, 9.0, 8.0, 7.0, 6.0, 5.0), (8.0, 7.0, 6.0, 5.0, 4.5)
"""Letters, the largest that go in."""
LEADING = 1.2
"""A line's height in sizes of its letters."""
NUMBER_LINES, NAME_LINES = 3, 4
LEAST_LETTERS = 5
"""Of a name that is shortened, with the sign that it is."""
CORNER_GAP_PT = 2.0


@dataclass(frozen=True, slots=True)
class Told:
    """Of one box: its place in the drawer, its size with its marks, the specimen's number and name."""

    place: int
    size: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """A line in a box: its words, how large, and where its base begins or ends, from the box's upper left, in mm."""

    words: str
    letters_pt: float
    font: str
    across_mm: float
    base_mm: float


@dataclass(frozen=True, slots=True)
class BoxWords:
    """``centred`` are about the middle of ``across_mm``; ``has_number`` tells whether the number is among them.

    ``turned``: written upwards, in a box that is higher than wide.
    """

    place: Written | None
    size: Written | None
    centred: tuple[Written, ...]
    has_number: bool
    turned: bool = False


def words_in_box(width_mm: float, height_mm: float, told: Told) -> BoxWords:
    """What of ``told`` goes into a box that is drawn ``width_mm`` × ``height_mm``."""
    upright = _words(width_mm, height_mm, told)
    if upright.has_number or height_mm <= width_mm:
        return upright
    turned = _words(height_mm, width_mm, told, turned=True)
    return turned if turned.has_number else upright


def _words(width_mm: float, height_mm: float, told: Told, *, turned: bool = False) -> BoxWords:
    room_pt, high_pt = ((side - 2 * PADDING_MM) / MM_PER_PT for side in (width_mm, height_mm))
    corner, beside = _corner(str(told.place), told.size, room_pt, high_pt, width_mm)
    top_pt = 0.0 if corner is None else corner.letters_pt * LEADING
    lines, has_number = _middle(told.number, told.name, room_pt - 2 * ASIDE_PT, high_pt - top_pt)
    spare_pt = high_pt - top_pt - sum(letters * LEADING for _, letters, _ in lines)
    base_pt, centred = top_pt + spare_pt / 2, []
    for words, letters, font in lines:
        base_pt += letters * LEADING
        base_mm = PADDING_MM + (base_pt - letters * (LEADING - 1)) * MM_PER_PT
        centred.append(Written(words, letters, font, width_mm / 2, base_mm))
    return BoxWords(corner, beside, tuple(centred), has_number, turned)


def _corner(
    place: str, size: str, room_pt: float, high_pt: float, width_mm: float
) -> tuple[Written | None, Written | None]:
    """The place at the left, the size of the box at the right where there is room for both."""
    letters = CORNER_PT
    if width_pt(place, PLAIN, letters) > room_pt or letters > high_pt:
        letters = LEAST_CORNER_PT
    used_pt = width_pt(place, PLAIN, letters)
    if used_pt > room_pt or letters > high_pt:
        return None, None
    base_mm = PADDING_MM + letters * MM_PER_PT * 0.85
    at_left = Written(place, letters, PLAIN, PADDING_MM, base_mm)
    if used_pt + CORNER_GAP_PT + width_pt(size, BOLD, letters) > room_pt:
        return at_left, None
    return at_left, Written(size, letters, BOLD, width_mm - PADDING_MM, base_mm)


_Line = tuple[str, float, str]


def _middle(number: str, name: str, room_pt: float, high_pt: float) -> tuple[list[_Line], bool]:
    """The lines below the corner, and whether the number is among them; without it there is no name either.

    The number is as large as it goes in with the whole name; else with what of the name still tells it; else alone.
    """
    for named in (_whole_name, _short_name, _no_name) if name else (_no_name,):
        for letters in NUMBER_PT:
            most = min(1 if letters > NUMBER_PT[-1] else NUMBER_LINES, _room(high_pt, letters))
            lines = whole_lines(number, BOLD, letters, room_pt, most)
            if lines:
                below = named(name, room_pt, high_pt - len(lines) * letters * LEADING, letters)
                if below is not None:
                    return [*((line, letters, BOLD) for line in lines), *below], True
    return [], False


def _whole_name(name: str, room_pt: float, high_pt: float, most_pt: float) -> list[_Line] | None:
    """No larger than the number."""
    for letters in NAME_PT:
        if letters < most_pt:
            lines = whole_lines(name, PLAIN, letters, room_pt, min(NAME_LINES, _room(high_pt, letters)))
            if lines:
                return [(line, letters, PLAIN) for line in lines]
    return None


def _short_name(name: str, room_pt: float, high_pt: float, _: float) -> list[_Line] | None:
    least = NAME_PT[-1]
    short = fitted(name, PLAIN, least, room_pt) if _room(high_pt, least) else ""
    return [(short, least, PLAIN)] if len(short) > LEAST_LETTERS else None


def _no_name(_name: str, _room_pt: float, _high_pt: float, _most_pt: float) -> list[_Line] | None:
    return []


def _room(high_pt: float, letters: float) -> int:
    """How many lines go one below the other."""
    return max(0, int(high_pt / (letters * LEADING)))
