"""Names as data sets write them, matched to the IMA list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.minerals import folded
from mineral_desk.services.minerals import MineralNames

LEAST_LIKENESS = 85.0
"""Of 100: names that are less alike are not taken for a slip of each other."""
LEAST_LETTERS = 5
LONGEST_NAME = 200


class Match(StrEnum):
    """How a name was found in the list."""

    EXACT = "exact"
    SPELLING = "spelling"
    """But for case and accents."""
    SYNONYM = "synonym"
    """A variety, an older name or a name in Russian."""
    SLIP = "slip"
    """Not in the list, but very alike to a name that is."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Label:
    """The name ``written`` in the data becomes ``name``; ``meant`` is the species of the list, empty where unknown."""

    written: str
    name: str
    match: Match
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is done with names that are not species of the list.

    ``keep_varieties``: agate stays agate instead of becoming quartz. ``mend_slips``: a name that is very alike to one
    of the list becomes that. ``by_group``: names become those of the mineral groups that their species belong to.
    """

    keep_varieties: bool = False
    mend_slips: bool = False
    by_group: bool = False


def match_labels(written: Iterable[str], minerals: MineralNames, naming: Naming) -> dict[str, Label]:
    """Each different name with what becomes of it. A name that is not in the list is kept, and marked as unknown.

    By group, the name is empty where the list knows no group.
    """
    known = minerals.list.names
    return {name: _label(name, known, minerals, naming) for name in sorted(set(written))}


def _kept(written: str) -> str:
    """A name as it is kept: on one line, and no longer than a name can be."""
    return " ".join(written.split())[:LONGEST_NAME]


def _label(written: str, known: Mapping[str, tuple[str, Mineral]], minerals: MineralNames, naming: Naming) -> Label:
    found = _found(written, known, minerals, naming)
    if not naming.by_group:
        return found
    mineral = minerals.by_name(found.name)
    group = mineral.group if mineral is not None else ""
    return Label(written, f"{group} group" if group else "", found.match, found.meant)


def _found(written: str, known: Mapping[str, tuple[str, Mineral]], minerals: MineralNames, naming: Naming) -> Label:
    mineral = minerals.by_name(written)
    if mineral is not None:
        match = Match.EXACT if mineral.name == written else Match.SPELLING
        return Label(written, mineral.name, match, mineral.name)
    key = folded(written)
    if key in known:
        spelling, meant = known[key]
        name, is_own = meant.name, folded(meant.name_ru) == key
        return Label(written, spelling if naming.keep_varieties and not is_own else name, Match.SYNONYM, name)
    alike = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    if len(key) >= LEAST_LETTERS and alike is not None:
        name = known[alike[0]][1].name
        return Label(written, name if naming.mend_slips else _kept(written), Match.SLIP, name)
    return Label(written, _kept(written), Match.UNKNOWN)
