"""A drawer on paper: its boxes to scale, seen from above, each with its place, size, number and name."""

from collections.abc import Callable, Sequence

from mineral_desk.domain.storing.plan import Drawer, PlacedBox, StoragePlan
from mineral_desk.services.language import Language
from mineral_desk.services.printing.fonts import BOLD, one_line
from mineral_desk.services.printing.paper import Align, Paper
from mineral_desk.services.storing.on_paper.box_words import BoxWords, Told, Written, words_in_box
from mineral_desk.services.storing.on_paper.sheet import BAR_MM, HEAD_MM, Sheet

HEADING_PT, SMALL_PT = 12.0, 7.0
MUTED = 0.35
BOX_PT, BORDERLINE_PT, DRAWER_PT = 0.3, 0.9, 1.0
BORDERLINE_MM = 0.4
"""So far within its edge a borderline box is framed again: the edges of boxes meet."""
BARS_MM = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Lengths to compare with; the longest that takes no more than a third of the drawer."""
TICK_MM = 1.2
BORDERLINE, ASSUMED = "!", "*"


def in_places(drawer: Drawer) -> list[PlacedBox]:
    """The boxes row by row from the far left: the first is place 1."""
    return sorted(drawer.placed, key=lambda one: (round(one.y_mm, 1), one.x_mm))


def size_words(one: PlacedBox) -> str:
    """``C!*``: the size of the box, whether it is borderline, whether its height is not known."""
    boxed = one.boxed
    marks = (BORDERLINE if boxed.is_borderline else "") + ("" if boxed.sides.source.is_known else ASSUMED)
    return f"{boxed.box.name}{marks}"


class DrawerPainter:
    """Draws drawers of one plan; ``named`` says the name of a species."""

    def __init__(
        self, paper: Paper, sheet: Sheet, plan: StoragePlan, language: Language, named: Callable[[str], str]
    ) -> None:
        self._paper, self._sheet, self._plan = paper, sheet, plan
        self._language, self._named = language, named

    def draw(self, drawer: Drawer, boxes: Sequence[PlacedBox], on_page: int) -> set[int]:
        """Draw it with its ``boxes`` by their places; returns the places without room for the number."""
        left, top = self._sheet.corner_mm(on_page)
        width, height = self._sheet.drawer_mm
        self._head(drawer, left, top - HEAD_MM)
        self._paper.rectangle(left, top, width, height, line_pt=DRAWER_PT)
        without = set()
        for place, one in enumerate(boxes, start=1):
            if not self._draw_box(one, place, left, top).has_number:
                without.add(place)
        self._bar(left, top + height)
        return without

    def _head(self, drawer: Drawer, left: float, top: float) -> None:
        say, count, base = self._language.say, self._language.count, top + HEAD_MM - 2.5
        filled = round(100 * drawer.filled(self._plan.rules.drawer))
        title = say("Drawer {n}", n=count(drawer.number))
        boxes = say("boxes: {n} · {share} % full", n=count(len(drawer.boxes)), share=filled)
        self._paper.text(left, base, title, HEADING_PT, BOLD)
        scale = say("scale 1 : {n}", n=self._language.significant(self._sheet.scale))
        right = left + self._sheet.head_mm
        self._paper.text(right, base, f"{boxes} · {scale}", SMALL_PT, align=Align.RIGHT, grey=MUTED)

    def _draw_box(self, one: PlacedBox, place: int, left: float, top: float) -> BoxWords:
        scale = self._sheet.scale
        x, y = left + one.x_mm / scale, top + one.y_mm / scale
        width, height = one.width_mm / scale, one.depth_mm / scale
        self._paper.rectangle(x, y, width, height, line_pt=BOX_PT)
        inner = width - 2 * BORDERLINE_MM, height - 2 * BORDERLINE_MM
        if one.boxed.is_borderline and min(inner) > 0:
            self._paper.rectangle(x + BORDERLINE_MM, y + BORDERLINE_MM, *inner, line_pt=BORDERLINE_PT)
        specimen = one.boxed.specimen
        number, name = one_line(specimen.known_as), one_line(self._named(specimen.species))
        words = words_in_box(width, height, Told(place, size_words(one), number, name))
        if words.turned:
            self._paper.turned(x, y + height)
            self._write(words, x, y + height)
            self._paper.back()
        else:
            self._write(words, x, y)
        return words

    def _write(self, words: BoxWords, x: float, y: float) -> None:
        if words.place is not None:
            self._text(words.place, x, y, Align.LEFT)
        if words.size is not None:
            self._text(words.size, x, y, Align.RIGHT)
        for line in words.centred:
            self._text(line, x, y, Align.CENTRE)

    def _text(self, line: Written, x: float, y: float, align: Align) -> None:
        self._paper.text(x + line.across_mm, y + line.base_mm, line.words, line.letters_pt, line.font, align=align)

    def _bar(self, left: float, bottom: float) -> None:
        """A length to compare with at the left, and which edge is the front in the middle."""
        drawer, paper = self._plan.rules.drawer, self._paper
        bar_mm = next((one for one in BARS_MM if one <= drawer.length_mm / 3), BARS_MM[-1])
        y, end = bottom + BAR_MM / 2, left + bar_mm / self._sheet.scale
        paper.line((left, y), (end, y))
        for x in (left, end):
            paper.line((x, y - TICK_MM), (x, y + TICK_MM))
        paper.text(end + 1.5, y + 0.9, self._language.say("{n} mm", n=bar_mm), SMALL_PT, grey=MUTED)
        front = left + self._sheet.head_mm
        paper.text(front, y + 0.9, self._language.say("front of the drawer"), SMALL_PT, align=Align.RIGHT, grey=MUTED)
