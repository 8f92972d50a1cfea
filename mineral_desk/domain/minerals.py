"""The list of all minerals and the search in it by a few letters, in Latin or Cyrillic: the commonest first."""

import bisect
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.mineral import Mineral, MineralMatch


def folded(text: str) -> str:
    """``text`` as it is compared: lower case, without accents ("Haüyne" is "hauyne", "ё" is "е") and markup.

    Figures above and below the line are figures: "Fe²⁺" is "fe2+".
    """
    apart = unicodedata.normalize("NFKD", without_markup(text).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def root_name(species: str) -> str:
    """The name without the suffix that tells the species of a series apart: Stilbite-Ca, Tetrahedrite-(Zn)."""
    return re.sub(r"-(\(.+\)|([A-Z][a-z]?){1,2})$", "", species)


@dataclass(frozen=True, slots=True)
class Synonym:
    """A variety, trade name or older name, and the species that it means."""

    name: str
    species: str
    name_ru: str = ""


class MineralList:
    """All minerals by name, searchable by prefix and by the beginnings of inner words; built once, never changed."""

    def __init__(self, minerals: Iterable[Mineral], synonyms: Iterable[Synonym] = ()) -> None:
        """A synonym whose species is not in the list is left out."""
        self.minerals = tuple(minerals)
        self._by_name: Mapping[str, Mineral] = {folded(mineral.name): mineral for mineral in self.minerals}
        entries = [(name, mineral) for mineral in self.minerals for name in (mineral.name, mineral.name_ru) if name]
        for synonym in synonyms:
            meant = self._by_name.get(folded(synonym.species))
            if meant is not None:
                entries += [(name, meant) for name in (synonym.name, synonym.name_ru) if name]
        self._entries = sorted((folded(name), name, mineral) for name, mineral in entries)
        self._keys = [key for key, _, _ in self._entries]

    def __len__(self) -> int:
        return len(self.minerals)

    def by_name(self, name: str) -> Mineral | None:
        """The mineral of exactly that name, accents and case aside."""
        return self._by_name.get(folded(name))

    def meant_by(self, text: str) -> Mineral | None:
        """What a whole name, Russian name, synonym or name of a series means; of a series the commonest species."""
        wanted = folded(text)
        first = bisect.bisect_left(self._keys, wanted)
        if first < len(self._keys) and self._keys[first] == wanted:
            return self._entries[first][2]
        return self._series.get(wanted)

    @cached_property
    def _series(self) -> Mapping[str, Mineral]:
        """The commonest species of each series, by the series' name in either language as it is compared."""
        series: dict[str, Mineral] = {}
        for mineral in self.minerals:
            for name in (mineral.name, mineral.name_ru):
                root = root_name(name)
                if root == name:
                    continue
                known = series.setdefault(folded(root), mineral)
                if mineral.commonness > known.commonness:
                    series[folded(root)] = mineral
        return series

    def find(self, text: str, limit: int = 8) -> tuple[MineralMatch, ...]:
        """Minerals whose name, Russian name or synonym begins with ``text``, then those with a word that does.

        What is typed in full comes first, then the commonest; equally common ones by name.
        """
        wanted = folded(text)
        if not wanted:
            return ()
        first = bisect.bisect_left(self._keys, wanted)
        last = bisect.bisect_left(self._keys, wanted + "\U0010ffff")
        found = self._matches(range(first, last), wanted, limit, {})
        if len(found) < limit:
            after_space, after_hyphen = f" {wanted}", f"-{wanted}"
            inside = (place for place, key in self._of_parts if after_space in key or after_hyphen in key)
            found = self._matches(inside, wanted, limit, found)
        return tuple(found.values())

    @cached_property
    def _of_parts(self) -> Sequence[tuple[int, str]]:
        """The keys with inner words, and their places."""
        return [(place, key) for place, key in enumerate(self._keys) if " " in key or "-" in key]

    def _matches(
        self, places: Iterable[int], wanted: str, limit: int, found: dict[str, MineralMatch]
    ) -> dict[str, MineralMatch]:
        """``found`` with more matches by the mineral's name: the first name that matched stands."""
        commonest = sorted(places, key=lambda place: (self._keys[place] != wanted, -self._entries[place][2].commonness))
        for place in commonest:
            if len(found) >= limit:
                break
            _, matched, mineral = self._entries[place]
            found.setdefault(mineral.name, MineralMatch(mineral, matched))
        return found

    @property
    def names(self) -> Mapping[str, tuple[str, Mineral]]:
        """Every name and synonym as it is compared, with its spelling and its mineral."""
        return {key: (name, mineral) for key, name, mineral in self._entries}
