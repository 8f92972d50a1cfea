"""Names of minerals on label plates: what the museum itself wrote beside the specimen.

The naming model never sees a plate, because a model that can read would read it (paper, section 3). For the curator it
is the best hint there is, so the words are looked up in the list of minerals, and she sees whose word it is. A label
that says no more than "garnet" names the group.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.suggestion import GROUP_ENDING
from mineral_desk.services.minerals import MineralNames
from mineral_desk.services.misreading import FIGURES_FOR_LETTERS, IN_CYRILLIC, read_otherwise

MOST_NAMES = 4
MOST_LETTERS, MOST_WORDS = 5_000, 200
"""Of all labels of a photo; what is longer is a page, and the answer is waited for with each photo that is opened."""
LONGEST_NAME = 3
"""Words of a name: "green lead ore"."""
LEAST_LETTERS, LEAST_LETTERS_WITH_A_SLIP, MOST_LETTERS_OF_A_WORD = 4, 6, 40
WRONG_LETTERS = 1
WRONG_LETTERS_OF_RARITIES = 2
"""A rarity that differs by no more from a common name may be that one, badly read: usovite is left of muscovite."""
PLACES = frozenset(
    (
        "basin", "bay", "beach", "butte", "canyon", "city", "claim", "co", "coast", "company", "corporation", "county",
        "creek", "deposit", "deposits", "district", "dome", "field", "gulch", "harbor", "harbour", "head", "hill",
        "hills", "island", "isle", "kiln", "king", "knob", "lake", "lode", "mine", "mines", "monarch", "mountain",
        "mountains", "mt", "ore", "ores", "peak", "pit", "point", "prospect", "quarry", "queen", "range", "reef",
        "ridge", "river", "shaft", "springs", "town", "valley", "works",
    )
)  # fmt: skip
"""A name right before one of these is no specimen's: Gold Hill, Copper Queen, zinc ore."""
ROCKS = frozenset(
    (
        "amphibolite", "basalt", "eclogite", "gneiss", "granite", "hornfels", "pegmatite", "peridotite", "quartzite",
        "schist", "schists", "skarn", "slate", "syenite", "гранит", "граниты",
    )
)  # fmt: skip
"""Nor before one of these: mica schist. They are no names with a slip either, though "гранит" is nearly "гранат"."""
NO_SPECIMENS = PLACES | ROCKS
_BREAK = re.compile(r"[^\w\n,;:]*[\n,;:]")
"""What parts a word from the next one: "Fluorite, Lake County"."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*(?:-?\([^\W\d_]+\))?")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a label; ``parted`` from the next one by more than a space."""

    text: str
    parted: bool


def names_on_labels(texts: Iterable[str], minerals: MineralNames) -> tuple[LabelName, ...]:
    """The minerals that the texts of label plates name, in the order in which they stand there, at most four.

    A group is named where none of its species is. Words that are nearly a name count only where no name is written
    right: the reader makes mistakes, and so would a guess at every word of a locality.
    """
    labels = _words_of_labels(texts)
    found = _closest((name for words in labels for name in _written(words, minerals)), minerals)
    return found or _closest((name for words in labels for name in _alike(words, minerals)), minerals)


def _closest(names: Iterable[LabelName], minerals: MineralNames) -> tuple[LabelName, ...]:
    """The first of each name, without the groups that species among them belong to."""
    by_name: dict[str, LabelName] = {}
    for name in names:
        by_name.setdefault(name.species, name)
    told_closer = {minerals.groups[species] + GROUP_ENDING for species in by_name if species in minerals.groups}
    return tuple(name for name in by_name.values() if name.species not in told_closer)[:MOST_NAMES]


def _words_of_labels(texts: Iterable[str]) -> list[list[_Word]]:
    """The words of each label, as many as are looked at of all labels together."""
    labels, letters, words = [], MOST_LETTERS, MOST_WORDS
    for text in texts:
        looked_at = unicodedata.normalize("NFC", text[:letters])
        labels.append([_word(found) for found in islice(_WORD.finditer(looked_at), words)])
        letters, words = max(0, letters - len(text)), words - len(labels[-1])
    return labels


def _word(found: re.Match[str]) -> _Word:
    return _Word(found.group(), _BREAK.match(found.string, found.end()) is not None)


def _written(words: Sequence[_Word], minerals: MineralNames) -> Iterator[LabelName]:
    """The names that stand there letter by letter, the longest where several begin with one word."""
    place = 0
    while place < len(words):
        for count in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            name = _named(" ".join(word.text for word in words[place : place + count]), minerals)
            if name is not None and not _is_something_else(words, place + count):
                yield name
                place += count
                break
        else:
            place += 1


def _named(text: str, minerals: MineralNames) -> LabelName | None:
    """What a text means: the group where it is a word for one, even a word that lists give to a species.

    Whoever wrote "Apatite" on a label named no species: fluorapatite would be our guess, and once accepted nobody could
    tell it from a determination. It is told as the usual one beside the group.
    """
    if not LEAST_LETTERS <= len(text) <= LONGEST_NAME * MOST_LETTERS_OF_A_WORD:
        return None
    in_cyrillic = text.translate(IN_CYRILLIC)
    mineral = minerals.meant_by(text) or minerals.meant_by(in_cyrillic)
    group = minerals.group_meant_by(text) or minerals.group_meant_by(in_cyrillic)
    if group:
        return LabelName(group + GROUP_ENDING, text, usual=mineral.name if mineral is not None else "")
    if mineral is None:
        return None
    sure = mineral.commonness > 0 or not _alike_by_letters(folded(text), minerals, WRONG_LETTERS_OF_RARITIES)
    return LabelName(mineral.name, text, sure)


def _is_something_else(words: Sequence[_Word], following: int) -> bool:
    """Whether a name is that of a place or of a rock, by the word at the place ``following`` it."""
    if following >= len(words) or words[following - 1].parted:
        return False
    return folded(words[following].text) in NO_SPECIMENS


def _alike(words: Sequence[_Word], minerals: MineralNames) -> Iterator[LabelName]:
    """Common minerals, and groups, whose names single words are but for a slip of the reader."""
    for place, word in enumerate(words):
        key = folded(word.text.translate(FIGURES_FOR_LETTERS))
        if len(word.text) > MOST_LETTERS_OF_A_WORD or key in ROCKS or _is_something_else(words, place + 1):
            continue
        name = _named(_key_nearly(key, minerals), minerals)
        if name is not None:
            yield replace(name, text=word.text, sure=False)


def _key_nearly(word: str, minerals: MineralNames) -> str:
    """What the word is but for one slip: the commonest mineral's name, else a word for a group; empty where neither."""
    is_long = len(word) >= LEAST_LETTERS_WITH_A_SLIP
    misread = [text for text in read_otherwise(word) if len(text) >= LEAST_LETTERS_WITH_A_SLIP]
    common = [text for text in misread if minerals.is_common(text)]
    common += _alike_by_letters(word, minerals, WRONG_LETTERS) if is_long else []
    if common:
        return max(common, key=lambda key: minerals.by_key(key).commonness)
    groups = [text for text in misread if minerals.group_meant_by(text)]
    return next(iter(groups or (_within(word, minerals.group_list.keys, WRONG_LETTERS) if is_long else [])), "")


def _alike_by_letters(word: str, minerals: MineralNames, wrong_letters: int) -> list[str]:
    """The names of common minerals that the word is but for so many letters."""
    return _within(word, minerals.common_keys, wrong_letters)


def _within(word: str, keys: Sequence[str], wrong_letters: int) -> list[str]:
    alike = process.extract(word, keys, scorer=Levenshtein.distance, limit=None, score_cutoff=wrong_letters)
    return [key for key, _, _ in alike]
