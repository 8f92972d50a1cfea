"""What the comparison of a typed with a measured size says in words. English; the window translates the templates."""

from mineral_desk.domain.contradiction import Agreement, Explanation, SizeCheck
from mineral_desk.domain.flag import FLAG_WORDS
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.slips import Slip
from mineral_desk.domain.typed_photo import CheckedPhoto

SLIP_WORDS = {
    Slip.TEN_TIMES_TOO_SMALL: "Likely centimetres typed as millimetres",
    Slip.TEN_TIMES_TOO_LARGE: "Likely typed ten times too large",
    Slip.INCHES_AS_CENTIMETRES: "Likely inches typed as centimetres (or a cube of 1 inch taken for 1 cm)",
    Slip.CENTIMETRES_AS_INCHES: "Likely centimetres converted as if they were inches",
    Slip.INCHES_AS_MILLIMETRES: "Likely inches typed as millimetres",
    Slip.DIGITS_SWAPPED: "Likely two digits swapped",
    Slip.DIGIT_MISSED: "Likely a digit missed",
    Slip.DIGIT_TOO_MANY: "Likely a digit too many",
}
EXPLANATION_WORDS = {
    Explanation.DEPTH: "that side may run into the depth, which the photo does not show",
    Explanation.CORNERS: "the longest distance may run from corner to corner",
}


def check_in_words(checked: CheckedPhoto) -> str:
    """One sentence: what differs, by how much, and what was likely done."""
    check = checked.check
    if checked.fault:
        return checked.fault
    if check.agreement is Agreement.CANNOT_TELL:
        return f"Cannot be told: {why_not(checked)}."
    if check.slip is not None:
        return f"{SLIP_WORDS[check.slip]}: {check.meant_mm:.3g} mm instead of {check.typed_mm:g}."
    if check.agreement is Agreement.AGREES:
        return f"Agrees: {_both(check)}."
    apart = f"{_both(check)}, {check.deviation_sd:.1f} standard deviations apart"
    return f"{apart}." if check.explanation is None else f"{apart}; {EXPLANATION_WORDS[check.explanation]}."


def why_not(checked: CheckedPhoto) -> str:
    """Why nothing can be told, short."""
    typed = checked.photo.typed
    if not typed.sides_mm:
        return "no size was typed"
    if typed.length_mm is None and typed.width_mm is None:
        return "only a height was typed"
    return _why_not_measured(checked.measurement)


def typed_in_words(checked: CheckedPhoto) -> str:
    """``52 × 33 × 20``."""
    return " × ".join(f"{side:g}" for side in checked.photo.typed.sides_mm)


def _both(check: SizeCheck) -> str:
    return f"{check.typed_mm:g} mm typed, {check.measured_mm:.1f} measured"


def _why_not_measured(measurement: Measurement) -> str:
    reasons = ", ".join(FLAG_WORDS[flag.code].short.lower() for flag in measurement.flags)
    if measurement.status is MeasurementStatus.NOT_MEASURED:
        return reasons or "not measured"
    return f"measured with doubts ({reasons})" if reasons else "measured without an error"
