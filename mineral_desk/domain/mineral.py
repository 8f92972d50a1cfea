"""A mineral species and the list of all of them (IMA names, with Russian names and synonyms)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mineral:
    """One species as the IMA list has it; empty where unknown. ``mohs`` is (low, high)."""

    name: str
    name_ru: str = ""
    formula: str = ""
    ima_number: str = ""
    crystal_system: str = ""
    group: str = ""
    mohs: tuple[float, float] | None = None
    streak: str = ""
    lustre: str = ""
    colour: str = ""
    density: str = ""


@dataclass(frozen=True, slots=True)
class MineralMatch:
    """A search result: the mineral, and the name or synonym that matched what was typed."""

    mineral: Mineral
    matched: str
