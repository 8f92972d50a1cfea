"""A museum's pattern of file names: ``{prefix}_{number}_{any}`` finds "FMM 82451" in "FMM_82451_front.jpg".

A pattern is plain text with places: ``{number}`` is the number, ``{prefix}`` letters that belong before it, ``{any}``
anything. It is matched from the left, each place as short as possible, in time that grows with the length of the name
only: no pattern can make the program stand still, as a regular expression may.
"""

import re
from collections.abc import Sequence

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.phrase import said

_PLACE = re.compile(r"\{([^{}]*)\}")
PLACES = ("number", "prefix", "any")
LONGEST_PATTERN = 200
LONGEST_NAME = 1000


def check_pattern(pattern: str) -> None:
    """Raise :class:`SettingError` for a pattern that makes no sense; an empty one is none."""
    if not pattern:
        return
    names = _PLACE.findall(pattern)
    hint = "A pattern is, for instance, {prefix}_{number}_{any}."
    if len(pattern) > LONGEST_PATTERN or "{" in _PLACE.sub("", pattern) or "}" in _PLACE.sub("", pattern):
        raise SettingError(said("The pattern of file names {pattern} cannot be read.", pattern=pattern[:60]), hint)
    if unknown := [name for name in names if name not in PLACES]:
        raise SettingError(
            said("The pattern of file names has an unknown place {{{unknown}}}.", unknown=unknown[0]), hint
        )
    if names.count("number") != 1 or names.count("prefix") > 1:
        raise SettingError("The pattern of file names must have {number} once.", hint)
    if re.search(r"\}\{", pattern):
        raise SettingError("Two places of the pattern of file names touch.", "Put what parts them between.")


def number_by_pattern(file_name: str, pattern: str) -> str:
    """The number that the name states, without folders and ending; empty where the name is not as the pattern says."""
    stem = re.split(r"[\\/]", file_name)[-1][:LONGEST_NAME].rpartition(".")
    name = stem[0] or stem[2]
    literals, names = _PLACE.split(pattern)[::2], _PLACE.findall(pattern)
    found = _matched(name, literals, names)
    number = " ".join(found.get("number", "").split())
    prefix = " ".join(found.get("prefix", "").split())
    return f"{prefix} {number}".strip() if number else ""


def _matched(name: str, literals: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """What stands at each place; nothing where a literal is missing. Letters of either case are the same."""
    small = name.casefold()
    if len(small) != len(name):  # a letter such as "ß" grows: compare as written
        small = name
    if not small.startswith(_small(literals[0], name, small)):
        return {}
    at = len(literals[0])
    found: dict[str, str] = {}
    for count, (place, literal) in enumerate(zip(names, literals[1:], strict=True), start=1):
        end = _end(small, _small(literal, name, small), at, count == len(names))
        if end < at:
            return {}
        found.setdefault(place, name[at:end])
        at = end + len(literal)
    return found


def _end(name: str, literal: str, at: int, last: bool) -> int:
    """Where the text at a place ends: before the next literal or, at the last place, before the end of the name."""
    if not last:
        return name.find(literal, at)
    return len(name) - len(literal) if name.endswith(literal) and len(name) - len(literal) >= at else -1


def _small(literal: str, name: str, small: str) -> str:
    return literal if small is name else literal.casefold()
