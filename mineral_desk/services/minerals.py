"""The minerals and groups of ``resources/``: loaded once, searched by beginnings and, where few fit, by likeness."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz, process

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.groups import Fit, GroupList, fit
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.mineral import GroupMatch, Mineral, MineralMatch, NameMatch
from mineral_desk.domain.minerals import MineralList, Synonym, folded
from mineral_desk.domain.phrase import said
from mineral_desk.domain.suggestion import GROUP_ENDING, is_group
from mineral_desk.services.language import RUSSIAN, Language

MINERALS_FILE = "minerals.csv"
SYNONYMS_FILE = "synonyms.csv"
GROUPS_FILE = "mineral_groups.csv"
GROUP_WORDS_FILE = "group_words.csv"
COMMONNESS_FILE = "commonness.csv"
LEAST_LETTERS_FOR_LIKENESS = 4
LEAST_LIKENESS = 75.0
"""Of 100: one slip in a name of eight letters passes."""
BEFORE_ALL = -1
"""The place of a group that was typed whole."""
BEHIND_GROUPS = 0.5
"""How far rare minerals stand behind common ones that fit as well, with the groups between them."""
LEAST_COMMON = 5
"""So common, in steps of :class:`Mineral`, is what comes before a group, or is guessed at where a word is no name."""
Match = TypeVar("Match", bound=NameMatch)


class MineralNames:
    """The list with its search."""

    def __init__(
        self,
        minerals: MineralList,
        groups_ru: Mapping[str, str] | None = None,
        group_words: Mapping[str, str] | None = None,
    ) -> None:
        """``groups_ru`` has the Russian names of curators' groups, ``group_words`` the group of each word for one."""
        self.list = minerals
        self.group_list = GroupList(groups_ru or {}, group_words or {})
        self._names = minerals.names
        self.keys = list(self._names)
        """Every name and synonym as it is compared."""

    @cached_property
    def common_keys(self) -> Sequence[str]:
        """Those of ``keys`` that mean common minerals: the rare ones are too many, with names like any word."""
        return [key for key in self.keys if self.by_key(key).commonness >= LEAST_COMMON]

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(self.common_keys)

    def is_common(self, key: str) -> bool:
        """Whether a name as it is compared is one of ``common_keys``."""
        return key in self._common

    def __len__(self) -> int:
        return len(self.list)

    def by_name(self, name: str) -> Mineral | None:
        """The mineral of exactly that name, accents and case aside."""
        return self.list.by_name(name)

    def meant_by(self, text: str) -> Mineral | None:
        """What a whole name, Russian name, synonym or name of a series means."""
        return self.list.meant_by(text)

    def group_meant_by(self, text: str) -> str:
        """The curators' group that a word or several mean ("Garnet": "гранаты", "Garnet group"); empty without one."""
        return self.group_list.meant_by(text)

    def by_key(self, key: str) -> Mineral:
        """The mineral of one of ``keys``."""
        return self._names[key][1]

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """The curators' group of each species that has one."""
        return {mineral.name: mineral.curators_group for mineral in self.list.minerals if mineral.curators_group}

    def find(self, text: str, limit: int = 8) -> tuple[MineralMatch, ...]:
        """At most ``limit`` minerals for what was typed; names that are merely alike come last."""
        wanted = folded(text)
        found = list(self._minerals_fitting(wanted, limit))
        return _first(found if len(found) >= limit else [*found, *self._minerals_alike(wanted, limit)], limit)

    def find_names(self, text: str, limit: int = 8) -> tuple[NameMatch, ...]:
        """At most ``limit`` minerals and groups for what was typed: the minerals in the order of :meth:`find`.

        A group stands behind the common minerals whose names fit as well, for a species says more, and before the rare
        ones, which would fill the list ("gar": the garnet group, then garronite). But it stands first where a
        word for it was typed whole, even one that lists give to a species ("apatite": fluorapatite): whoever types that
        word has not told the species, and a group that is named too wide can be narrowed later, while a species that
        nobody determined is believed. The species comes next. Where the word is a species' own name, the species is
        first: "calcite".
        """
        wanted = folded(text)
        if not wanted:
            return ()
        found: list[tuple[float, NameMatch]] = [*self._minerals_fitting(wanted, limit), *self._groups_fitting(wanted)]
        if len(found) < limit:
            found += [*self._minerals_alike(wanted, limit), *self._groups_alike(wanted, limit)]
        return _first(found, limit)

    def _minerals_fitting(self, wanted: str, limit: int) -> Iterator[tuple[float, MineralMatch]]:
        for match in self.list.find(wanted, limit):
            rare = match.mineral.commonness < LEAST_COMMON
            yield fit(folded(match.matched), wanted) + (BEHIND_GROUPS if rare else 0.0), match

    def _groups_fitting(self, wanted: str) -> Iterator[tuple[float, GroupMatch]]:
        meant = self.group_list.meant_by(wanted)
        for how, match in self.group_list.find(wanted):
            yield BEFORE_ALL if match.group == meant else how + BEHIND_GROUPS / 2, match

    def _minerals_alike(self, wanted: str, limit: int) -> Iterator[tuple[float, MineralMatch]]:
        for key, place in _alike(wanted, self.keys, limit):
            name, mineral = self._names[key]
            yield place, MineralMatch(mineral, name)

    def _groups_alike(self, wanted: str, limit: int) -> Iterator[tuple[float, GroupMatch]]:
        return ((place, self.group_list.by_key(key)) for key, place in _alike(wanted, self.group_list.keys, limit))


def _alike(wanted: str, keys: Sequence[str], limit: int) -> Iterator[tuple[str, float]]:
    """The keys that are like ``wanted``, and the place of each: behind all that fit, the most alike first."""
    if len(wanted) >= LEAST_LETTERS_FOR_LIKENESS:
        alike = process.extract(wanted, keys, scorer=fuzz.ratio, limit=limit, score_cutoff=LEAST_LIKENESS)
        yield from ((key, Fit.ALIKE + 1.0 - likeness / 100.0) for key, likeness, _ in alike)


def _first(found: Iterable[tuple[float, Match]], limit: int) -> tuple[Match, ...]:
    """The ``limit`` names with the best places, each once; of equal places the one that came first."""
    best: dict[str, Match] = {}
    for _, match in sorted(found, key=lambda one: one[0]):
        best.setdefault(match.name, match)
    return tuple(best.values())[:limit]


def name_in(minerals: MineralNames, language: Language, species: str) -> str:
    """The Russian name of a species or group where the language is Russian and there is one, else the IMA name."""
    species = without_markup(species)
    if not species or language.code != RUSSIAN:
        return species
    if is_group(species):
        name = species.removesuffix(GROUP_ENDING)
        told = minerals.group_list.names_ru.get(name) or name_in(minerals, language, name)
        return language.say("{name} group", name=told)
    mineral = minerals.by_name(species)
    return mineral.name_ru if mineral is not None and mineral.name_ru else species


def load_minerals(resources: Path) -> MineralNames:
    """Read the lists of minerals, synonyms, groups with the words for them, and commonness.

    Raises :class:`MineralDeskError` where one is missing.
    """
    try:
        common = {row["name"]: int(row["commonness"]) for row in _rows(resources / COMMONNESS_FILE)}
        minerals = [_mineral(row, common.get(row["name"], 0)) for row in _rows(resources / MINERALS_FILE)]
        synonyms = [Synonym(row["name"], row["species"], row["name_ru"]) for row in _rows(resources / SYNONYMS_FILE)]
        groups = {row["name"]: row["name_ru"] for row in _rows(resources / GROUPS_FILE)}
        group_words = {row["words"]: row["group"] for row in _rows(resources / GROUP_WORDS_FILE)}
    except (OSError, UnicodeDecodeError, KeyError, ValueError, TypeError) as fault:
        raise MineralDeskError(
            said("The mineral list in {resources} cannot be read: {fault}.", resources=resources, fault=fault),
            "Install Mineral Desk again.",
        ) from fault
    return MineralNames(MineralList(minerals, synonyms), groups, group_words)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _mineral(row: dict[str, str], commonness: int) -> Mineral:
    hardness = (float(row["mohs_low"]), float(row["mohs_high"])) if row["mohs_low"] else None
    return Mineral(
        name=row["name"],
        name_ru=row["name_ru"],
        formula=row["formula"],
        ima_number=row["ima_number"],
        crystal_system=row["crystal_system"],
        group=row["group"],
        curators_group=row["curators_group"],
        mohs=hardness,
        streak=row["streak"],
        lustre=row["lustre"],
        colour=row["colour"],
        density=row["density"],
        magnetism=row["magnetism"],
        commonness=commonness,
    )
