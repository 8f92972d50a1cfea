"""Lists of any length in columns, page after page. Lengths are mm unless a name says points."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mineral_desk.services.printing.fonts import BOLD, PLAIN, all_lines, width_pt
from mineral_desk.services.printing.paper import MM_PER_PT, Align, Paper
from mineral_desk.services.storing.on_paper.sheet import GAP_MM, MARGIN_MM, Sheet

LETTERS_PT, SMALL_PT, HEADING_PT = 7.0, 6.5, 10.0
LEADING = 1.35
LEAST_COLUMN_MM = 76.0
MUTED = 0.35
AFTER_ENTRY_MM = 0.6
GAP_PT = 4.0
MOST_LINES = 12
"""Of one text: what is longer no longer tells anything apart."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who (bold), what stands beside or, where it does not go, below, what ends the line, and what is said below."""

    who: str
    what: str = ""
    at_right: str = ""
    below: Sequence[str] = ()


class Flow:
    """Fills the columns of a page from the left, then those of another page; the list's heading is said again there."""

    def __init__(self, paper: Paper, sheet: Sheet, new_page: Callable[[], None]) -> None:
        """``new_page`` ends the page and begins another; the first column begins on a page that is begun already."""
        self._paper, self._sheet, self._new_page = paper, sheet, new_page
        room, self._bottom = sheet.room_mm[0], MARGIN_MM + sheet.room_mm[1]
        self._columns = max(1, int((room + GAP_MM) / (LEAST_COLUMN_MM + GAP_MM)))
        self._width = (room + GAP_MM) / self._columns - GAP_MM
        self._column, self._y, self._heading = 0, MARGIN_MM, ""

    def heading(self, words: str, note: str = "") -> None:
        """A new list, with what is to be known about it."""
        lines = all_lines(note, PLAIN, SMALL_PT, self._width / MM_PER_PT, MOST_LINES) if note else []
        high = _line_mm(HEADING_PT) + len(lines) * _line_mm(SMALL_PT)
        self._heading = ""
        self._room_for(high + 3 * _line_mm(LETTERS_PT))
        self._heading = words
        if self._y > MARGIN_MM:
            self._y += GAP_MM
        self._say_heading(words, HEADING_PT)
        for line in lines:
            self._line(line, SMALL_PT, grey=MUTED)
        self._y += AFTER_ENTRY_MM

    def entries(self, entries: Iterable[Entry]) -> Iterable[None]:
        """Write them one after the other; a step each."""
        for entry in entries:
            self._write(entry)
            yield

    def _write(self, entry: Entry) -> None:
        room_pt = self._width / MM_PER_PT
        right_pt = width_pt(entry.at_right, PLAIN, LETTERS_PT)
        left_pt = room_pt - right_pt - (GAP_PT if entry.at_right else 0)
        who = all_lines(entry.who, BOLD, LETTERS_PT, left_pt, MOST_LINES) or [""]
        used_pt = width_pt(who[-1], BOLD, LETTERS_PT) + GAP_PT
        goes_beside = used_pt + width_pt(entry.what, PLAIN, LETTERS_PT) <= left_pt
        told = entry.below if goes_beside or not entry.what else (entry.what, *entry.below)
        below = [line for text in told for line in all_lines(text, PLAIN, SMALL_PT, room_pt, MOST_LINES)]
        self._room_for(len(who) * _line_mm(LETTERS_PT) + len(below) * _line_mm(SMALL_PT) + AFTER_ENTRY_MM)
        for line in who[:-1]:
            self._line(line, LETTERS_PT, BOLD)
        base = self._base(LETTERS_PT)
        if goes_beside:
            self._paper.text(self._left + used_pt * MM_PER_PT, base, entry.what, LETTERS_PT)
        self._paper.text(self._left + self._width, base, entry.at_right, LETTERS_PT, align=Align.RIGHT)
        self._line(who[-1], LETTERS_PT, BOLD)
        for line in below:
            self._line(line, SMALL_PT, grey=MUTED)
        self._y += AFTER_ENTRY_MM

    @property
    def _left(self) -> float:
        return MARGIN_MM + self._column * (self._width + GAP_MM)

    def _room_for(self, high: float) -> None:
        """Go on to the next column where so much does not go into this one."""
        if self._y + high <= self._bottom or self._y == MARGIN_MM:
            return
        self._column, self._y = self._column + 1, MARGIN_MM
        if self._column == self._columns:
            self._new_page()
            self._column = 0
        if self._heading:
            self._say_heading(f"{self._heading} …", SMALL_PT)
            self._y += AFTER_ENTRY_MM

    def _say_heading(self, words: str, letters: float) -> None:
        for line in all_lines(words, BOLD, letters, self._width / MM_PER_PT, MOST_LINES):
            self._line(line, letters, BOLD)

    def _line(self, words: str, letters: float, font: str = PLAIN, *, grey: float = 0.0) -> None:
        self._paper.text(self._left, self._base(letters), words, letters, font, grey=grey)
        self._y += _line_mm(letters)

    def _base(self, letters: float) -> float:
        return self._y + letters * MM_PER_PT


def _line_mm(letters: float) -> float:
    return letters * LEADING * MM_PER_PT
