"""What was found out by hand, and what it says about the suggestions, in words of the window's language."""

from collections.abc import Callable, Sequence

from mineral_desk.domain.properties import COLOURS, LUSTRES, Magnetism, Property, TypedProperties
from mineral_desk.domain.property_fit import Reason, Verdict
from mineral_desk.ui.words import speaks_russian, tr

CAPTIONS = {
    Property.HARDNESS: "Hardness, Mohs",
    Property.STREAK: "Streak",
    Property.LUSTRE: "Lustre",
    Property.MAGNETISM: "Magnetism",
    Property.DENSITY: "Density, g/cm³",
}
HINTS = {
    Property.HARDNESS: "such as 3-4",
    Property.STREAK: "colour",
    Property.LUSTRE: "silky…",
    Property.MAGNETISM: "strong…",
    Property.DENSITY: "such as 4.05",
}
VALUES: dict[Property, tuple[str, ...]] = {
    Property.STREAK: COLOURS,
    Property.LUSTRE: LUSTRES,
    Property.MAGNETISM: tuple(one.value for one in Magnetism),
}
"""The words that each can be; numbers have none."""
NAMED_AT_MOST = 2
"""So many names a line tells on each side."""


def shown_value(one: Property, text: str) -> str:
    """A value of the record in the window's language: its words translated, ranges with a dash."""
    if one not in VALUES:
        return (text.replace(".", ",") if speaks_russian() else text).replace("-", "–")
    return ", ".join(tr(f"{word}|{one.value}") for word in text.replace(",", " ").split())


def typed_value(one: Property, shown: str) -> str:
    """What was typed in the window's language as the record has it; what is no word of it as it is."""
    wanted = shown.strip().casefold()
    return next((word for word in VALUES.get(one, ()) if shown_value(one, word).casefold() == wanted), shown.strip())


def found_out_text(properties: TypedProperties) -> str:
    """All that was found out, in one line: "Hardness 5.5 · Streak white"."""
    return " · ".join(property_text(one, properties.text(one)) for one in properties.typed())


def property_text(one: Property, value: str) -> str:
    """One property with its value, as the record has it: "Streak white"."""
    called = tr(CAPTIONS[one]).split(",")[0]
    return tr("{property} {value}", property=called, value=shown_value(one, value))


def reason_lines(reasons: Sequence[Reason], display: Callable[[str], str]) -> list[str]:
    """A line for each property: "Streak green: fits Malachite, speaks against Azurite (blue)".

    ``display`` gives a species' name in the window's language. A property that nothing is known about has a line too.
    """
    lines = []
    for one in dict.fromkeys(reason.property for reason in reasons):
        told = [reason for reason in reasons if reason.property is one]
        fitting = [display(reason.species) for reason in told if reason.verdict is Verdict.FITS]
        against = [
            f"{display(reason.species)} ({shown_value(one, reason.known)})"
            for reason in told
            if reason.verdict is Verdict.AGAINST
        ]
        parts = []
        if fitting:
            parts.append(tr("fits {names}", names=", ".join(fitting[:NAMED_AT_MOST])))
        if against:
            parts.append(tr("speaks against {names}", names=", ".join(against[:NAMED_AT_MOST])))
        lines.append(f"{property_text(one, told[0].typed)}: {', '.join(parts) or tr('tells none of these apart')}")
    return lines
