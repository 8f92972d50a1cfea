"""Which of two sides is right about one thing, from all that each of them said about it since they parted."""

from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.catalogue.merging.parts import Told


class Verdict(StrEnum):
    """What is to stand."""

    AGREE = "agree"
    TAKE = "take"
    """Theirs: they knew what stands here and went on from it."""
    KEEP = "keep"
    """Ours: it was here already and we went on from it, or they took theirs back."""
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Chain:
    """What one side said one after the other; the first is what it found when the two parted, the last what stands.

    ``is_settled`` where a person settled a conflict so: then that word is not older than the other side's.
    """

    values: tuple[Told, ...]
    is_settled: bool = False


def weigh(ours: Chain, theirs: Chain) -> Verdict:
    """Whose word stands. With the sides exchanged the answer is the same, seen from there."""
    standing, final = ours.values[-1], theirs.values[-1]
    if standing == final:
        return Verdict.AGREE
    they_knew = standing in theirs.values and not ours.is_settled
    we_knew = final in ours.values and not theirs.is_settled
    if they_knew != we_knew:
        return Verdict.TAKE if they_knew else Verdict.KEEP
    we_stayed, they_stayed = standing == ours.values[0], final == theirs.values[0]
    if they_knew and we_stayed != they_stayed:
        return Verdict.TAKE if we_stayed else Verdict.KEEP
    return Verdict.CONFLICT
