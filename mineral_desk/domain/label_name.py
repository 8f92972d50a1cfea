"""The name of a mineral as it stands on a label in the photo."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelName:
    """``species`` is meant by the words ``text`` of a label; where they had to be guessed at, it is not ``sure``."""

    species: str
    text: str
    sure: bool = True


def name_told(names: Sequence[LabelName]) -> str:
    """The species that labels tell beyond doubt: they name exactly one. Empty otherwise."""
    return names[0].species if len(names) == 1 and names[0].sure else ""
