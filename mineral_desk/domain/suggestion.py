"""What the machine proposes as the species, and how far to trust it."""

from dataclasses import dataclass
from enum import StrEnum


class Recommendation(StrEnum):
    """From the probability and the gap to the runner-up; ``none``: the program abstains."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A species with its calibrated probability (0 to 1)."""

    species: str
    probability: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """At most five, best first."""

    items: tuple[Suggestion, ...] = ()
    recommendation: Recommendation = Recommendation.NONE

    @property
    def best(self) -> Suggestion | None:
        """The first one, if there is any."""
        return self.items[0] if self.items else None


NO_SUGGESTIONS = Suggestions()
