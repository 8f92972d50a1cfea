"""Names of minerals on label plates: what the museum itself wrote beside the specimen.

The naming model never sees a plate, because a model that can read would read it (paper, section 3). For the curator it
is the best hint there is, so the words are looked up in the list of minerals, and she sees whose word it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.minerals import folded
from mineral_desk.services.minerals import MineralNames

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
"""A name before one of these is no specimen's: Gold Hill, Copper Queen, zinc ore."""
LOOK_ALIKES = str.maketrans("015", "ols")
"""What a reader takes letters for."""
IN_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
"""Letters that look alike: СЕРА is read as CEPA, Сера as Cepa."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*(?:-?\([^\W\d_]+\))?")


def names_on_labels(texts: Iterable[str], minerals: MineralNames) -> tuple[LabelName, ...]:
    """The minerals that the texts of label plates name, in the order in which they stand there, at most four.

    Words that are nearly a name count only where no name is written right: the reader makes mistakes, and so would a
    guess at every word of a locality.
    """
    labels = _words_of_labels(texts)
    found = _first_of_each(name for words in labels for name in _written(words, minerals))
    return found or _first_of_each(name for words in labels for name in _alike(words, minerals))


def _first_of_each(names: Iterator[LabelName]) -> tuple[LabelName, ...]:
    by_species: dict[str, LabelName] = {}
    for name in names:
        by_species.setdefault(name.species, name)
        if len(by_species) == MOST_NAMES:
            break
    return tuple(by_species.values())


def _words_of_labels(texts: Iterable[str]) -> list[list[str]]:
    """The words of each label, as many as are looked at of all labels together."""
    labels, letters, words = [], MOST_LETTERS, MOST_WORDS
    for text in texts:
        looked_at = unicodedata.normalize("NFC", text[:letters])
        labels.append([found.group() for found in islice(_WORD.finditer(looked_at), words)])
        letters, words = max(0, letters - len(text)), words - len(labels[-1])
    return labels


def _written(words: Sequence[str], minerals: MineralNames) -> Iterator[LabelName]:
    """The names that stand there letter by letter, the longest where several begin with one word."""
    place = 0
    while place < len(words):
        for count in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            text = " ".join(words[place : place + count])
            mineral = _named(text, minerals)
            if mineral is not None and not _is_place(words[place + count :]):
                sure = mineral.commonness > 0 or _nearly(folded(text), minerals, WRONG_LETTERS_OF_RARITIES) is None
                yield LabelName(mineral.name, text, sure)
                place += count
                break
        else:
            place += 1


def _named(text: str, minerals: MineralNames) -> Mineral | None:
    if not LEAST_LETTERS <= len(text) <= LONGEST_NAME * MOST_LETTERS_OF_A_WORD:
        return None
    return minerals.meant_by(text) or minerals.meant_by(text.translate(IN_CYRILLIC))


def _is_place(following: Sequence[str]) -> bool:
    return bool(following) and folded(following[0]) in PLACES


def _alike(words: Sequence[str], minerals: MineralNames) -> Iterator[LabelName]:
    """Common minerals whose names single words are but for a letter."""
    for number, word in enumerate(words):
        if not LEAST_LETTERS_WITH_A_SLIP <= len(word) <= MOST_LETTERS_OF_A_WORD or _is_place(words[number + 1 :]):
            continue
        mineral = _nearly(folded(word.translate(LOOK_ALIKES)), minerals, WRONG_LETTERS)
        if mineral is not None:
            yield LabelName(mineral.name, word, sure=False)


def _nearly(word: str, minerals: MineralNames, wrong_letters: int) -> Mineral | None:
    """The commonest mineral whose name the word is but for so many letters; None where no common one is."""
    keys = minerals.common_keys
    alike = process.extract(word, keys, scorer=Levenshtein.distance, limit=None, score_cutoff=wrong_letters)
    return max((minerals.by_key(key) for key, _, _ in alike), key=lambda one: one.commonness, default=None)
