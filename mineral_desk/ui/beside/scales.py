"""The scale of a photo: how long a millimetre is in it, and who vouches for that."""

from dataclasses import dataclass

from mineral_desk.domain.decision import SizeVerb
from mineral_desk.ui.desk.draft import Draft


@dataclass(frozen=True, slots=True)
class Scale:
    """``vouched``: the program vouches for the size, or a person found it right or set the marks that it rests on."""

    mm_per_px: float
    vouched: bool


def scale_of(draft: Draft) -> Scale | None:
    """The scale at the specimen; None where none is known.

    A size that a person typed, or said there is none of, leaves the machine's scale without anybody to vouch for it.
    """
    mm_per_px = draft.shown.mm_per_px
    if mm_per_px is None or mm_per_px <= 0:
        return None
    return Scale(mm_per_px, draft.size_verb in (SizeVerb.ACCEPTED, SizeVerb.ADJUSTED))


def round_length_mm(longest_mm: float) -> float:
    """The longest of 1, 2, 5, 10, 20 ... (or of tenths and so on) that is not longer than that."""
    power = 1.0
    while power > longest_mm:
        power /= 10
    while 10 * power <= longest_mm:
        power *= 10
    return max(step * power for step in (1, 2, 5) if step * power <= longest_mm)
