"""A second person verifies the names of specimens, in the name of whoever works here."""

from collections import Counter
from collections.abc import Sequence

from mineral_desk.domain.change import Changes
from mineral_desk.domain.verification import Refusal, VerificationStatus
from mineral_desk.services.desk import Desk


def verify(desk: Desk, specimen_ids: Sequence[int], status: VerificationStatus, reason: str = "") -> Changes:
    """Verify or contest the names of these specimens; one act, undone as one.

    Those that whoever works here cannot judge are passed over. Raises :class:`UsageError` where that are all of them,
    and where a name is contested without a reason.
    """
    who = desk.settings.who
    return desk.write(lambda catalogue: catalogue.verifications.add(specimen_ids, status, who, reason))


def refused(desk: Desk, specimen_ids: Sequence[int], status: VerificationStatus) -> Counter[Refusal]:
    """How many of these names whoever works here cannot judge, by what stands against it."""
    found = desk.reading.verifications.refusals(specimen_ids, status, desk.settings.who)
    return Counter(found.values())
