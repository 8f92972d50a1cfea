"""What a reader of print takes for something else because it looks alike."""

from collections.abc import Iterator

FIGURES_FOR_LETTERS = str.maketrans("015", "ols")
"""What letters are read as."""
IN_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
"""СЕРА is read as CEPA, Сера as Cepa."""
LOOK_ALIKE = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"))
"""Two narrow letters and the broad one that they look like where they touch: garnet is read as gamet."""


def read_otherwise(word: str) -> Iterator[str]:
    """What ``word``, in small letters, may stand for if a pair of letters was once taken for one, or one for a pair."""
    for pair, single in LOOK_ALIKE:
        for read, meant in ((pair, single), (single, pair)):
            place = word.find(read)
            while place >= 0:
                yield word[:place] + meant + word[place + len(read) :]
                place = word.find(read, place + 1)
