"""A second person looks at a name that somebody gave, and says whether it holds.

Darwin Core calls it ``identificationVerificationStatus``. Whoever gave the name cannot verify it; a name given anew, or
another name, is open again.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VerificationStatus(StrEnum):
    """How a specimen's name stands."""

    OPEN = "open"
    """Nobody but the one who gave it has looked, as far as the catalogue knows."""
    VERIFIED = "verified"
    CONTESTED = "contested"
    """A second person does not agree, and says why."""


class Refusal(StrEnum):
    """Why a person cannot verify or contest a name."""

    GONE = "gone"
    UNNAMED = "unnamed"
    OWN_NAME = "own_name"
    SAID_ALREADY = "said_already"


REFUSALS: Mapping[Refusal, str] = {
    Refusal.GONE: "the record is no longer there",
    Refusal.UNNAMED: "the specimen has no name yet",
    Refusal.OWN_NAME: "whoever gave the name cannot verify it",
    Refusal.SAID_ALREADY: "that was said already",
}


@dataclass(frozen=True, slots=True)
class Verification:
    """What a second person said about the name that a specimen had then; append-only.

    ``species``, ``qualifier``, ``identified_by`` and ``identified_at`` are what stood in the record. ``identified_at``
    is empty where nobody knows when the name was given.
    """

    specimen_id: int
    status: VerificationStatus
    species: str
    qualifier: str
    identified_by: str
    identified_at: str
    who: str
    when: datetime
    reason: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class NameToVerify:
    """What has to be known of a record to judge whether a person may verify its name."""

    species: str
    identified_by: str
    status: VerificationStatus = VerificationStatus.OPEN
    verified_by: str = ""


def refusal(name: NameToVerify | None, status: VerificationStatus, who: str) -> Refusal | None:
    """Why ``who`` cannot say so about the name; None where that is possible. ``name`` is None where there is no record.

    Where nobody knows who gave the name anybody is a second person.
    """
    if name is None:
        return Refusal.GONE
    if not name.species:
        return Refusal.UNNAMED
    if same_person(name.identified_by, who):
        return Refusal.OWN_NAME
    if name.status is status and same_person(name.verified_by, who):
        return Refusal.SAID_ALREADY
    return None


def same_person(one: str, other: str) -> bool:
    """Whether two names are written for one person: case, accents, spaces and full stops do not matter."""
    return bool(_letters(one)) and _letters(one) == _letters(other)


def _letters(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if letter.isalnum())
