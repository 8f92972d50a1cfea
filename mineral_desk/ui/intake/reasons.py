"""Why photos were set aside, in words: what happened, what to do, one button."""

from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.catalogue import PhotoRow, PhotoState, StoredPhoto
from mineral_desk.domain.quality import IssueCode, QualityIssue
from mineral_desk.ui.stored_words import stored_fault
from mineral_desk.ui.words import number, tr


class Reason(StrEnum):
    """The groups of the Intake, in their order."""

    NEAR_DUPLICATE = "near_duplicate"
    BLURRED = "blurred"
    EXPOSURE = "exposure"
    TOO_SMALL = "too_small"
    ASPECT_RATIO = "aspect_ratio"
    CANNOT_BE_OPENED = "cannot_be_opened"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """A group's heading and mark."""

    title: str
    icon: str
    colour: str


REASON_WORDS = {
    Reason.NEAR_DUPLICATE: ReasonWords("Near-duplicate", "compare", "muted"),
    Reason.BLURRED: ReasonWords("Blurred", "mark-flagged", "warning"),
    Reason.EXPOSURE: ReasonWords("Too dark or too bright", "sun", "muted"),
    Reason.TOO_SMALL: ReasonWords("Too small", "size", "muted"),
    Reason.ASPECT_RATIO: ReasonWords("Too long or too wide", "ratio", "muted"),
    Reason.CANNOT_BE_OPENED: ReasonWords("Cannot be opened", "mark-failed", "danger"),
    Reason.BY_HAND: ReasonWords("Set aside by hand", "mark-set-aside", "muted"),
}
REASON_OF = {
    IssueCode.NEAR_DUPLICATE: Reason.NEAR_DUPLICATE,
    IssueCode.BLURRED: Reason.BLURRED,
    IssueCode.TOO_DARK: Reason.EXPOSURE,
    IssueCode.TOO_BRIGHT: Reason.EXPOSURE,
    IssueCode.TOO_SMALL: Reason.TOO_SMALL,
    IssueCode.ASPECT_RATIO: Reason.ASPECT_RATIO,
}
DIFFERING_BITS = 64


@dataclass(frozen=True, slots=True)
class SetAside:
    """One photo that was set aside."""

    row: PhotoRow
    reason: Reason
    what: str
    do: str
    duplicate_of: str = ""
    alike_percent: int | None = None
    sharpness: float = 0.0

    @property
    def button(self) -> str:
        """The one verb."""
        return tr("Try again") if self.reason is Reason.CANNOT_BE_OPENED else tr("Take in anyway")


def explain(stored: StoredPhoto) -> SetAside:
    """The first reason that counts, in words."""
    row, analysis = stored.row, stored.analysis
    if row.state is PhotoState.FAILED:
        said = row.error or (analysis.error if analysis is not None else "")
        what, do = stored_fault(said)
        advice = do or tr("Copy it from the card again, then press Try again.")
        return SetAside(row, Reason.CANNOT_BE_OPENED, what, advice)
    if analysis is None or stored.decision is not None or not analysis.quality.issues:
        return SetAside(row, Reason.BY_HAND, tr("Somebody set this photo aside."), tr("Take it in if it is needed."))
    quality = analysis.quality
    known = [issue for issue in quality.issues if issue.code in REASON_OF]
    issue = min(known, key=lambda one: list(REASON_OF).index(one.code))
    what, do = _words(issue, quality.duplicate_of or "")
    alike = None
    if issue.code is IssueCode.NEAR_DUPLICATE:
        alike = round(100 * (1 - issue.value / DIFFERING_BITS))
    return SetAside(
        row, REASON_OF[issue.code], what, do, quality.duplicate_of or "", alike, sharpness=quality.sharpness
    )


def _words(issue: QualityIssue, duplicate_of: str) -> tuple[str, str]:
    value, limit = issue.value, issue.limit
    if issue.code is IssueCode.NEAR_DUPLICATE:
        return (
            tr("Almost the same photo as {other}.", other=duplicate_of),
            tr("Keep the better one; the other stays where it is."),
        )
    if issue.code is IssueCode.BLURRED:
        return (
            tr(
                "Out of focus: sharpness {value}, at least {limit} is needed.",
                value=number(value, 0),
                limit=number(limit, 0),
            ),
            tr("Photograph it again, or take it in without a size."),
        )
    if issue.code is IssueCode.ASPECT_RATIO:
        return (
            tr("One side is {value} times the other; the limit is {limit}.", value=number(value), limit=number(limit)),
            tr("Crop it, or take it in as it is."),
        )
    if issue.code is IssueCode.TOO_SMALL:
        return (
            tr(
                "The photo is {value} pixels long; at least {limit} are needed.",
                value=number(value, 0),
                limit=number(limit, 0),
            ),
            tr("Photograph it again, or take it in as it is."),
        )
    words = {
        IssueCode.TOO_DARK: tr(
            "{value} % of the photo is pure black; the limit is {limit} %.",
            value=number(100 * value, 0),
            limit=number(100 * limit, 0),
        ),
        IssueCode.TOO_BRIGHT: tr(
            "{value} % of the photo is pure white; the limit is {limit} %.",
            value=number(100 * value, 0),
            limit=number(100 * limit, 0),
        ),
    }
    return words[issue.code], tr("Photograph it again, or take it in as it is.")
