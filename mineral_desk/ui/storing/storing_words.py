"""What plans, boxes and rules say in the window; the templates are translated where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mineral_desk.domain.flag import FLAG_WORDS
from mineral_desk.domain.storing.boxes import BoxSize
from mineral_desk.domain.storing.fitting import Boxed, TooLarge, crossing_of
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.domain.storing.sizes import Side, Sides, StoredSpecimen, ThirdSide, Unsized
from mineral_desk.services.whose import Whose
from mineral_desk.services.wording import odds_of
from mineral_desk.ui.words import count, number, significant, tr

UNSIZED_WORDS: Mapping[Unsized, str] = {
    Unsized.FLAGGED: "size to check",
    Unsized.OPEN: "size left open",
    Unsized.NOT_MEASURED: "not measured",
    Unsized.NO_SIZE: "no size to be had",
    Unsized.NO_PHOTO: "no photo, no size typed",
    Unsized.ONE_SIDE: "only one side known",
}
LOWER_BOUNDS = "One photo shows two sides. Heights not known: {n}; their boxes are the smallest that can do."
SIDE_NAMES = ("length", "width", "height")
CHOICE_WORDS: Mapping[str, Mapping[str, str]] = {
    "unknown_height": {"width": "as width", "length": "as length", "none": "left out"},
    "borderline": {"smaller": "smaller box", "larger": "larger box"},
    "drawer_order": {"number": "by number", "box": "by box size"},
}


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
    crossing = crossing_of(one, rules)
    next_box = tr("none") if one.larger is None else one.larger.name
    why = tr(
        "{side} {size} needs {needs}, {box} has {room}",
        side=_side_name(crossing.side, one.sides),
        size=side_words(crossing.side),
        needs=number(crossing.needs_mm),
        box=one.smallest.name,
        room=significant(crossing.limit_mm, 5),
    )
    n, m = odds_of(one.too_small)
    odds = tr("too small {n} of {m}", n=n, m=m)
    return Listed(one.specimen, f"{one.smallest.name} → {next_box}", why, odds)


def large_line(one: TooLarge) -> Listed:
    """Its sides."""
    return Listed(one.specimen, tr("fits no box"), sides_words(one.sides))


def unsized_line(specimen: StoredSpecimen) -> Listed:
    """Why it has no size."""
    why = "" if specimen.unsized is None else tr(UNSIZED_WORDS[specimen.unsized])
    flags = [tr(FLAG_WORDS[flag].short) for flag in specimen.flags[:2]]
    return Listed(specimen, tr("no box"), ": ".join(part for part in (why, ", ".join(flags).lower()) if part))


def side_words(side: Side) -> str:
    """``82.4 ± 2.1``."""
    return number(side.length_mm) + (f" ± {number(side.error_mm)}" if side.error_mm else "")


def sides_words(sides: Sides) -> str:
    """``52.1 × 33.0 × 33.0*``; the star marks a side that is assumed."""
    third = "–" if sides.third is None else number(sides.third.length_mm)
    star = "*" if sides.source is ThirdSide.ASSUMED else ""
    return f"{number(sides.length.length_mm)} × {number(sides.width.length_mm)} × {third}{star}"


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
    return " × ".join(significant(side, 6) for side in (box.length_mm, box.width_mm, box.height_mm))


def summary_words(plan: StoragePlan) -> str:
    """The head's line."""
    parts = [tr("in boxes: {n}, drawers: {m}", n=count(len(plan.boxed)), m=count(len(plan.drawers)))]
    if plan.too_large:
        parts.append(tr("fit no box: {n}", n=count(len(plan.too_large))))
    if plan.unsized:
        parts.append(tr("without a size: {n}", n=count(len(plan.unsized))))
    return " · ".join(parts)


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
    if whose.ids is not None:
        return tr("{n} specimens chosen", n=count(len(whose.ids)))
    return tr("What “{query}” finds", query=whose.query.strip()) if whose.query.strip() else tr("All specimens")


def _side_name(side: Side, sides: Sides) -> str:
    named = zip(SIDE_NAMES, (sides.length, sides.width, sides.third), strict=True)
    return next((tr(name) for name, one in named if one is side or one == side), "")
