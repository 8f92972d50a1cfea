"""What people decided: each decision is one durable transaction with its rows of the change log."""

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from mineral_desk.catalogue.log import Act, Row, acting
from mineral_desk.catalogue.photos import no_photo
from mineral_desk.catalogue.rows import decision_row
from mineral_desk.catalogue.specimen_writes import latest_decision, record_decision
from mineral_desk.catalogue.text import clean_line, clean_text, now_text
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.hand_records import marks_to_text

_NAMES = {
    Verb.ACCEPT: "Accept {species}",
    Verb.CORRECT: "Correct to {species}",
    Verb.GROUP: "Group {species}",
    Verb.UNSURE: "Unsure",
    Verb.REJECT: "Set aside",
}


class Decisions:
    """Add decisions and read them."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def add(self, decision: Decision) -> Changes:
        """Keep a decision and write it into the specimen's record; on the disk when this returns. Undoable.

        A number in the decision becomes the photo's number; without one, the photo's own counts.
        """
        return self.add_all([decision], decision_name(decision))

    def add_all(self, decisions: Sequence[Decision], name: str) -> Changes:
        """Keep many decisions of one person as one act, undone as one."""
        if not decisions:
            raise UsageError("No photo is chosen.", "Choose the photos first.")
        if len({decision.who for decision in decisions}) > 1:
            raise UsageError("These decisions are of several people.", "Save those of each person for themselves.")
        with acting(self._database, self._path, name, decisions[0].who) as act:
            for decision in decisions:
                _decide(act, decision)
        return act.changes

    def latest(self, photo_id: int) -> Decision | None:
        """The last decision about the photo that was not undone."""
        return latest_decision(self._database, photo_id)

    def all(self, photo_id: int) -> list[tuple[Decision, bool]]:
        """Every decision ever made about the photo, oldest first, with whether it was undone."""
        found = self._database.query("SELECT * FROM decision WHERE photo_id = ? ORDER BY id", (photo_id,))
        return [(decision_row(row), bool(row["undone"])) for row in found]


def decision_name(decision: Decision) -> str:
    """The decision for the Edit menu and the history: "Accept Malachite"."""
    return _NAMES[decision.verb].format(species=clean_line(decision.species)).strip()


def _decide(act: Act, decision: Decision) -> None:
    photo = act.row("photo", decision.photo_id)
    if photo is None:
        raise no_photo(decision.photo_id)
    number = clean_line(decision.catalogue_number) or str(photo["catalogue_number"])
    if number != photo["catalogue_number"]:
        act.update("photo", decision.photo_id, {"catalogue_number": number, "number_source": "typed"})
    act.insert("decision", decision_values(decision, number))
    record_decision(act, decision, number)


def decision_values(decision: Decision, number: str) -> Row:
    """The decision as a row of its table."""
    size = decision.size
    return {
        "guid": uuid4().hex,
        "photo_id": decision.photo_id,
        "analysis_id": decision.analysis_id,
        "verb": decision.verb.value,
        "species": clean_line(decision.species),
        "catalogue_number": number,
        "size_verb": size.verb.value,
        "length_mm": size.length_mm,
        "length_error_mm": size.length_error_mm,
        "width_mm": size.width_mm,
        "width_error_mm": size.width_error_mm,
        "height_mm": size.height_mm,
        "depth_mm": size.depth_mm,
        "hand_marks": marks_to_text(size.marks),
        "notes": clean_text(decision.notes),
        "reason": clean_text(decision.reason),
        "shown": json.dumps([clean_line(name) for name in decision.shown], ensure_ascii=False),
        "shown_probability": decision.shown_probability,
        "shown_recommendation": decision.shown_recommendation or "",
        "typed_before_seeing": int(decision.typed_before_seeing),
        "who": clean_line(decision.who),
        "decided_at": now_text(),
    }
