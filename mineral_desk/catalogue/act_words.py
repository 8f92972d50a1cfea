"""One act of a person in words, as the history tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from mineral_desk.catalogue.edit_lines import edited_fields, is_edit, is_restoring
from mineral_desk.catalogue.rows import Found, decision_row
from mineral_desk.catalogue.settling import is_settlement
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.record_fields import STATE_WORDS
from mineral_desk.domain.verification import VerificationStatus

_VERBS = {
    Verb.ACCEPT: "Accepted {species}",
    Verb.CORRECT: "Corrected to {species}",
    Verb.GROUP: "Named the group {species}",
    Verb.UNSURE: "Left the name open",
    Verb.REJECT: "Set aside",
}
_SAID = {VerificationStatus.VERIFIED: "Verified {species}", VerificationStatus.CONTESTED: "Contested {species}"}


@dataclass(frozen=True, slots=True)
class ActWords:
    """What was done, the reason that was part of it, and what stood there before and after."""

    what: str
    reason: str = ""
    details: str = ""


def act_words(database: Database, rows: Sequence[Found], specimen_id: int | None) -> ActWords:
    """The act in words; ``rows`` are what it changed of one photo or record.

    A decision is told in full where it was made, and so is a verification; edits and states restored name their fields.
    """
    act = rows[0]
    name = str(act["name"])
    if act["kind"] != "do" or is_settlement(name):
        return ActWords(name)
    if is_restoring(name):
        return ActWords(name, details="; ".join(edited_fields(database, act["id"], specimen_id, STATE_WORDS).values()))
    for row in rows:
        if row["table_name"] == "decision":
            decision = decision_row(_row(database, "decision", row["row_id"]))
            return ActWords(decision_words(decision), decision.reason)
        if row["table_name"] == "verification":
            said = _row(database, "verification", row["row_id"])
            words = _SAID[VerificationStatus(said["verdict"])].format(species=said["species"])
            return ActWords(words, said["reason"])
    edited = edited_fields(database, act["id"], specimen_id) if is_edit(name) else {}
    if edited:
        return ActWords(f"Edited the record: {', '.join(edited)}", details="; ".join(edited.values()))
    return ActWords(name)


def _row(database: Database, table: str, row_id: int) -> Found:
    return next(database.query(f"SELECT * FROM {table} WHERE id = ?", (row_id,)))  # noqa: S608


def decision_words(decision: Decision) -> str:
    """A decision in words: "Corrected to Azurite, 52.0 × 33.1 mm typed"."""
    what = _VERBS[decision.verb].format(species=decision.species).strip()
    size = _size(decision.size.length_mm, decision.size.width_mm)
    match decision.size.verb:
        case SizeVerb.ACCEPTED | SizeVerb.TYPED if size:
            return f"{what}, {size}{' typed' if decision.size.verb is SizeVerb.TYPED else ''}"
        case SizeVerb.ADJUSTED if size:
            return f"{what}, {size} set by hand{_sources(decision.size)}"
        case SizeVerb.NONE:
            return f"{what}, no size to be had"
        case _:
            return what


def _sources(size: SizeDecision) -> str:
    """What was marked: " from the cube's corners and the outline"."""
    *others, last = size.marks.sources or ("",)
    return f" from {', '.join(others)}{' and ' if others else ''}{last}" if last else ""


def _size(length_mm: float | None, width_mm: float | None) -> str:
    sides = [f"{side:.1f}" for side in (length_mm, width_mm) if side is not None]
    return f"{' × '.join(sides)} mm" if sides else ""
