"""What is wrong with a photo. Advice, never deletion (paper, section 3)."""

from dataclasses import dataclass
from enum import StrEnum


class IssueCode(StrEnum):
    """The reasons to doubt a photo."""

    ASPECT_RATIO = "aspect_ratio"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_SMALL = "too_small"
    NEAR_DUPLICATE = "near_duplicate"


class Verdict(StrEnum):
    """What the clean-up advises: take it in, look at it, or set it aside."""

    OK = "ok"
    WARN = "warn"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class QualityIssue:
    """One reason with the value that was measured and the limit it broke."""

    code: IssueCode
    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """A photo the catalogue already holds, as the duplicate search needs it."""

    name: str
    sha256: str
    perceptual_hash: int


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The verdict with every reason; ``perceptual_hash`` is the 64-bit pHash of the photo."""

    verdict: Verdict
    issues: tuple[QualityIssue, ...] = ()
    duplicate_of: str | None = None
    perceptual_hash: int = 0
    sharpness: float = 0.0
