"""What is known about species without looking at photos: how common they are likely to be, and their traits.

The facts come from the IMA list (formula, groups, crystal system), from the table of properties (colour, lustre,
Strunz class), from the table of Russian names, and from the program's own tables of other names and of how common
species are in collections, which was written from general knowledge of minerals, before any photo was looked at. All
are facts about minerals, none about a collection that suggestions are measured on.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.minerals import root_name
from mineral_desk.services.minerals import COMMONNESS_FILE, SYNONYMS_FILE

CRUST_MG_PER_KG: Mapping[str, float] = {
    "O": 461000, "Si": 282000, "Al": 82300, "Fe": 56300, "Ca": 41500, "Na": 23600, "Mg": 23300, "K": 20900,
    "Ti": 5650, "H": 1400, "P": 1050, "Mn": 950, "F": 585, "Ba": 425, "Sr": 370, "S": 350, "C": 200, "Zr": 165,
    "Cl": 145, "V": 120, "Cr": 102, "Rb": 90, "Ni": 84, "Zn": 70, "Ce": 66.5, "Cu": 60, "Nd": 41.5, "La": 39, "Y": 33,
    "Co": 25, "Sc": 22, "Li": 20, "Nb": 20, "N": 19, "Ga": 19, "Pb": 14, "B": 10, "Th": 9.6, "Pr": 9.2, "Sm": 7.05,
    "Gd": 6.2, "Dy": 5.2, "Er": 3.5, "Yb": 3.2, "Hf": 3, "Cs": 3, "Be": 2.8, "U": 2.7, "Br": 2.4, "Sn": 2.3, "Ta": 2,
    "As": 1.8, "Ge": 1.5, "W": 1.25, "Mo": 1.2, "Tl": 0.85, "I": 0.45, "In": 0.25, "Sb": 0.2, "Cd": 0.15, "Hg": 0.085,
    "Ag": 0.075, "Se": 0.05, "Pd": 0.015, "Bi": 0.0085, "Pt": 0.005, "Au": 0.004, "Os": 0.0015, "Te": 0.001,
    "Ir": 0.001, "Rh": 0.001, "Ru": 0.001, "Re": 0.0007,
}  # fmt: skip
"""Abundance of the elements in the Earth's crust (CRC Handbook of Chemistry and Physics)."""

ANIONS = (
    "SO4", "CO3", "PO4", "AsO4", "VO4", "SiO4", "Si2O7", "SiO3", "Si4O10", "Si6O18", "BO3", "TeO3", "MoO4", "WO4",
    "UO2", "H2O", "OH",
)  # fmt: skip
COLOURS = (
    "colourless", "white", "grey", "black", "brown", "red", "pink", "orange", "yellow", "green", "blue", "violet",
    "bronze",
)  # fmt: skip
COLOUR_SYNONYMS = {"colorless": "colourless", "gray": "grey", "purple": "violet", "golden": "yellow", "silver": "grey"}
LUSTRES = (
    "vitreous", "adamantine", "resinous", "metallic", "sub", "silky", "pearly", "greasy", "waxy", "earthy", "dull",
)  # fmt: skip
CLARITIES = ("transparent", "translucent", "opaque")

COMMONNESS_FACTS = (
    "log of how many other species' photos on Commons name it",
    "has a Russian name",
    "share of known properties",
    "known before the IMA (no number, or grandfathered)",
    "number of elements",
    "log10 abundance of the rarest element",
    "log of the size of its structural group",
    "length of its formula",
    "log of how many other names (varieties, trade names) it has",
    "log of how many species of the IMA list belong to a group that is named after it",
    "commonness in collections, in steps of about one half",
    "its square",
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FactTables:
    """The rows of the tables by species name."""

    ima: Mapping[str, Row]
    properties: Mapping[str, Row]
    russian: frozenset[str]
    other_names: Mapping[str, int] = field(default_factory=dict)
    """How many other names a species has."""
    commonness: Mapping[str, int] = field(default_factory=dict)
    """How common a species is in collections, or the commonest of those that differ from it in the suffix only.

    By root names: photos are seldom told apart to the suffix.
    """


def read_facts(folder: Path, resources: Path | None = None) -> FactTables:
    """Read ``ima_minerals.csv``, ``mineral_properties.csv`` and ``mineral_names_ru.csv`` of ``folder``.

    ``resources`` has the program's own tables of other names and of commonness.
    """
    ima, properties, russian = (
        _rows_by_name(folder / f"{name}.csv") for name in ("ima_minerals", "mineral_properties", "mineral_names_ru")
    )
    if resources is None:
        return FactTables(ima, properties, frozenset(russian))
    synonyms, common = (_rows_by_name(resources / name) for name in (SYNONYMS_FILE, COMMONNESS_FILE))
    commonness: dict[str, int] = {}
    for name, row in common.items():
        root = root_name(name)
        commonness[root] = max(commonness.get(root, 0), int(row["commonness"]))
    other_names = Counter(row["species"] for row in synonyms.values())
    return FactTables(ima, properties, frozenset(russian), other_names, commonness)


def _rows_by_name(table: Path) -> dict[str, Row]:
    if not table.is_file():
        raise UsageError(f"There is no table {table}.", "Give the folder with the tables of facts.")
    with table.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row for row in csv.DictReader(lines)}


def commonness_facts(species: Sequence[str], mentions: Mapping[str, int], facts: FactTables) -> npt.NDArray[np.float64]:
    """The numbers (C, F) named by :data:`COMMONNESS_FACTS`, one row a species; ``mentions`` see :func:`mentions_in`."""
    group_sizes = Counter(row["structural_group"] for row in facts.ima.values())
    named_after = members_by_group(facts)
    rows = []
    for name in species:
        ima, known = facts.ima.get(name, {}), facts.properties.get(name, {})
        group, number = ima.get("structural_group", ""), ima.get("ima_number", "")
        elements = elements_of(ima.get("ima_formula", ""))
        commonness = facts.commonness.get(root_name(name), 0)
        rows.append(
            [
                math.log1p(mentions.get(name, 0)),
                name in facts.russian,
                sum(bool(value) for key, value in known.items() if key != "name") / 10,
                not number or "s.p." in number,
                len(elements),
                min((math.log10(CRUST_MG_PER_KG[element]) for element in elements), default=0.0),
                math.log1p(group_sizes[group]) if group else 0.0,
                len(ima.get("ima_formula", "")) / 10,
                math.log1p(facts.other_names.get(name, 0)),
                math.log1p(named_after[name.lower()]),
                commonness,
                commonness**2,
            ]
        )
    return np.array(rows, float)


def members_by_group(facts: FactTables) -> Counter[str]:
    """How many species belong to groups whose name holds a word, by that word in lower case."""
    members: Counter[str] = Counter()
    for row in facts.ima.values():
        groups = f"{row.get('structural_group') or ''} {row.get('fleischers_group') or ''}"
        members.update(re.findall(r"[a-z]+", groups.lower()))
    return members


def mentions_in(titles: Sequence[tuple[str, str]], species: Sequence[str]) -> dict[str, int]:
    """How often each species is named in the ``titles`` (species shown, title) of photos that show another one.

    "Acanthite on Calcite" counts for calcite: what others sit on is common.
    """
    words = [(shown, f" {re.sub(r'[^a-z()]+', ' ', title.lower())} ") for shown, title in titles]
    return {
        name: sum(shown != name and f" {re.sub(r'[^a-z()]+', ' ', name.lower())} " in title for shown, title in words)
        for name in species
    }


def elements_of(formula: str) -> frozenset[str]:
    """The chemical elements of an IMA formula whose crustal abundance is known."""
    return frozenset(re.findall(r"[A-Z][a-z]?", formula.replace("REE", ""))) & CRUST_MG_PER_KG.keys()


def traits(species: Sequence[str], facts: FactTables, least_shared: int = 4) -> npt.NDArray[np.float32]:
    """Traits (C, T) that alike species share: elements, anions, groups, crystal system, class, colours, lustre.

    Traits of fewer than ``least_shared`` species are left out; the last column is 1 for all.
    """
    each = [dict(_traits_of(name, facts)) for name in species]
    shared = Counter(trait for one in each for trait in one)
    columns = sorted(trait for trait, count in shared.items() if count >= least_shared)
    return np.array([[one.get(trait, 0.0) for trait in columns] + [1.0] for one in each], np.float32)


def _traits_of(name: str, facts: FactTables) -> Iterator[tuple[str, float]]:
    ima, known = facts.ima.get(name, {}), facts.properties.get(name, {})
    formula = ima.get("ima_formula", "")
    elements = elements_of(formula)
    yield from ((f"element {element}", 1.0) for element in elements)
    yield from ((f"anion {anion}", 1.0) for anion in ANIONS if anion in formula)
    if "S" in elements and "O" not in elements:
        yield "sulphide", 1.5
    for column in ("crystal_system", "structural_group", "fleischers_group"):
        if ima.get(column):
            yield f"{column} {ima[column]}", 1.0
    strunz = re.match(r"0?(\d+)\.?([A-Z]?)", known.get("strunz_classification", ""))
    if strunz:
        yield f"class {strunz[1]}", 1.0
        yield f"class {strunz[1]}{strunz[2]}", 1.0
    colour = known.get("color", "").lower()
    for synonym, word in COLOUR_SYNONYMS.items():
        colour = colour.replace(synonym, word)
    yield from ((f"colour {word}", 1.5) for word in COLOURS if word in colour)
    yield from ((f"lustre {word}", 1.5) for word in LUSTRES if word in known.get("luster", "").lower())
    yield from ((f"clarity {word}", 1.0) for word in CLARITIES if word in known.get("diaphaneity", "").lower())
