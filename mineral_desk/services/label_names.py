"""Names of minerals on label plates: what the museum itself wrote beside the specimen.

The naming model never sees a plate, because a model that can read would read it (paper, section 3). For the curator it
is the best hint there is, so the words are looked up in the list of minerals, and she sees whose word it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.minerals import folded
from mineral_desk.services.minerals import MineralNames

MOST_NAMES = 4
MOST_WORDS = 200
"""Of one label; what is longer is a page."""
LONGEST_NAME = 3
"""Words of a name: "green lead ore"."""
LEAST_LETTERS, LEAST_LETTERS_WITH_A_SLIP = 4, 6
WRONG_LETTERS = 1
WRONG_LETTERS_OF_RARITIES = 2
"""A rarity that differs by no more from a common name may be that one, badly read: usovite is left of muscovite."""
LEAST_COMMON = 5
"""Only minerals as common as this are guessed at: there are too many rare ones with names like any word."""
PLACES = frozenset(
    (
        "beach", "bay", "canyon", "city", "claim", "co", "coast", "county", "creek", "district", "hill", "hills",
        "island", "king", "lake", "lode", "mine", "mines", "mountain", "mountains", "mt", "pit", "point", "prospect",
        "quarry", "queen", "river", "shaft", "town", "valley",
    )
)  # fmt: skip
"""A name before one of these is a place's: Gold Hill, Copper Queen."""
LOOK_ALIKES = str.maketrans("015", "ols")
"""What a reader takes letters for."""
IN_CYRILLIC = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
"""Capitals that look alike: СЕРА is read as CEPA."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*(?:-?\([^\W\d_]+\))?")


def names_on_labels(texts: Iterable[str], minerals: MineralNames) -> tuple[LabelName, ...]:
    """The minerals that the texts of label plates name, in the order in which they stand there, at most four.

    Words that are nearly a name count only where no name is written right: the reader makes mistakes, and so would a
    guess at every word of a locality.
    """
    texts = tuple(texts)
    found = _first_of_each(name for text in texts for name in _written(_words(text), minerals))
    return found or _first_of_each(name for text in texts for name in _alike(_words(text), minerals))


def _first_of_each(names: Iterator[LabelName]) -> tuple[LabelName, ...]:
    by_species: dict[str, LabelName] = {}
    for name in names:
        by_species.setdefault(name.species, name)
    return tuple(by_species.values())[:MOST_NAMES]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)[:MOST_WORDS]


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
    if len(text) < LEAST_LETTERS:
        return None
    return minerals.meant_by(text) or minerals.meant_by(text.translate(IN_CYRILLIC))


def _is_place(following: Sequence[str]) -> bool:
    return bool(following) and folded(following[0]) in PLACES


def _alike(words: Sequence[str], minerals: MineralNames) -> Iterator[LabelName]:
    """Common minerals whose names single words are but for a letter."""
    for number, word in enumerate(words):
        if len(word) < LEAST_LETTERS_WITH_A_SLIP or _is_place(words[number + 1 :]):
            continue
        mineral = _nearly(folded(word.translate(LOOK_ALIKES)), minerals, WRONG_LETTERS)
        if mineral is not None:
            yield LabelName(mineral.name, word, sure=False)


def _nearly(word: str, minerals: MineralNames, wrong_letters: int) -> Mineral | None:
    """The commonest mineral whose name the word is but for so many letters; None where no common one is."""
    alike = process.extract(word, minerals.keys, scorer=Levenshtein.distance, limit=None, score_cutoff=wrong_letters)
    best = max((minerals.by_key(key) for key, _, _ in alike), key=lambda one: one.commonness, default=None)
    return best if best is not None and best.commonness >= LEAST_COMMON else None
