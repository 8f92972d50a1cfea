"""What a person may have done wrong when a size was typed, and what the size would then be."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

CM_PER_INCH = 2.54


class Slip(StrEnum):
    """The ways in which sizes go wrong at the keyboard."""

    TEN_TIMES_TOO_SMALL = "ten_times_too_small"
    """Centimetres typed where millimetres belong."""
    TEN_TIMES_TOO_LARGE = "ten_times_too_large"
    """Millimetres typed where centimetres belong, or a decimal point lost."""
    INCHES_AS_CENTIMETRES = "inches_as_centimetres"
    CENTIMETRES_AS_INCHES = "centimetres_as_inches"
    """Converted from inches though they were centimetres."""
    INCHES_AS_MILLIMETRES = "inches_as_millimetres"
    DIGITS_SWAPPED = "digits_swapped"
    DIGIT_MISSED = "digit_missed"
    DIGIT_TOO_MANY = "digit_too_many"


@dataclass(frozen=True, slots=True)
class Meant:
    """A side as it may have been meant: ``side_mm``, known to ``rounding_mm``.

    ``doubt`` is how much rarer or how much easier to hit by chance this slip is, in standard deviations.
    """

    slip: Slip
    side_mm: float
    rounding_mm: float
    doubt: float


UNITS: tuple[tuple[Slip, float], ...] = (
    (Slip.TEN_TIMES_TOO_SMALL, 10.0),
    (Slip.TEN_TIMES_TOO_LARGE, 0.1),
    (Slip.INCHES_AS_CENTIMETRES, CM_PER_INCH),
    (Slip.CENTIMETRES_AS_INCHES, 1 / CM_PER_INCH),
    (Slip.INCHES_AS_MILLIMETRES, 10 * CM_PER_INCH),
)
"""What a size in the wrong unit must be multiplied by."""
LEAST_DOUBT = 0.5
"""Of digits swapped or doubled: one possibility each."""
ONE_SIDE_DOUBT, SAME_DIGIT_MISSED_DOUBT, DIGIT_TOO_MANY_DOUBT, DIGIT_MISSED_DOUBT = 0.6, 0.9, 1.0, 2.0
"""A wrong unit is usually wrong for all sides; any digit may be missed, which fits much by chance."""


def slips_of(side_mm: float, rounding_mm: float) -> Iterator[Meant]:
    """Everything that may have been meant by one side."""
    yield from wrong_units(side_mm, rounding_mm)
    yield from wrong_digits(side_mm, rounding_mm)


def wrong_units(side_mm: float, rounding_mm: float) -> Iterator[Meant]:
    """The side in each other unit."""
    for slip, factor in UNITS:
        yield Meant(slip, side_mm * factor, rounding_mm * factor, ONE_SIDE_DOUBT)


def wrong_digits(side_mm: float, rounding_mm: float) -> Iterator[Meant]:
    """The side with two neighbouring digits exchanged, with one digit less and with one more."""
    unit = min(rounding_mm, 1.0)
    digits = f"{round(side_mm / unit):d}"
    for slip, text, doubt in (*_swapped(digits), *_shortened(digits), *_lengthened(digits)):
        if text != digits and text[0] != "0":
            yield Meant(slip, int(text) * unit, rounding_mm, doubt)


def rounding_step_mm(sides_mm: Sequence[float]) -> float:
    """What sides were rounded to: whole centimetres where all are, else whole millimetres, else a tenth of one."""
    return next((step for step in (10.0, 1.0) if all(is_multiple(side, step) for side in sides_mm)), 0.1)


def is_multiple(side_mm: float, step_mm: float) -> bool:
    """Whether the side is a whole number of steps, to a thousandth of one."""
    return math.isclose(side_mm / step_mm, round(side_mm / step_mm), abs_tol=1e-3)


def _swapped(digits: str) -> Iterator[tuple[Slip, str, float]]:
    for k in range(len(digits) - 1):
        text = digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :]
        yield Slip.DIGITS_SWAPPED, text, LEAST_DOUBT


def _shortened(digits: str) -> Iterator[tuple[Slip, str, float]]:
    if len(digits) < 2:
        return
    for k, digit in enumerate(digits):
        doubled = digit in (digits[k - 1] if k else "", digits[k + 1 : k + 2])
        yield Slip.DIGIT_TOO_MANY, digits[:k] + digits[k + 1 :], LEAST_DOUBT if doubled else DIGIT_TOO_MANY_DOUBT


def _lengthened(digits: str) -> Iterator[tuple[Slip, str, float]]:
    for k in range(len(digits) + 1):
        for digit in "0123456789":
            doubled = digit in (digits[k - 1 : k] if k else "", digits[k : k + 1])
            doubt = SAME_DIGIT_MISSED_DOUBT if doubled else DIGIT_MISSED_DOUBT
            yield Slip.DIGIT_MISSED, digits[:k] + digit + digits[k:], doubt
