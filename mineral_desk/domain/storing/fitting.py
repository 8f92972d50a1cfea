"""The smallest box for a specimen, and how sure that is.

A specimen may be turned in its box: its sides and the box's are compared in the order of their lengths, which is
exactly when one rectangular block holds another with parallel edges. What a side needs is its length and the padding
on both ends; errors are one standard deviation, taken as independent and normal.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mineral_desk.domain.storing.boxes import BoxSize
from mineral_desk.domain.storing.rules import Borderline, StorageRules, UnknownHeight
from mineral_desk.domain.storing.sizes import Side, Sides, StoredSpecimen, sides_of

_SLACK_MM = 1e-6
"""Sums of decimal fractions are not exact."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The side whose error crosses the box's limit by most: what it needs with the safety, and what the box has."""

    side: Side
    needs_mm: float
    limit_mm: float


@dataclass(frozen=True, slots=True)
class Boxed:
    """A specimen and its box. ``smallest`` is the smallest that its size fits, ``box`` the one it gets.

    Of a borderline case ``larger`` is the box that would hold its size and the safety as well (None where none does),
    and ``too_small`` the probability that it does not go into ``smallest``.
    """

    specimen: StoredSpecimen
    unknown: UnknownHeight
    smallest: BoxSize
    box: BoxSize
    is_borderline: bool = False
    larger: BoxSize | None = None
    too_small: float = 0.0

    @property
    def sides(self) -> Sides:
        """The sides that were compared with the boxes."""
        return sides_of(self.specimen, self.unknown)


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A specimen that fits none of the boxes."""

    specimen: StoredSpecimen
    unknown: UnknownHeight

    @property
    def sides(self) -> Sides:
        """The sides that were compared with the boxes."""
        return sides_of(self.specimen, self.unknown)


def fit(specimen: StoredSpecimen, rules: StorageRules) -> Boxed | TooLarge:
    """The box of a specimen. Raises :class:`ValueError` for one that has no size."""
    unknown = rules.unknown_height
    sides = sides_of(specimen, unknown)
    smallest = smallest_box(needed_mm(sides, rules), rules.boxes)
    if smallest is None:
        return TooLarge(specimen, unknown)
    safe_mm = needed_mm(sides, rules, rules.safety_sd)
    if holds(smallest, safe_mm):
        return Boxed(specimen, unknown, smallest, smallest)
    larger = smallest_box(safe_mm, rules.boxes)
    box = larger if larger is not None and rules.borderline is Borderline.LARGER else smallest
    too_small = too_small_probability(sides, smallest, rules.padding_mm)
    return Boxed(specimen, unknown, smallest, box, is_borderline=True, larger=larger, too_small=too_small)


def crossing_of(boxed: Boxed, rules: StorageRules) -> Crossing:
    """Which side of a borderline case needs most beyond its smallest box."""
    crossings = [
        Crossing(side, _needs(side, rules.padding_mm, rules.safety_sd), room)
        for side, room in _paired(boxed.sides, boxed.smallest)
    ]
    return max(crossings, key=lambda one: one.needs_mm - one.limit_mm)


def needed_mm(sides: Sides, rules: StorageRules, safety_sd: float = 0.0) -> tuple[float, ...]:
    """What the known sides need inside a box, the longest first."""
    needs = (_needs(side, rules.padding_mm, safety_sd) for side in sides.known)
    return tuple(sorted(needs, reverse=True))


def smallest_box(needs_mm: Sequence[float], boxes: Sequence[BoxSize]) -> BoxSize | None:
    """The first of ``boxes``, which are the smallest first, that holds ``needs_mm``; None where none does."""
    return next((box for box in boxes if holds(box, needs_mm)), None)


def holds(box: BoxSize, needs_mm: Sequence[float]) -> bool:
    """Whether sides that need so much, the longest first, go into the box."""
    return all(need <= room + _SLACK_MM for need, room in zip(needs_mm, box.sides_mm, strict=False))


def too_small_probability(sides: Sides, box: BoxSize, padding_mm: float) -> float:
    """How probable it is that the specimen and its padding do not go into the box, 0 to 1.

    An assumed side has no error: how far it may be off nobody knows, and the plan says that it is assumed.
    """
    fits = 1.0
    for side, room in _paired(sides, box):
        spare_mm = room + _SLACK_MM - _needs(side, padding_mm, 0.0)
        fits *= _below(spare_mm / side.error_mm) if side.error_mm > 0 else float(spare_mm >= 0)
    return 1.0 - fits


def _paired(sides: Sides, box: BoxSize) -> list[tuple[Side, float]]:
    return list(zip(sides.known, box.sides_mm, strict=False))


def _needs(side: Side, padding_mm: float, safety_sd: float) -> float:
    return side.length_mm + 2 * padding_mm + safety_sd * side.error_mm


def _below(deviations: float) -> float:
    """The normal distribution function."""
    return 0.5 * math.erfc(-deviations / math.sqrt(2))
