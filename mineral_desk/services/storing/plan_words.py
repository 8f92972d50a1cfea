"""What a plan says about specimens and boxes, in any language: the same on the screen and on paper."""

from collections.abc import Mapping

from mineral_desk.domain.flag import FLAG_WORDS
from mineral_desk.domain.storing.boxes import BoxSize
from mineral_desk.domain.storing.fitting import Boxed, crossing_of
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.domain.storing.sizes import Side, Sides, StoredSpecimen, ThirdSide, Unsized
from mineral_desk.services.language import Speech
from mineral_desk.services.whose import Whose
from mineral_desk.services.wording import odds_of

UNSIZED_WORDS: Mapping[Unsized, str] = {
    Unsized.FLAGGED: "size to check",
    Unsized.OPEN: "size left open",
    Unsized.NOT_MEASURED: "not measured",
    Unsized.NO_SIZE: "no size to be had",
    Unsized.NO_PHOTO: "no photo, no size typed",
    Unsized.ONE_SIDE: "only one side known",
}
SIDE_NAMES = ("length", "width", "height")


def crossing_words(one: Boxed, rules: StorageRules, speech: Speech) -> str:
    """Which side of a borderline case needs more than its box has."""
    crossing = crossing_of(one, rules)
    return speech.say(
        "{side} {size} needs {needs}, {box} has {room}",
        side=_side_name(crossing.side, one.sides, speech),
        size=side_words(crossing.side, speech),
        needs=speech.number(crossing.needs_mm),
        box=one.smallest.name,
        room=speech.significant(crossing.limit_mm, 5),
    )


def turn_words(one: Boxed, speech: Speech) -> str:
    """``C → D``: the smallest box of a borderline case and the one that would hold the safety as well."""
    return f"{one.smallest.name} → {speech.say('none') if one.larger is None else one.larger.name}"


def odds_words(one: Boxed, speech: Speech) -> str:
    """How likely a borderline case does not go into its smallest box."""
    n, m = odds_of(one.too_small)
    return speech.say("too small {n} of {m}", n=n, m=m)


def unsized_words(specimen: StoredSpecimen, speech: Speech) -> str:
    """Why it has no size."""
    why = "" if specimen.unsized is None else speech.say(UNSIZED_WORDS[specimen.unsized])
    flags = [speech.say(FLAG_WORDS[flag].short) for flag in specimen.flags[:2]]
    return ": ".join(part for part in (why, ", ".join(flags).lower()) if part)


def side_words(side: Side, speech: Speech) -> str:
    """``82.4 ± 2.1``."""
    return speech.number(side.length_mm) + (f" ± {speech.number(side.error_mm)}" if side.error_mm else "")


def sides_words(sides: Sides, speech: Speech) -> str:
    """``52.1 × 33.0 × 33.0*``; the star marks a side that is assumed."""
    third = "–" if sides.third is None else speech.number(sides.third.length_mm)
    star = "*" if sides.source is ThirdSide.ASSUMED else ""
    return f"{speech.number(sides.length.length_mm)} × {speech.number(sides.width.length_mm)} × {third}{star}"


def inside_words(box: BoxSize, speech: Speech) -> str:
    """``40 × 30 × 25``."""
    return " × ".join(speech.significant(side, 6) for side in (box.length_mm, box.width_mm, box.height_mm))


def summary_words(plan: StoragePlan, speech: Speech) -> str:
    """What the plan comes to, in a line."""
    boxes, drawers = speech.count(len(plan.boxed)), speech.count(len(plan.drawers))
    parts = [speech.say("in boxes: {n}, drawers: {m}", n=boxes, m=drawers)]
    if plan.too_large:
        parts.append(speech.say("fit no box: {n}", n=speech.count(len(plan.too_large))))
    if plan.unsized:
        parts.append(speech.say("without a size: {n}", n=speech.count(len(plan.unsized))))
    return " · ".join(parts)


def whose_words(whose: Whose, speech: Speech) -> str:
    """Which specimens are meant."""
    if whose.ids is not None:
        if len(whose.ids) == 1:
            return speech.say("1 specimen chosen")
        return speech.say("{n} specimens chosen", n=speech.count(len(whose.ids)))
    query = whose.query.strip()
    return speech.say("What “{query}” finds", query=query) if query else speech.say("All specimens")


def _side_name(side: Side, sides: Sides, speech: Speech) -> str:
    named = zip(SIDE_NAMES, (sides.length, sides.width, sides.third), strict=True)
    return next((speech.say(name) for name, one in named if one is side or one == side), "")
