"""Which of the sides that a person noted are those that a photo shows."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import permutations

PRACTICE = 0.02
"""How differently two people measure the same stone (share, 1 sd)."""


class Role(IntEnum):
    """What a side was typed as. People mean the three differently; only a height alone tells nothing."""

    LENGTH = 0
    WIDTH = 1
    HEIGHT = 2


@dataclass(frozen=True, slots=True)
class ShownSide:
    """A side that the photo shows, with its standard deviation."""

    side_mm: float
    sd_mm: float

    def error_mm(self, rounding_mm: float) -> float:
        """The combined standard deviation to a typed side that was rounded like that (uniform: step / sqrt(12))."""
        return math.hypot(self.sd_mm, rounding_mm / math.sqrt(12), PRACTICE * self.side_mm)


@dataclass(frozen=True, slots=True)
class TypedSide:
    """A side as typed, or as it may have been meant."""

    role: Role
    side_mm: float
    rounding_mm: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A typed side and the shown one that it may be."""

    typed: TypedSide
    shown: ShownSide

    @property
    def error_mm(self) -> float:
        """The combined standard deviation."""
        return self.shown.error_mm(self.typed.rounding_mm)

    @property
    def deviation_sd(self) -> float:
        """How far both are apart."""
        return abs(self.typed.side_mm - self.shown.side_mm) / self.error_mm


Reading = tuple[Pair, ...]
"""One way in which the typed sides may be those shown, at least one pair."""


def readings(typed: Sequence[TypedSide], shown: Sequence[ShownSide]) -> Iterator[Reading]:
    """Every way: in any order; of three sides any one may be the hidden one, of two only the height.

    ``shown`` are length and width, or the length alone. A single side is what it was typed as.
    """
    without_height = [side for side in typed if side.role is not Role.HEIGHT]
    for sides in [typed] if len(typed) != 2 or len(without_height) == 2 else [typed, without_height]:
        if len(sides) == 1:
            role = sides[0].role
            if role < len(shown):
                yield (Pair(sides[0], shown[role]),)
        else:
            for chosen in permutations(sides, len(shown)):
                yield tuple(Pair(*both) for both in zip(chosen, shown, strict=True))


def worst_pair(reading: Reading) -> Pair:
    """The pair that differs most, in standard deviations."""
    return max(reading, key=lambda pair: pair.deviation_sd)


def best_reading(typed: Sequence[TypedSide], shown: Sequence[ShownSide]) -> Reading | None:
    """The reading whose worst pair differs least; None where nothing that was typed can be in the photo."""
    found = list(readings(typed, shown))
    return min(found, key=lambda reading: worst_pair(reading).deviation_sd) if found else None
