"""The first page: what is to be ordered, how the plan was made, how it is to be read."""

from collections.abc import Callable, Iterator

from mineral_desk.domain.storing.boxes import DrawerSize
from mineral_desk.domain.storing.plan import BoxCount, StoragePlan
from mineral_desk.domain.storing.rules import Borderline, DrawerOrder, UnknownHeight
from mineral_desk.services.language import Language
from mineral_desk.services.printing.fonts import BOLD, PLAIN, all_lines, one_line
from mineral_desk.services.printing.paper import MM_PER_PT, Align, Paper
from mineral_desk.services.storing.on_paper.order import PrintOrder
from mineral_desk.services.storing.on_paper.sheet import MARGIN_MM, Sheet
from mineral_desk.services.storing.plan_words import inside_words, summary_words, whose_words

TITLE_PT, HEADING_PT, LETTERS_PT = 18.0, 11.0, 8.5
LEADING = 1.4
MUTED = 0.35
WIDEST_MM = 170.0
"""Of a paragraph: longer lines are hard to follow."""
MOST_LINES = 12
SECTION_MM, PARAGRAPH_MM = 4.0, 1.0
CONTROL_MM = 100.0
"""A line of that length shows whether the printer scaled the page."""
ENDS_AT_MM = (0.0, 16.0, 66.0, 83.0, 100.0)
"""Of the columns of boxes: where the name and the inside begin, where have, need and order end."""
HEADS = ("Box", "Inside, mm", "have|boxes", "need|boxes", "order|boxes")
UNKNOWN_HEIGHTS = {
    UnknownHeight.WIDTH: "the height counts as the width",
    UnknownHeight.LENGTH: "the height counts as the length",
    UnknownHeight.NONE: "the height is left out",
}
BORDERLINE_BOXES = {
    Borderline.SMALLER: "They get the smaller box.",
    Borderline.LARGER: "They get the larger box.",
}
ORDERS = {
    DrawerOrder.NUMBER: "Drawers are filled in the order of the catalogue numbers.",
    DrawerOrder.BOX: "Boxes of one size stand together, by catalogue number among themselves.",
}


class FrontPage:
    """Writes from the top down, over more than one page where there are many sizes of boxes."""

    def __init__(self, paper: Paper, sheet: Sheet, language: Language, new_page: Callable[[], None]) -> None:
        self._paper, self._sheet, self._language, self._new_page = paper, sheet, language, new_page
        self._y, self._bottom = MARGIN_MM, MARGIN_MM + sheet.room_mm[1]

    def write(self, plan: StoragePlan, order: PrintOrder, drawn: int, belongs: str) -> None:
        """``drawn`` is how many drawers this file shows, ``belongs`` the catalogue and the day."""
        say, language = self._language.say, self._language
        self._line(say("Drawer plan"), TITLE_PT, BOLD)
        whose = one_line(whose_words(order.whose, language))
        self._paragraph(f"{whose} · {summary_words(plan, language)}", LETTERS_PT)
        self._paragraph(belongs, LETTERS_PT, MUTED)
        self._heading(say("To order"))
        self._boxes(plan)
        self._heading(say("How it was planned"))
        for words in self._how(plan):
            self._paragraph(words, LETTERS_PT)
        self._heading(say("How to read it"))
        for words in self._reading(plan, order, drawn):
            self._paragraph(words, LETTERS_PT)
        self._control_line()

    # to order

    def _boxes(self, plan: StoragePlan) -> None:
        say, count = self._language.say, self._language.count
        self._row([say(head) for head in HEADS], PLAIN, MUTED)
        for one in plan.counts:
            self._row(self._cells(one), PLAIN)
        x = MARGIN_MM + ENDS_AT_MM[0]
        self._paper.line((x, self._y + 0.5), (MARGIN_MM + ENDS_AT_MM[-1], self._y + 0.5))
        self._y += 1.0
        figures = (sum(one.box.have for one in plan.counts), len(plan.boxed), sum(one.order for one in plan.counts))
        self._row([say("Total"), "", *(count(figure) for figure in figures)], BOLD)
        drawers = say(
            "Drawers, inside {size} mm: {n}", size=self._drawer(plan.rules.drawer), n=count(len(plan.drawers))
        )
        self._paragraph(drawers, LETTERS_PT)

    def _cells(self, one: BoxCount) -> list[str]:
        count = self._language.count
        order = count(one.order) if one.order else "–"
        return [
            one_line(one.box.name),
            inside_words(one.box, self._language),
            count(one.box.have),
            count(one.need),
            order,
        ]

    def _drawer(self, size: DrawerSize) -> str:
        sides = (size.length_mm, size.width_mm, size.height_mm)
        return " × ".join(self._language.significant(side, 6) for side in sides)

    def _row(self, cells: list[str], font: str, grey: float = 0.0) -> None:
        self._room_for(_line_mm(LETTERS_PT))
        base = self._y + LETTERS_PT * MM_PER_PT
        for place, (words, at) in enumerate(zip(cells, ENDS_AT_MM, strict=True)):
            align = Align.LEFT if place < 2 else Align.RIGHT
            self._paper.text(MARGIN_MM + at, base, words, LETTERS_PT, font, align=align, grey=grey)
        self._y += _line_mm(LETTERS_PT)

    # how

    def _how(self, plan: StoragePlan) -> Iterator[str]:
        rules, say, count = plan.rules, self._language.say, self._language.count
        figure = self._language.significant
        yield say(
            "Padding: {padding} mm on each side between specimen and box. Its walls are {wall} mm thick.",
            padding=figure(rules.padding_mm, 6),
            wall=figure(rules.wall_mm, 6),
        )
        yield say(
            "A specimen may be turned: its longest side lies along the longest of its box. Sizes are those that people "
            "accepted or typed; errors are one standard deviation, those of two sides independent."
        )
        yield say(
            "Lower bounds (*): {n}. One photo shows two sides. Where nobody typed the height and no second photo shows "
            "it, {height}: these boxes are the smallest that can do.",
            n=count(plan.lower_bounds),
            height=say(UNKNOWN_HEIGHTS[rules.unknown_height]),
        )
        borderline = say(
            "Borderline (!): {n}. They go into their smallest box as measured, but not with {sd} times their error.",
            n=count(len(plan.borderline)),
            sd=figure(rules.safety_sd, 6),
        )
        yield f"{borderline} {say(BORDERLINE_BOXES[rules.borderline])}"
        yield say(ORDERS[rules.drawer_order])
        for one in plan.outside_drawers:
            yield say("Boxes {box} do not go into the drawer: {n}.", n=count(one.need), box=one_line(one.box.name))
        if plan.too_large or plan.unsized:
            large, unsized = count(len(plan.too_large)), count(len(plan.unsized))
            yield say("Without a box: {n} fit none, {m} have no size that a person vouches for.", n=large, m=unsized)

    def _reading(self, plan: StoragePlan, order: PrintOrder, drawn: int) -> Iterator[str]:
        say, count = self._language.say, self._language.count
        total = len(plan.drawers)
        if drawn < total:
            last = order.first + drawn - 1
            yield say(
                "This file shows drawers {first} to {last} of {total}. What is to be ordered is for all of them; "
                "specimens without a box are listed where drawer 1 is.",
                first=count(order.first),
                last=count(last),
                total=count(total),
            )
        yield say(
            "Drawers are drawn 1 : {scale}, seen from above; the lower edge is the front. In each box stand its place "
            "in the drawer, the size of box, the catalogue number and the name. Places are counted row by row from the "
            "far left.",
            scale=self._language.significant(self._sheet.scale),
        )
        yield say("Print at 100 %, without fitting to the page: then this line is {n} mm long.", n=round(CONTROL_MM))

    def _control_line(self) -> None:
        self._room_for(4.0)
        y = self._y + 2.0
        self._paper.line((MARGIN_MM, y), (MARGIN_MM + CONTROL_MM, y), line_pt=0.5)
        for x in (MARGIN_MM, MARGIN_MM + CONTROL_MM):
            self._paper.line((x, y - 1.5), (x, y + 1.5), line_pt=0.5)
        self._y += 4.0

    # lines

    def _heading(self, words: str) -> None:
        self._room_for(SECTION_MM + 3 * _line_mm(HEADING_PT))
        self._y += SECTION_MM if self._y > MARGIN_MM else 0.0
        self._line(words, HEADING_PT, BOLD)

    def _paragraph(self, words: str, letters: float, grey: float = 0.0) -> None:
        room_pt = min(WIDEST_MM, self._sheet.room_mm[0]) / MM_PER_PT
        for line in all_lines(words, PLAIN, letters, room_pt, MOST_LINES):
            self._line(line, letters, grey=grey)
        self._y += PARAGRAPH_MM

    def _line(self, words: str, letters: float, font: str = PLAIN, *, grey: float = 0.0) -> None:
        self._room_for(_line_mm(letters))
        self._paper.text(MARGIN_MM, self._y + letters * MM_PER_PT, words, letters, font, grey=grey)
        self._y += _line_mm(letters)

    def _room_for(self, high: float) -> None:
        if self._y + high > self._bottom and self._y > MARGIN_MM:
            self._new_page()
            self._y = MARGIN_MM


def _line_mm(letters: float) -> float:
    return letters * LEADING * MM_PER_PT
