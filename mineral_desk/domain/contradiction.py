"""Sizes that people typed, compared with measured ones: the paper's detection of slips (section 5).

A photo shows two of three dimensions, people note length, width and height in any order and round them, so that a
typed size is a set of sides, among which those that the photo shows must be found again. Deviations are in combined
standard deviations: that of the measurement, that of the rounding (step / sqrt(12)), and how differently two people
measure the same irregular stone.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.side_matching import Pair, Role, ShownSide, TypedSide, best_reading, worst_pair
from mineral_desk.domain.slips import LEAST_DOUBT, UNITS, Meant, Slip, rounding_step_mm, slips_of

LIMIT_SD = 3.0
"""Beyond so many combined standard deviations two sizes are not the same."""
SLIP_LIMIT_SD = 2.0
"""A slip of one side is named only where it explains the measured size this well; all sides agree seldom by chance."""
DEEPEST = 3.0
"""A dimension that the photo hides is at most so many times as long as the longest one that it shows."""


class Agreement(StrEnum):
    """The outcome of a comparison."""

    AGREES = "agrees"
    MAY_AGREE = "may_agree"
    """They differ, but what the photo hides may explain it."""
    CONTRADICTS = "contradicts"
    CANNOT_TELL = "cannot_tell"
    """Nothing was typed that the photo could show, or there is no size that the program vouches for."""


class Explanation(StrEnum):
    """Why sizes that differ may both be right."""

    DEPTH = "depth"
    """The typed side runs into the depth, which the photo does not show."""
    CORNERS = "corners"
    """A side was typed where the longest distance runs from corner to corner."""


@dataclass(frozen=True, slots=True)
class TypedSize:
    """Sides as a person noted them. ``step_mm`` is what they were rounded to, where that is known.

    Raises :class:`ValueError` for a side that is no positive number.
    """

    length_mm: float | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    step_mm: float | None = None

    def __post_init__(self) -> None:
        if not all(math.isfinite(side) and side > 0 for side in self.sides_mm):
            raise ValueError(f"sides must be positive numbers: {self.sides_mm}")

    @property
    def sides_mm(self) -> tuple[float, ...]:
        """The sides that were typed, in their order."""
        return tuple(side for side in (self.length_mm, self.width_mm, self.height_mm) if side is not None)

    @property
    def rounding_mm(self) -> float:
        """The step the sides were rounded to: whole centimetres where all are, else 1 mm, or a tenth of it."""
        return rounding_step_mm(self.sides_mm) if self.step_mm is None else self.step_mm


@dataclass(frozen=True, slots=True)
class SizeCheck:
    """How a typed size stands to a measured one.

    ``typed_mm`` and ``measured_mm`` are the sides that differ most, ``deviation_sd`` by how many of ``error_mm``, the
    combined standard deviation. ``slip`` is what was likely done wrong, ``meant_mm`` what that side then is.
    """

    agreement: Agreement
    typed_mm: float | None = None
    measured_mm: float | None = None
    error_mm: float | None = None
    deviation_sd: float = 0.0
    slip: Slip | None = None
    meant_mm: float | None = None
    explanation: Explanation | None = None

    @property
    def certainty(self) -> tuple[int, float]:
        """Larger for what is more surely a slip: one that has a name, then any, then what may be explained."""
        order = {Agreement.CONTRADICTS: 2, Agreement.MAY_AGREE: 1}.get(self.agreement, 0)
        return order + (self.slip is not None), self.deviation_sd


CANNOT_TELL = SizeCheck(Agreement.CANNOT_TELL)


def check_typed_size(typed: TypedSize, measurement: Measurement) -> SizeCheck:
    """Compare a typed size with one that is vouched for and has errors."""
    sides, shown = _typed_sides(typed), _shown_sides(measurement)
    plain = best_reading(sides, shown) if sides and shown else None
    if plain is None:
        return CANNOT_TELL
    worst = worst_pair(plain)
    if worst.deviation_sd <= LIMIT_SD:
        return _check(Agreement.AGREES, worst)
    explanation = _explanation(sides, shown)
    named = _likely_slip(sides, shown, explained=explanation is not None)
    if named is not None:
        return named
    agreement = Agreement.CONTRADICTS if explanation is None else Agreement.MAY_AGREE
    return replace(_check(agreement, worst), explanation=explanation)


def contradiction_flag(typed: TypedSize, measurement: Measurement) -> Flag | None:
    """The flag for a size typed beside a measured one: they differ beyond the errors, whatever may explain it.

    What is typed there is in millimetres: it counts as rounded to 1 mm at most unless ``typed`` says otherwise.
    """
    check = check_typed_size(replace(typed, step_mm=typed.step_mm or min(typed.rounding_mm, 1.0)), measurement)
    differs = check.agreement in (Agreement.CONTRADICTS, Agreement.MAY_AGREE)
    if not differs or check.typed_mm is None or check.measured_mm is None:
        return None
    return Flag(FlagCode.MANUAL_SIZE_CONTRADICTED, {"typed_mm": check.typed_mm, "measured_mm": check.measured_mm})


def _check(agreement: Agreement, pair: Pair) -> SizeCheck:
    return SizeCheck(agreement, pair.typed.side_mm, pair.shown.side_mm, pair.error_mm, pair.deviation_sd)


def _typed_sides(typed: TypedSize) -> list[TypedSide]:
    sides = zip(Role, (typed.length_mm, typed.width_mm, typed.height_mm), strict=True)
    return [TypedSide(role, side, typed.rounding_mm) for role, side in sides if side is not None]


def _shown_sides(measurement: Measurement) -> list[ShownSide]:
    """Length and width with their errors; nothing where there is a reason not to trust them.

    An earlier contradiction is no such reason.
    """
    doubts = [flag for flag in measurement.flags if flag.code is not FlagCode.MANUAL_SIZE_CONTRADICTED]
    length, length_sd = measurement.length_mm, measurement.length_error_mm
    if (
        doubts
        or measurement.status is MeasurementStatus.NOT_MEASURED
        or length is None
        or length_sd is None
        or length <= 0
    ):
        return []
    width, width_sd = measurement.width_mm, measurement.width_error_mm
    known = width is not None and width_sd is not None and width > 0
    return [ShownSide(length, length_sd), *([ShownSide(width, width_sd)] if known and width and width_sd else [])]


def _likely_slip(typed: Sequence[TypedSide], shown: Sequence[ShownSide], *, explained: bool) -> SizeCheck | None:
    """The slip that explains the measured size best, if one does; the check names the side it was made in.

    Where the depth may explain the difference, only slips count that hardly fit by chance.
    """
    found = []
    for meant, sides in _as_meant(typed, LEAST_DOUBT if explained else math.inf):
        reading = best_reading(sides, shown)
        limit_sd = SLIP_LIMIT_SD if meant.doubt else LIMIT_SD
        if reading is not None and worst_pair(reading).deviation_sd <= limit_sd:
            found.append((worst_pair(reading).deviation_sd + meant.doubt, meant, reading))
    if not found:
        return None
    _, meant, reading = min(found, key=lambda one: one[0])
    before = {side.role: side for side in typed}
    changed = [pair for pair in reading if pair.typed != before[pair.typed.role]]
    pair = max(changed or reading, key=lambda one: one.shown.side_mm)
    check = _check(Agreement.CONTRADICTS, Pair(before[pair.typed.role], pair.shown))
    return replace(check, slip=meant.slip, meant_mm=pair.typed.side_mm)


def _as_meant(typed: Sequence[TypedSide], most_doubt: float) -> Iterator[tuple[Meant, list[TypedSide]]]:
    """Every slip of no more than that doubt: the unit of all sides, then one thing wrong with one side."""
    for slip, factor in UNITS:
        # 500 x 300 may have been 50 x 30: whole centimetres then
        step = max(rounding_step_mm([side.side_mm * factor for side in typed]), typed[0].rounding_mm * factor)
        sides = [TypedSide(side.role, side.side_mm * factor, step) for side in typed]
        yield Meant(slip, sides[0].side_mm, sides[0].rounding_mm, 0.0), sides
    for k, side in enumerate(typed):
        for meant in slips_of(side.side_mm, side.rounding_mm):
            if meant.doubt <= most_doubt:
                yield meant, [*typed[:k], TypedSide(side.role, meant.side_mm, meant.rounding_mm), *typed[k + 1 :]]


def _explanation(typed: Sequence[TypedSide], shown: Sequence[ShownSide]) -> Explanation | None:
    """What may make both right. A box of sides a >= b >= c shows a length from b to its diagonal over a and b, and a
    width from c on; of its three sides any may have been left out.
    """
    largest, *others = sorted((side.side_mm for side in typed), reverse=True)
    second = others[0] if others else None
    length = shown[0] if second is not None or typed[0].role is Role.LENGTH else shown[-1]
    slack = LIMIT_SD * length.error_mm(typed[0].rounding_mm)
    if second is not None and not _width_possible(largest, [second, *others[1:]], shown, slack):
        return None
    if length.side_mm < largest:
        shows_second = second is None or length.side_mm >= second - slack
        return Explanation.DEPTH if shows_second and largest <= DEEPEST * shown[0].side_mm else None
    diagonal = math.hypot(largest, largest if second is None else second)
    return Explanation.CORNERS if length.side_mm <= diagonal + slack else None


def _width_possible(largest: float, others: Sequence[float], shown: Sequence[ShownSide], slack: float) -> bool:
    """Whether the width lies between the smallest side (if all were typed) and what a box's diagonal leaves beside it:
    2 a b / sqrt(a^2 + b^2).
    """
    if len(shown) < 2:
        return True
    second = others[0]
    widest = max(second, 2 * largest * second / math.hypot(largest, second))
    narrowest = others[1] if len(others) > 1 else 0.0
    return narrowest - slack <= shown[1].side_mm <= widest + slack
