"""What a curator finds out about a specimen by hand: hardness, streak, lustre, magnetism, density.

As text a property stands in the record as it was understood: "3-4", "green", "vitreous", "strong", "4.05".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import Phrase, said

COLOURS = (
    "black", "blue", "brown", "bronze", "colourless", "copper-red", "cream", "gold", "green", "grey", "lavender",
    "lilac", "orange", "pink", "purple", "red", "silver", "tan", "turquoise", "violet", "white", "yellow",
)  # fmt: skip
LUSTRES = (
    "adamantine", "dull", "earthy", "greasy", "metallic", "pearly", "resinous", "silky", "submetallic", "vitreous",
    "waxy",
)  # fmt: skip
MOHS_LIMITS = (0.5, 10.0)
DENSITY_LIMITS = (0.8, 25.0)
"""Grams per cubic centimetre; the heaviest mineral, iridium, has 22.7."""
Span = tuple[float, float]


class Property(StrEnum):
    """What can be typed, by its name in the record."""

    HARDNESS = "hardness"
    STREAK = "streak"
    LUSTRE = "lustre"
    MAGNETISM = "magnetism"
    DENSITY = "density"


class Magnetism(StrEnum):
    """How a hand magnet takes to a specimen."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TypedProperties:
    """What was found out; None or empty where nothing was.

    ``hardness`` after Mohs and ``density`` in g/cm³ are low and high.
    """

    hardness: Span | None = None
    streak: str = ""
    lustre: str = ""
    magnetism: Magnetism | None = None
    density: Span | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    def typed(self) -> tuple[Property, ...]:
        """The properties that were found out, in their order."""
        return tuple(one for one in Property if getattr(self, one.value))

    def overruled_by(self, other: "TypedProperties") -> "TypedProperties":
        """What ``other`` says, and what this says where that says nothing."""
        return TypedProperties(
            **{one.name: getattr(other, one.name) or getattr(self, one.name) for one in fields(self)}
        )

    def text(self, one: Property) -> str:
        """One of them as it stands in the record; empty where there is none."""
        value = getattr(self, one.value)
        return span_text(value) if isinstance(value, tuple) else str(value or "")


NO_PROPERTIES = TypedProperties()


def properties_from(texts: Mapping[str, str]) -> TypedProperties:
    """What stands in a record, by name; what cannot be understood counts as not typed."""
    found = NO_PROPERTIES
    for one in Property:
        try:
            found = with_property(found, one, texts.get(one.value) or "")
        except UsageError:
            continue
    return found


def with_property(typed: TypedProperties, one: Property, text: str) -> TypedProperties:
    """The same with ``text`` typed as that property; empty takes it back.

    Raises :class:`UsageError` for what cannot be understood.
    """
    readers: Mapping[Property, Callable[[], Span | str]] = {
        Property.HARDNESS: lambda: _span(
            text, MOHS_LIMITS, said("hardness"), said("Type a number from 0.5 to 10, such as 3.5 or 3-4.")
        ),
        Property.STREAK: lambda: _word(text, COLOURS, said("streak")),
        Property.LUSTRE: lambda: _word(text, LUSTRES, said("lustre")),
        Property.MAGNETISM: lambda: Magnetism(_word(text, tuple(Magnetism), said("magnetism"))),
        Property.DENSITY: lambda: _span(
            text, DENSITY_LIMITS, said("density"), said("Type grams per cubic centimetre, such as 4.05 or 4.0-4.1.")
        ),
    }
    empty = {Property.STREAK: "", Property.LUSTRE: ""}
    value = readers[one]() if text.strip() else empty.get(one)
    values = {name.name: getattr(typed, name.name) for name in fields(typed)} | {one.value: value}
    return TypedProperties(**values)


def span_text(span: Span) -> str:
    """One number where both are the same ("3.5"), else both ("3-4")."""
    return "-".join(dict.fromkeys(f"{value:g}" for value in span))


def _span(text: str, limits: Span, called: Phrase, advice: Phrase) -> Span:
    plain = re.sub(r"(\d)\s*½|(\d)\s+1/2", lambda found: f"{found[1] or found[2]}.5", text.replace(",", "."))
    parts = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:(?:-|–|—|to)\s*(\d+(?:\.\d+)?))?\s*", plain)
    if parts is None:
        raise UsageError(said("“{typed}” is no {called}.", typed=text.strip(), called=called), advice)
    low, high = sorted((float(parts[1]), float(parts[2] or parts[1])))
    if low < limits[0] or high > limits[1]:
        raise UsageError(said("“{typed}” is no {called} of a mineral.", typed=text.strip(), called=called), advice)
    return low, high


def _word(text: str, words: tuple[str, ...], called: Phrase) -> str:
    wanted = text.strip().casefold().replace("gray", "grey").replace("colorless", "colourless")
    if wanted not in words:
        raise UsageError(
            said("“{typed}” is no {called} that is known.", typed=text.strip(), called=called),
            said("Type one of: {words}.", words=", ".join(words)),
        )
    return wanted
