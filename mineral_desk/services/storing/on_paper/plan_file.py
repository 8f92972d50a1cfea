"""The PDF file of a plan: first page, drawers, index, those to look at, those left out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.storing.fitting import Boxed, TooLarge
from mineral_desk.domain.storing.plan import Drawer, PlacedBox, StoragePlan
from mineral_desk.domain.storing.sizes import StoredSpecimen
from mineral_desk.services.language import Language
from mineral_desk.services.printing.fonts import one_line
from mineral_desk.services.printing.paper import Align, Paper
from mineral_desk.services.storing.on_paper.drawer_page import DrawerPainter, in_places, size_words
from mineral_desk.services.storing.on_paper.flow import Entry, Flow
from mineral_desk.services.storing.on_paper.front import FrontPage
from mineral_desk.services.storing.on_paper.order import DRAWING, LISTING, PrintOrder
from mineral_desk.services.storing.on_paper.sheet import MARGIN_MM, Sheet, sheet_of
from mineral_desk.services.storing.plan_words import (
    crossing_words,
    odds_words,
    sides_words,
    turn_words,
    unsized_words,
)

LEFT_OUT = (
    ("In no drawer", "Their boxes do not go into the drawer."),
    ("Fit no box", "They are larger than every box."),
    ("No size", "They get a box once a person has accepted or typed their size."),
)
"""Who is in no drawer, and why."""
MOST_LEFT_OUT = 3_000
"""Of each kind of specimens without a box: the rest is counted, and stands in the plan that is saved."""
STEP = 100
"""Entries of lists between two steps."""
FOOT_PT, MUTED = 6.5, 0.35
LONGEST_NAME = 80
"""Letters of the catalogue's name that stand on every page."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How the file speaks: its language, the name of a species in it, and the catalogue's name."""

    language: Language
    named: Callable[[str], str]
    catalogue: str


@dataclass(frozen=True, slots=True)
class _Place:
    drawer: int
    place: int
    box: PlacedBox


class PlanFile:
    """One file; nothing of it is there before :meth:`write` has ended."""

    def __init__(
        self, plan: StoragePlan, order: PrintOrder, drawers: tuple[Drawer, ...], spoken: Spoken, part: Path
    ) -> None:
        self._plan, self._order, self._drawers = plan, order, drawers
        self._language, self._named = spoken.language, spoken.named
        self.sheet: Sheet = sheet_of(plan.rules.drawer, order.paper)
        day = "" if order.day is None else spoken.language.day(order.day)
        self._belongs = " · ".join(part for part in (one_line(spoken.catalogue)[:LONGEST_NAME], day) if part)
        title = f"{spoken.language.say('Drawer plan')} · {self._belongs}"
        self._paper = Paper(part, (self.sheet.width_mm, self.sheet.height_mm), title)
        self._places: dict[int, _Place] = {}
        self._without: list[_Place] = []

    def write(self) -> Job[int]:
        """All pages; the result is their number."""
        front = FrontPage(self._paper, self.sheet, self._language, self._new_page)
        front.write(self._plan, self._order, len(self._drawers), self._belongs)
        yield from self._draw_drawers()
        yield from self._write_lists()
        self._foot()
        self._paper.save()
        return self._paper.pages

    def _draw_drawers(self) -> Job[None]:
        painter = DrawerPainter(self._paper, self.sheet, self._plan, self._language, self._named)
        for number, drawer in enumerate(self._drawers):
            on_page = number % self.sheet.a_page
            if not on_page:
                self._new_page()
            boxes = in_places(drawer)
            without = painter.draw(drawer, boxes, on_page)
            found = [_Place(drawer.number, place, box) for place, box in enumerate(boxes, start=1)]
            self._places |= {one.box.boxed.specimen.id: one for one in found}
            self._without += [one for one in found if one.place in without]
            yield Progress(len(self._places), self._steps, DRAWING)

    # lists

    def _write_lists(self) -> Job[None]:
        self._new_page()
        flow, done = Flow(self._paper, self.sheet, self._new_page), len(self._places)
        for entries in self._lists(flow):
            for _ in flow.entries(entries):
                done += 1
                if done % STEP == 0:
                    yield Progress(min(done, self._steps), self._steps, LISTING)

    @property
    def _steps(self) -> int:
        """Boxes to be drawn and to be listed."""
        return 2 * max(1, sum(len(drawer.boxes) for drawer in self._drawers))

    def _lists(self, flow: Flow) -> Iterator[Iterable[Entry]]:
        say, plan = self._language.say, self._plan
        if self._without:
            note = say("These boxes are too small on paper for their numbers: drawer · place.")
            flow.heading(say("Boxes drawn without a number"), note)
            yield map(self._small, self._without)
        if self._places:
            flow.heading(say("Where each specimen lies"), say("Number, name: drawer · place · box"))
            here = (self._places.get(one.specimen.id) for one in plan.boxed)
            yield (self._indexed(one) for one in here if one is not None)
        borderline = [one for one in plan.borderline if one.specimen.id in self._places]
        if borderline:
            note = say("Which side needs more than the smallest box has, and how likely the box is too small.")
            flow.heading(say("Borderline"), note)
            yield map(self._borderline, borderline)
        if self._order.first == 1:
            yield from self._left_out(flow)

    def _left_out(self, flow: Flow) -> Iterator[Iterable[Entry]]:
        say, plan = self._language.say, self._plan
        outside = [one for one in plan.boxed if one.specimen.id not in plan.drawer_of]
        kinds: tuple[tuple[int, Iterator[Entry]], ...] = (
            (len(outside), map(self._outside, outside)),
            (len(plan.too_large), map(self._large, plan.too_large)),
            (len(plan.unsized), map(self._unsized, plan.unsized)),
        )
        for (words, note), (number, entries) in zip(LEFT_OUT, kinds, strict=True):
            if number:
                flow.heading(f"{say(words)}: {self._language.count(number)}", say(note))
                yield _first(entries, MOST_LEFT_OUT)
                if number > MOST_LEFT_OUT:
                    yield [self._more(number - MOST_LEFT_OUT)]

    def _more(self, number: int) -> Entry:
        words = self._language.say(
            "… and {n} more: they stand in the plan that is saved.", n=self._language.count(number)
        )
        return Entry(words)

    def _entry(self, specimen: StoredSpecimen, at_right: str = "", *below: str) -> Entry:
        name = one_line(self._named(specimen.species))
        return Entry(one_line(specimen.known_as), name, at_right, below)

    def _indexed(self, one: _Place) -> Entry:
        return self._entry(one.box.boxed.specimen, f"{one.drawer} · {one.place} · {size_words(one.box)}")

    def _small(self, one: _Place) -> Entry:
        return self._entry(one.box.boxed.specimen, f"{one.drawer} · {one.place}")

    def _borderline(self, one: Boxed) -> Entry:
        language, place = self._language, self._places[one.specimen.id]
        why = f"{crossing_words(one, self._plan.rules, language)}; {odds_words(one, language)}"
        where = language.say("drawer {n}, place {m}", n=place.drawer, m=place.place)
        return self._entry(one.specimen, turn_words(one, language), why, where)

    def _outside(self, one: Boxed) -> Entry:
        return self._entry(one.specimen, one.box.name, self._sides(one))

    def _large(self, one: TooLarge) -> Entry:
        return self._entry(one.specimen, self._sides(one))

    def _unsized(self, specimen: StoredSpecimen) -> Entry:
        return self._entry(specimen, "", unsized_words(specimen, self._language))

    def _sides(self, one: Boxed | TooLarge) -> str:
        return self._language.say("{n} mm", n=sides_words(one.sides, self._language))

    # pages

    def _new_page(self) -> None:
        self._foot()
        self._paper.next_page()

    def _foot(self) -> None:
        """Which plan the page belongs to, and its number."""
        paper = self._paper
        base, right = paper.height_mm - MARGIN_MM + 1.0, paper.width_mm - MARGIN_MM
        paper.text(MARGIN_MM, base, f"{self._language.say('Drawer plan')} · {self._belongs}", FOOT_PT, grey=MUTED)
        paper.text(right, base, self._language.count(paper.pages), FOOT_PT, align=Align.RIGHT, grey=MUTED)


def _first(entries: Iterator[Entry], most: int) -> Iterator[Entry]:
    return (entry for entry, _ in zip(entries, range(most), strict=False))
