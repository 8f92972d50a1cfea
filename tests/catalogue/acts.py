"""Every kind of act that undo takes back, done at random: what tests of the change log are made of."""

import hashlib
import json
import random
from dataclasses import dataclass

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.quality import IssueCode
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.domain.verification import VerificationStatus

KINDS = (
    "decide", "decide_many", "number", "overrule", "edit", "edit_of_photo", "edit_many", "import", "verify", "contest",
    "bring_back",
)  # fmt: skip
NUMBERS = ("", "1", "2", "3", "№ 4", "R 0", "R 3")
MANY = 4

_STATE = {
    "photo": "SELECT * FROM photo ORDER BY id",
    "specimen": "SELECT * FROM specimen ORDER BY id",
    "specimen_photo": "SELECT * FROM specimen_photo ORDER BY photo_id",
    "decision": "SELECT group_concat(id) FROM (SELECT id FROM decision WHERE undone = 0 ORDER BY id)",
    "verification": "SELECT group_concat(id) FROM (SELECT id FROM verification WHERE undone = 0 ORDER BY id)",
    "photo_state": "SELECT * FROM photo_state ORDER BY photo_id",
    "sought": "SELECT * FROM specimen_sought ORDER BY specimen_id",
}
"""What was said for good is never changed: which of it counts is all there is to compare."""


def digest(catalogue: Catalogue) -> str:
    """Everything that counts, as one short text: equal for equal states."""
    rows = {name: catalogue.database.execute(statement).fetchall() for name, statement in _STATE.items()}
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@dataclass
class Acting:
    """Does acts on photos of one catalogue."""

    catalogue: Catalogue
    photos: list[int]
    dice: random.Random

    def act(self, kind: str) -> bool:
        """Do one; False where it changed nothing or could not be."""
        try:
            return bool(getattr(self, f"_{kind}")())
        except UsageError:
            return False

    def _photo(self) -> int:
        return self.dice.choice(self.photos)

    def _decision(self, photo_id: int) -> Decision:
        dice, length = self.dice, self.dice.choice([None, 5.0, 0.1 + 0.2])
        size = SizeDecision(dice.choice(list(SizeVerb)), length, height_mm=length)
        species, notes = dice.choice(["Malachite", "Азурит", "Quartz"]), dice.choice(["", "note"])
        verb, who = dice.choice(list(Verb)), dice.choice(["Anna", "Boris"])
        return Decision(photo_id, verb, who, species, dice.choice(NUMBERS), size, notes, dice.choice(["", "green"]))

    def _records(self) -> list[int]:
        return [row[0] for row in self.catalogue.database.execute("SELECT id FROM specimen")]

    def _some_records(self) -> list[int]:
        ids = self._records()
        return self.dice.sample(ids, min(MANY, len(ids)))

    def _values(self) -> FieldValues:
        return self.dice.choice(
            [
                {"species": self.dice.choice(["Quartz", "Malachite", ""]), "width_mm": self.dice.choice([None, 1.0])},
                {"locality": self.dice.choice(["", "Ural"]), "donor": self.dice.choice(["", "Ферсман"])},
                {
                    "storage_place": self.dice.choice(["", "Cabinet 2"]),
                    "streak": self.dice.choice(["", "green"]),
                    "notes": self.dice.choice(["", "one\ntwo"]),
                },
            ]
        )

    def _decide(self) -> object:
        return self.catalogue.decisions.add(self._decision(self._photo()))

    def _decide_many(self) -> object:
        who = self.dice.choice(["Anna", "Boris"])
        found = [self._decision(one) for one in self.dice.sample(self.photos, min(MANY, len(self.photos)))]
        many = [Decision(one.photo_id, one.verb, who, one.species, one.catalogue_number, one.size) for one in found]
        return self.catalogue.decisions.add_all(many, f"Decide {len(many)} photos")

    def _number(self) -> object:
        return self.catalogue.photos.set_number(self._photo(), self.dice.choice(NUMBERS), "Anna")

    def _overrule(self) -> object:
        issues = frozenset(self.dice.sample(list(IssueCode), 2))
        return self.catalogue.photos.overrule(self._photo(), Overrules(issues, (Box(0, 0, 9, 1),)), "Anna")

    def _edit(self) -> object:
        ids = self._records()
        return ids and self.catalogue.specimens.edit(self.dice.choice(ids), self._values(), "Boris")

    def _edit_of_photo(self) -> object:
        return self.catalogue.specimens.edit_of_photo(self._photo(), self._values(), "Anna")

    def _edit_many(self) -> object:
        return self.catalogue.specimens.edit_all(self._some_records(), self._values(), "Boris", "tidied up")

    def _import(self) -> object:
        rows = (
            ReadRow(line, (), f"R {self.dice.randrange(5)}", values={"species": "Gold", "donor": f"{line}"})
            for line in range(2, 2 + MANY)
        )
        return self.catalogue.imports.add(rows, "list", "Anna", update=self.dice.random() < 0.5)

    def _verify(self) -> object:
        return self.catalogue.verifications.add(self._some_records(), VerificationStatus.VERIFIED, "Carla")

    def _contest(self) -> object:
        return self.catalogue.verifications.add(self._some_records(), VerificationStatus.CONTESTED, "Carla", "too soft")

    def _bring_back(self) -> object:
        last = self.catalogue.history.last_operation()
        as_of = self.dice.randint(0, 0 if last is None else last.id)
        return self.catalogue.states.restore(as_of, "Boris", photo_id=self._photo())
