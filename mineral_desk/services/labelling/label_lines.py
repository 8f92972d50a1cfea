"""The lines that people read on a label, as large as the label allows. Lengths are points."""

from dataclasses import dataclass

from mineral_desk.domain.labelling import Label
from mineral_desk.services.printing.fonts import BOLD, PLAIN, fitted, one_line, wrapped

NUMBER_LETTERS, NAME_LETTERS, SMALL_LETTERS = 0.78, 0.68, 0.56
"""Sizes of letters in heights of the first line."""
LEADING = 1.3
"""A line's height in sizes of its letters."""
NAME_LINES = 2
NO_NUMBER = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, in which font and how large."""

    text: str
    font: str
    letters_pt: float

    @property
    def height_pt(self) -> float:
        """What it takes of the label."""
        return self.letters_pt * LEADING


def lines_of(label: Label, room_pt: float, height_pt: float, first_pt: float) -> list[Line]:
    """Number, name, as much of the locality as there is room for, and the size; none wider than ``room_pt``."""
    number = Line(
        fitted(one_line(label.number) or NO_NUMBER, BOLD, first_pt * NUMBER_LETTERS, room_pt),
        BOLD,
        first_pt * NUMBER_LETTERS,
    )
    small = first_pt * SMALL_LETTERS
    size = [Line(fitted(size_words(label), PLAIN, small, room_pt), PLAIN, small)] if label.sides_mm else []
    left_pt = height_pt - sum(line.height_pt for line in (number, *size))
    names = _lines(label.name, first_pt * NAME_LETTERS, room_pt, left_pt, NAME_LINES)
    left_pt -= sum(line.height_pt for line in names)
    return [number, *names, *_lines(label.locality, small, room_pt, left_pt), *size]


def _lines(text: str, letters_pt: float, room_pt: float, left_pt: float, most: int = 9) -> list[Line]:
    lines = min(most, int(left_pt / (letters_pt * LEADING)))
    if lines < 1:
        return []
    return [Line(one, PLAIN, letters_pt) for one in wrapped(one_line(text), PLAIN, letters_pt, room_pt, lines)]


def size_words(label: Label) -> str:
    """``52.1 × 33 × 21 mm``."""
    return " × ".join(f"{round(side, 1):g}" for side in label.sides_mm) + " mm"
