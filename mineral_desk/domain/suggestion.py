"""What the machine proposes as the species, and how far to trust it."""

from dataclasses import dataclass
from enum import StrEnum

MAX_SUGGESTIONS = 5
MAX_CANDIDATES = 45
"""So many names more than the five are kept."""
MAX_GROUPS = 8
GROUP_ENDING = " group"


def is_group(name: str) -> bool:
    """Whether a name, as a decision keeps it, is that of a group ("Garnet group")."""
    return name.endswith(GROUP_ENDING)


class Recommendation(StrEnum):
    """From the probability and the gap to the runner-up; ``none``: the program abstains."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    STRONG = "strong"


def at_most(level: Recommendation, most: Recommendation) -> Recommendation:
    """The lower of two recommendations."""
    return min(level, most, key=list(Recommendation).index)


def at_least(level: Recommendation, least: Recommendation) -> Recommendation:
    """The higher of two recommendations."""
    return max(level, least, key=list(Recommendation).index)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A species with its calibrated probability (0 to 1)."""

    species: str
    probability: float


@dataclass(frozen=True, slots=True)
class GroupSuggestion:
    """A group of minerals ("Garnet") with the sum of its species' probabilities (0 to 1)."""

    group: str
    probability: float

    @property
    def name(self) -> str:
        """As a decision keeps it: "Garnet group"."""
        return self.group + GROUP_ENDING


@dataclass(frozen=True, slots=True)
class Suggestions:
    """At most five names, best first.

    ``groups`` are the most probable groups, best first; ``offered`` is the one to offer, where no species can be
    justified and a group can. ``candidates`` are the names that follow the five: what is typed about a specimen may
    bring one of them to the front. ``familiarity`` (0 to 1) says how surely the photo shows a specimen at all;
    ``unfamiliar``: so little that it is not taken for one of a mineral.
    """

    items: tuple[Suggestion, ...] = ()
    recommendation: Recommendation = Recommendation.NONE
    groups: tuple[GroupSuggestion, ...] = ()
    offered: GroupSuggestion | None = None
    candidates: tuple[Suggestion, ...] = ()
    familiarity: float = 1.0
    unfamiliar: bool = False

    @property
    def best(self) -> Suggestion | None:
        """The first one, if there is any."""
        return self.items[0] if self.items else None


NO_SUGGESTIONS = Suggestions()
