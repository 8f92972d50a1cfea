"""The name of a mineral, or of a group of minerals, as it stands on a label in the photo."""

from collections.abc import Sequence
from dataclasses import dataclass

from mineral_desk.domain.suggestion import is_group


@dataclass(frozen=True, slots=True)
class LabelName:
    """``species`` is meant by the words ``text`` of a label; where they had to be guessed at, it is not ``sure``.

    Where a label names no closer, it is a group as decisions keep it: "Garnet group".
    """

    species: str
    text: str
    sure: bool = True
    usual: str = ""
    """The species that lists give the word to where it names a group: fluorapatite for "Apatite"; empty without one."""

    @property
    def means(self) -> tuple[str, ...]:
        """What can be chosen by the label's word, the nearest first: the name, and the usual species of a group's."""
        return (self.species, self.usual) if self.usual else (self.species,)

    @property
    def is_group(self) -> bool:
        """Whether a group is named and no species of it."""
        return is_group(self.species)


def name_told(names: Sequence[LabelName]) -> str:
    """The species or group that labels tell beyond doubt, out of ``names`` in their order there; empty otherwise.

    They name exactly one. Groups behind a species leave it told ("Aquamarine on feldspar"): they are what it lies on or
    grows with. Not so where the group's word is used like a species' name: in "Quartz, apatite" either may be meant.
    """
    if not names or not names[0].sure:
        return ""
    rivals = [one for one in names[1:] if names[0].is_group or not one.is_group or one.usual]
    return "" if rivals else names[0].species
