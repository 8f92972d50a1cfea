"""The groups by which curators name what they cannot tell closer, and the search in them by the words for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from mineral_desk.domain.mineral import GroupMatch
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.suggestion import GROUP_ENDING


class Fit(IntEnum):
    """How well a name fits what was typed; the best first."""

    WHOLE = 0
    BEGINS = 1
    WORD_BEGINS = 2
    """A word inside it begins so."""
    ALIKE = 3
    """Nothing in it begins so: it is alike at most."""


def fit(key: str, wanted: str) -> Fit:
    """How the name ``key`` fits ``wanted``, both as they are compared."""
    if key.startswith(wanted):
        return Fit.WHOLE if key == wanted else Fit.BEGINS
    return Fit.WORD_BEGINS if f" {wanted}" in key or f"-{wanted}" in key else Fit.ALIKE


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    spelling: str
    group: str


class GroupList:
    """All groups by the words for them; built once, never changed."""

    def __init__(self, names_ru: Mapping[str, str], words: Mapping[str, str]) -> None:
        """``names_ru`` has the Russian name of each group ("Garnet": "гранат"), ``words`` the group of each word.

        What means a group is a word of ``words`` or its name with the ending. Its bare name only finds it while it is
        typed: "Calcite" is the mineral, and "clay" on a label most often a place.
        """
        self.names_ru = dict(names_ru)
        whole = {group + GROUP_ENDING: group for group in names_ru}
        self._meaning = {folded(text): group for text, group in (whole | dict(words)).items()}
        bare = [(text, group) for group, name_ru in names_ru.items() for text in (group, name_ru)]
        spelled = [*bare, *words.items(), *whole.items()]
        self._words = tuple(_Word(folded(text), text, group) for text, group in spelled)
        self._spellings = {word.key: word for word in reversed(self._words)}
        self.keys = tuple(self._meaning)
        """All words that mean a group, as they are compared."""

    def meant_by(self, text: str) -> str:
        """The group that a word or several mean ("гранаты", "Garnet group": "Garnet"); empty where none."""
        return self._meaning.get(folded(text), "")

    def by_key(self, key: str) -> GroupMatch:
        """The group of one of ``keys``."""
        return self._match(self._spellings[key])

    def find(self, wanted: str) -> Iterator[tuple[Fit, GroupMatch]]:
        """The groups with a word that begins with ``wanted``, each once by that which fits best, the best first."""
        best: dict[str, tuple[Fit, _Word]] = {}
        for word in self._words:
            how = fit(word.key, wanted)
            if how < (best[word.group][0] if word.group in best else Fit.ALIKE):
                best[word.group] = how, word
        for how, word in sorted(best.values(), key=lambda one: one[0]):
            yield how, self._match(word)

    def _match(self, word: _Word) -> GroupMatch:
        return GroupMatch(word.group, self.names_ru[word.group], word.spelling)
