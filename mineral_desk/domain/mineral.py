"""A mineral species and the list of all of them (IMA names, with Russian names and synonyms)."""

from dataclasses import dataclass

from mineral_desk.domain.suggestion import GROUP_ENDING


@dataclass(frozen=True, slots=True)
class Mineral:
    """One species as the IMA list has it; empty where unknown. ``mohs`` is (low, high).

    ``group`` is the structural group of the IMA list, ``curators_group`` the group by which curators name what they
    cannot tell closer ("Garnet").
    """

    name: str
    name_ru: str = ""
    formula: str = ""
    ima_number: str = ""
    crystal_system: str = ""
    group: str = ""
    curators_group: str = ""
    mohs: tuple[float, float] | None = None
    streak: str = ""
    lustre: str = ""
    colour: str = ""
    density: str = ""
    magnetism: str = ""
    """How a hand magnet takes to it: strong, weak or none."""
    commonness: int = 0
    """How common it is in collections: 12 for quartz, a step less is half as many specimens, 0 for rarities."""

    @property
    def density_g_cm3(self) -> tuple[float, float] | None:
        """Low and high out of "3.9-4.1"; None where unknown."""
        numbers = [float(part) for part in self.density.split("-") if part]
        return (min(numbers), max(numbers)) if numbers else None


@dataclass(frozen=True, slots=True)
class MineralMatch:
    """A search result: the mineral, and the name or synonym that matched what was typed."""

    mineral: Mineral
    matched: str

    @property
    def name(self) -> str:
        """The name as a decision keeps it."""
        return self.mineral.name


@dataclass(frozen=True, slots=True)
class GroupMatch:
    """A search result: a curators' group, and the word for it that matched what was typed."""

    group: str
    """Without the ending: "Garnet"."""
    name_ru: str
    matched: str

    @property
    def name(self) -> str:
        """The name as a decision keeps it: "Garnet group"."""
        return self.group + GROUP_ENDING


NameMatch = MineralMatch | GroupMatch
