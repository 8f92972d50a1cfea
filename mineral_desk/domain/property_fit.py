"""How well what was typed about a specimen fits each species, and the suggestions in the order that follows from it.

    p(species | typed) = p(species) * product of L(typed value | species) / the same over all

A likelihood L is 1 where the value fits and never under a floor: the hand slips, specimens are mixtures, and tables
give what is usual. Where a species' value is unknown, L is the mean over the species whose value is known, weighted by
their probabilities: what is unknown neither helps nor hurts.

Tolerances. *Hardness*: scratching with the minerals of Mohs' scale tells between two of them, which are 1 apart, so
half a step is one standard deviation. *Density*: weighing in water is good to 1 to 2 % for a whole piece; pores and
intergrowths cost as much again (3 %). *Streak and lustre* are words; those next to each other are often said for one
another. *Magnetism*: with a hand magnet; of most minerals without iron, nickel and cobalt it is known to be none.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.properties import Magnetism, Property, Span, TypedProperties, span_text
from mineral_desk.domain.suggestion import Suggestion

HARDNESS_STEP = 0.5
DENSITY_SHARE = 0.03
LEAST_DENSITY_STEP = 0.05
FLOOR = 0.02
"""No single value makes a species less likely than that."""
NEAR, FAR = 0.4, 0.05
"""Words that are said for one another; words that are not."""
FITS, AGAINST = 0.6, 0.2
"""From which likelihood on a value is said to fit, and up to which it is said to speak against."""

NEAR_STREAKS = (
    {"white", "colourless", "grey", "cream"},
    {"yellow", "gold", "cream", "orange", "tan"},
    {"orange", "red", "brown", "copper-red"},
    {"brown", "tan", "bronze", "yellow"},
    {"red", "pink", "purple", "copper-red"},
    {"purple", "violet", "lilac", "lavender", "pink", "blue"},
    {"blue", "turquoise", "green"},
    {"green", "yellow"},
    {"black", "grey", "silver"},
    {"black", "brown"},
)
NEAR_LUSTRES = (
    {"metallic", "submetallic"},
    {"submetallic", "adamantine"},
    {"adamantine", "resinous", "vitreous"},
    {"vitreous", "greasy", "pearly", "silky"},
    {"greasy", "waxy", "resinous"},
    {"waxy", "dull", "earthy", "pearly"},
    {"silky", "pearly"},
)
MAGNET: Mapping[Magnetism, Mapping[Magnetism, float]] = {
    Magnetism.STRONG: {Magnetism.STRONG: 1.0, Magnetism.WEAK: 0.15, Magnetism.NONE: FLOOR},
    Magnetism.WEAK: {Magnetism.STRONG: 0.3, Magnetism.WEAK: 1.0, Magnetism.NONE: 0.1},
    Magnetism.NONE: {Magnetism.STRONG: FLOOR, Magnetism.WEAK: 0.6, Magnetism.NONE: 1.0},
}
"""What is typed, and what the species is."""


class Verdict(StrEnum):
    """What a typed value says about a species."""

    FITS = "fits"
    AGAINST = "against"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reason:
    """What the value ``typed`` of a property says about a species, whose own value is ``known``."""

    property: Property
    typed: str
    species: str
    verdict: Verdict
    known: str


def likelihood(one: Property, typed: TypedProperties, mineral: Mineral) -> float | None:
    """L of a typed property, FLOOR to 1; None where the species' value is unknown or nothing was typed."""
    if one is Property.HARDNESS:
        return _by_distance(typed.hardness, mineral.mohs, lambda _: HARDNESS_STEP)
    if one is Property.DENSITY:
        step = lambda value: max(LEAST_DENSITY_STEP, DENSITY_SHARE * value)  # noqa: E731
        return _by_distance(typed.density, mineral.density_g_cm3, step)
    if one is Property.STREAK:
        return _by_word(typed.streak, mineral.streak.split(), NEAR_STREAKS)
    if one is Property.LUSTRE:
        return _by_word(typed.lustre, mineral.lustre.split(), NEAR_LUSTRES)
    if typed.magnetism is None or not mineral.magnetism:
        return None
    return MAGNET[typed.magnetism][Magnetism(mineral.magnetism)]


def _by_distance(typed: Span | None, known: Span | None, step: Callable[[float], float]) -> float | None:
    if typed is None or known is None:
        return None
    apart = max(typed[0] - known[1], known[0] - typed[1], 0.0)
    return max(FLOOR, math.exp(-0.5 * (apart / step(sum(typed) / 2)) ** 2))


def _by_word(typed: str, known: Sequence[str], near: Sequence[set[str]]) -> float | None:
    if not typed or not known:
        return None
    if typed in known:
        return 1.0
    return NEAR if any(typed in group and group.intersection(known) for group in near) else FAR


def ranked_by_properties(
    species: Sequence[Suggestion], typed: TypedProperties, look_up: Callable[[str], Mineral | None]
) -> tuple[Suggestion, ...]:
    """All of ``species`` with what was typed taken into account, best first; equals by name.

    The probabilities add up to what those of ``species`` add up to.
    """
    minerals = {one.species: look_up(one.species) for one in species}
    weights = {one.species: one.probability for one in species}
    for one in typed.typed():
        found = {name: likelihood(one, typed, mineral) for name, mineral in minerals.items() if mineral is not None}
        known = {name: value for name, value in found.items() if value is not None}
        mass = math.fsum(weights[name] for name in known)
        if mass <= 0:
            continue
        mean = math.fsum(weights[name] * value for name, value in known.items()) / mass
        for name, value in known.items():
            weights[name] *= value / mean
    ranked = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Suggestion(name, value) for name, value in ranked)


def reasons(
    names: Sequence[str], typed: TypedProperties, look_up: Callable[[str], Mineral | None]
) -> tuple[Reason, ...]:
    """What each typed value says about each of the names whose own value is known, property by property."""
    found = []
    for one in typed.typed():
        for name in names:
            mineral = look_up(name)
            value = None if mineral is None else likelihood(one, typed, mineral)
            if mineral is None or value is None:
                continue
            verdict = Verdict.FITS if value >= FITS else Verdict.AGAINST if value <= AGAINST else Verdict.UNCLEAR
            found.append(Reason(one, typed.text(one), name, verdict, known_text(one, mineral)))
    return tuple(found)


def known_text(one: Property, mineral: Mineral) -> str:
    """A species' own value: "3.5-4", "green yellow"; empty where it is unknown."""
    if one is Property.HARDNESS:
        return "" if mineral.mohs is None else span_text(mineral.mohs)
    if one is Property.DENSITY:
        return "" if mineral.density_g_cm3 is None else span_text(mineral.density_g_cm3)
    values = {Property.STREAK: mineral.streak, Property.LUSTRE: mineral.lustre}
    return values.get(one, mineral.magnetism).replace(" ", ", ")
