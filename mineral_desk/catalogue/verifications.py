"""A second person verifies or contests the names of specimens: append-only, in one act, undone as one."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from mineral_desk.catalogue.log import Act, Row, acting
from mineral_desk.catalogue.rows import Found
from mineral_desk.catalogue.text import clean_line, clean_text, moment, now_text
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.phrase import listed, phrase_of, said
from mineral_desk.domain.verification import (
    REFUSALS,
    NameToVerify,
    Refusal,
    Verification,
    VerificationStatus,
    refusal,
    same_person,
)

_WORDS = {VerificationStatus.VERIFIED: "Verify", VerificationStatus.CONTESTED: "Contest"}
_OPEN_AGAIN: Row = {
    "verification": VerificationStatus.OPEN.value,
    "verified_by": "",
    "verified_at": "",
    "verification_reason": "",
}
_NAME = ("species", "qualifier")


class Verifications:
    """Say what a second person found, and read it."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def add(self, specimen_ids: Sequence[int], status: VerificationStatus, who: str, reason: str = "") -> Changes:
        """Verify or contest the names of these specimens as one act. Undoable.

        Names about which ``who`` cannot say that (:func:`refusal`) are passed over. Raises UsageError where that are
        all of them, and where a name is contested without a reason.
        """
        why = clean_text(reason)
        if status is VerificationStatus.OPEN:
            raise UsageError("A name is verified or contested.", "Undo takes that back.")
        if status is VerificationStatus.CONTESTED and not why:
            raise UsageError("A name cannot be contested without a reason.", "Say what speaks against it.")
        refused = self.refusals(specimen_ids, status, who)
        wanted = [one for one in dict.fromkeys(specimen_ids) if one not in refused]
        if not wanted and clean_line(who):
            raise _none_left(refused)
        with acting(self._database, self._path, self._name(wanted, status), who, reason=why) as act:
            for specimen_id in wanted:
                _verify(act, specimen_id, status, why)
        return act.changes

    def refusals(self, specimen_ids: Sequence[int], status: VerificationStatus, who: str) -> dict[int, Refusal]:
        """Those about whose names ``who`` cannot say that, each with what stands against it."""
        found = {one: refusal(self._name_of(one), status, who) for one in specimen_ids}
        return {specimen_id: why for specimen_id, why in found.items() if why is not None}

    def all(self, specimen_id: int) -> list[Verification]:
        """What was ever said about the specimen's names, oldest first."""
        found = self._database.query("SELECT * FROM verification WHERE specimen_id = ? ORDER BY id", (specimen_id,))
        return [verification_row(row) for row in found]

    def _name_of(self, specimen_id: int) -> NameToVerify | None:
        found = self._database.execute(
            "SELECT species, identified_by, verification, verified_by FROM specimen WHERE id = ?", (specimen_id,)
        ).fetchone()
        return None if found is None else NameToVerify(found[0], found[1], VerificationStatus(found[2]), found[3])

    def _name(self, specimen_ids: Sequence[int], status: VerificationStatus) -> str:
        """The act for the Edit menu: "Verify Malachite", "Verify 12 names"."""
        if len(specimen_ids) != 1:
            return f"{_WORDS[status]} {len(specimen_ids)} names"
        name = self._name_of(specimen_ids[0])
        return f"{_WORDS[status]} {'' if name is None else name.species}"


def verification_row(found: Found) -> Verification:
    """A row of the table ``verification``."""
    return Verification(
        specimen_id=found["specimen_id"],
        status=VerificationStatus(found["verdict"]),
        species=without_markup(found["species"]),
        qualifier=found["qualifier"],
        identified_by=found["identified_by"],
        identified_at=found["identified_at"],
        who=found["who"],
        when=moment(found["verified_at"]),
        reason=found["reason"],
        undone=bool(found["undone"]),
    )


def lapsed(now: Row, values: Row) -> Row:
    """What to write beside ``values`` so that no verification outlives the name it was about.

    Another name is open again. So is a contested one that was given again, and one that the verifier gives.
    """
    if now["verification"] == VerificationStatus.OPEN or "verification" in values:
        return {}
    renamed = any(name in values and values[name] != now[name] for name in _NAME)
    answered = "identified_at" in values and now["verification"] == VerificationStatus.CONTESTED
    own = same_person(str(values.get("identified_by", "")), str(now["verified_by"]))
    return dict(_OPEN_AGAIN) if renamed or answered or own else {}


def _verify(act: Act, specimen_id: int, status: VerificationStatus, reason: str) -> None:
    record, when = act.row("specimen", specimen_id) or {}, now_text()
    told = {name: record[name] for name in (*_NAME, "identified_by", "identified_at")}
    verdict: Row = {"guid": uuid4().hex, "specimen_id": specimen_id, "verdict": status.value}
    act.insert("verification", verdict | told | {"reason": reason, "who": act.who, "verified_at": when})
    act.update(
        "specimen",
        specimen_id,
        {
            "verification": status.value,
            "verified_by": act.who,
            "verified_at": when,
            "verification_reason": reason,
        },
    )


def _none_left(refused: dict[int, Refusal]) -> UsageError:
    if not refused:
        return UsageError("No specimen is chosen.", "Choose the specimens first.")
    why = listed((phrase_of(one) for one in dict.fromkeys(REFUSALS[one] for one in refused.values())), "; ")
    return UsageError(
        said("No name can be judged here: {why}.", why=why), "A second person looks at what the first one named."
    )
