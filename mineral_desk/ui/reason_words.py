"""Reasons in the window's language."""

from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.ui.stored_words import stored_fault_line
from mineral_desk.ui.words import tr

DEFAULT_WORDS = ("looked at the specimen", "the label says so", "a slip", "determined by a specialist")
"""The reasons that the program comes with (:attr:`WindowSettings.reasons`)."""


def reason_in_own_words(reason: str) -> str:
    """A reason that the program comes with in the window's language; what people wrote as it is."""
    return tr(reason) if reason in DEFAULT_WORDS else reason


def reasons_shown(reasons: str) -> str:
    """The reasons of the settings, parted by semicolons, to be edited in the window's language."""
    return "; ".join(reason_in_own_words(one.strip()) for one in reasons.split(";"))


def reasons_kept(typed: str) -> str:
    """What the settings keep of that: the program's own reasons in English, so that they follow the language."""
    own = {tr(one): one for one in DEFAULT_WORDS}
    return "; ".join(own.get(one.strip(), one.strip()) for one in typed.split(";"))


def why_in_own_words(line: HistoryLine) -> str:
    """Why a person did it, or why the machine could not."""
    return reason_in_own_words(line.why) if line.who else stored_fault_line(line.why)
