"""Which catalogue number a photo has, by all that tells one, and where they contradict each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.catalogue_number import catalogue_number_in, number_from_file_name
from mineral_desk.domain.name_pattern import number_by_pattern
from mineral_desk.domain.record_id import guid_in

LONGEST_CODE = 60
"""Letters of a code that is a bare number; what is longer is an address or a text."""
_IN_LATIN = str.maketrans(dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюя", "abvgdeezziiklmnoprstufhccssyeuy", strict=True)))
"""One letter for each: enough to see that two acronyms are the same."""


class NumberSource(StrEnum):
    """Where a number came from, in the order of precedence; the words are stored with the photo."""

    TYPED = "typed"
    LIST = "list"
    CODE = "QR"
    LABEL = "label"
    FILE_NAME = "file name"


PRECEDENCE: tuple[NumberSource, ...] = tuple(NumberSource)
BY_PEOPLE = (NumberSource.TYPED, NumberSource.LIST)


@dataclass(frozen=True, slots=True)
class Told:
    """A number and what tells it."""

    source: NumberSource
    number: str


def numbers_told(codes: Iterable[str], labels: Iterable[str], file_name: str, pattern: str = "") -> tuple[Told, ...]:
    """What the codes in the frame, the label plates and the file's name tell, in the order of precedence."""
    by_codes = [number for text in codes if (number := number_from_code(text))]
    by_labels = [found for text in labels if (found := catalogue_number_in(text.splitlines()))]
    by_name = number_of_file(file_name, pattern)
    told = (
        *(Told(NumberSource.CODE, number) for number in by_codes),
        *(Told(NumberSource.LABEL, number) for number in by_labels),
        *(Told(NumberSource.FILE_NAME, number) for number in (by_name,) if number),
    )
    once: dict[tuple[NumberSource, str], Told] = {}
    for one in told:
        key = one.source, same_number(one.number)
        once[key] = once.get(key, one) if _in_cyrillic(one.number) else one
    return tuple(once.values())


def number_of_file(file_name: str, pattern: str = "") -> str:
    """The number in a file's name: by the museum's pattern where there is one, else as names usually state it."""
    return number_by_pattern(file_name, pattern) if pattern else number_from_file_name(file_name) or ""


def number_from_code(text: str) -> str:
    """The number in a code: written as on labels, or the whole of a short text with a digit; empty without one.

    The id of a record is no number: whoever knows the records says first which number it stands for.
    """
    if guid_in(text):
        return ""
    line = " ".join(text.split())
    found = catalogue_number_in([line]) if "://" not in line else catalogue_number_in([line.rpartition("/")[2]])
    if found:
        return found
    bare = len(line) <= LONGEST_CODE and "://" not in line and any(sign.isdigit() for sign in line)
    return line if bare else ""


def chosen(told: Sequence[Told]) -> Told | None:
    """The number of the first source that tells exactly one: two codes in a frame may belong to two specimens.

    Where another source writes the same number in Latin letters ("ФММ 31917" on the label, "FMM 31917" in the file's
    name), it is written so: that is how the museum's files have it.
    """
    for source in PRECEDENCE:
        numbers = [one for one in told if one.source is source]
        if len({same_number(one.number) for one in numbers}) == 1:
            return Told(source, _as_files_have_it(numbers[0].number, told))
    return None


def _as_files_have_it(number: str, told: Iterable[Told]) -> str:
    if not _in_cyrillic(number):
        return number
    same = (one.number for one in told if same_number(one.number) == same_number(number))
    return next((one for one in same if not _in_cyrillic(one)), number)


def in_latin(number: str) -> str:
    """FMM 31917 for ФММ 31917; a number without Cyrillic letters as it is."""
    return number.casefold().translate(_IN_LATIN).upper() if _in_cyrillic(number) else number


def _in_cyrillic(number: str) -> bool:
    return not number.casefold().isascii() and number.casefold().translate(_IN_LATIN) != number.casefold()


def surer_than(source: NumberSource) -> list[NumberSource]:
    """The sources that come before it."""
    return list(PRECEDENCE[: PRECEDENCE.index(source)])


def contradicting(told: Sequence[Told]) -> bool:
    """Whether there is more than one number among them."""
    return len({same_number(one.number) for one in told}) > 1


def same_number(number: str) -> str:
    """The same for "FMM 82451", "fmm-82451", "FMM82451" and "ФММ 82451"."""
    return "".join(sign for sign in number.casefold() if sign.isalnum() or sign in ",/").translate(_IN_LATIN)
