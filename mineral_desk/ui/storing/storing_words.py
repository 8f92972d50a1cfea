"""What plans, boxes and rules say in the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mineral_desk.domain.storing.boxes import BoxSize
from mineral_desk.domain.storing.fitting import Boxed, TooLarge
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.domain.storing.sizes import Sides, StoredSpecimen, ThirdSide
from mineral_desk.services.language import Speech
from mineral_desk.services.storing import plan_words
from mineral_desk.services.whose import Whose
from mineral_desk.ui.words import count, number, significant, tr

LOWER_BOUNDS = "One photo shows two sides. Heights not known: {n}; their boxes are the smallest that can do."
CHOICE_WORDS: Mapping[str, Mapping[str, str]] = {
    "unknown_height": {"width": "as width", "length": "as length", "none": "left out"},
    "borderline": {"smaller": "smaller box", "larger": "larger box"},
    "drawer_order": {"number": "by number", "box": "by box size"},
}


class _Window:
    """The window's language, which Qt has."""

    def say(self, text: str, **values: Any) -> str:
        return tr(text, **values)

    def number(self, value: float, digits: int = 1) -> str:
        return number(value, digits)

    def significant(self, value: float, digits: int = 3) -> str:
        return significant(value, digits)

    def count(self, value: int) -> str:
        return count(value)


WINDOW: Speech = _Window()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list beside the plan: who, what is to be said at the right, and why."""

    specimen: StoredSpecimen
    mark: str
    why: str
    odds: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A list beside the plan: its name and its lines, made as they are looked at."""

    words: str
    length: int
    line: Callable[[int], Listed]


def kinds_of(plan: StoragePlan) -> tuple[Kind, ...]:
    """The three lists of those that a person should look at."""
    borderline, large, unsized = plan.borderline, plan.too_large, plan.unsized
    return (
        Kind("Borderline", len(borderline), lambda n: borderline_line(borderline[n], plan.rules)),
        Kind("Fit no box", len(large), lambda n: large_line(large[n])),
        Kind("No size", len(unsized), lambda n: unsized_line(unsized[n])),
    )


def borderline_line(one: Boxed, rules: StorageRules) -> Listed:
    """``C → D`` and why: which side needs more than the box has, and how likely it is that it does not go in."""
    why, odds = plan_words.crossing_words(one, rules, WINDOW), plan_words.odds_words(one, WINDOW)
    return Listed(one.specimen, plan_words.turn_words(one, WINDOW), why, odds)


def large_line(one: TooLarge) -> Listed:
    """Its sides."""
    return Listed(one.specimen, tr("fits no box"), sides_words(one.sides))


def unsized_line(specimen: StoredSpecimen) -> Listed:
    """Why it has no size."""
    return Listed(specimen, tr("no box"), plan_words.unsized_words(specimen, WINDOW))


def sides_words(sides: Sides) -> str:
    """``52.1 × 33.0 × 33.0*``; the star marks a side that is assumed."""
    return plan_words.sides_words(sides, WINDOW)


def source_words(sides: Sides) -> str:
    """Where the third side comes from, in a sentence."""
    match sides.source:
        case ThirdSide.TYPED:
            return tr("The height was typed.")
        case ThirdSide.SECOND_PHOTO:
            return tr("A second photo shows the third side.")
        case ThirdSide.ASSUMED:
            return tr("* The height is assumed: this box is the smallest that can do.")
        case ThirdSide.LEFT_OUT:
            return tr("The height is unknown: this box is the smallest that can do.")


def inside_words(box: BoxSize) -> str:
    """``40 × 30 × 25``."""
    return plan_words.inside_words(box, WINDOW)


def summary_words(plan: StoragePlan) -> str:
    """The head's line."""
    return plan_words.summary_words(plan, WINDOW)


def note_words(plan: StoragePlan) -> str:
    """What must be known about the boxes as a whole."""
    notes = []
    if plan.lower_bounds:
        notes.append(tr(LOWER_BOUNDS, n=count(plan.lower_bounds)))
    for one in plan.outside_drawers:
        notes.append(tr("Boxes {box} do not go into the drawer: {n}.", n=count(one.need), box=one.box.name))
    return "\n".join(notes)


def whose_words(whose: Whose) -> str:
    """Which specimens are meant."""
    return plan_words.whose_words(whose, WINDOW)
