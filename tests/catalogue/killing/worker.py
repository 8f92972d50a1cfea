"""The worker: random acts on one catalogue, each announced before it begins and confirmed once it is kept.

What it says goes line by line through a pipe: ``begin ACT NUMBER`` and ``done ACT NUMBER``. Numbers never repeat.
Whoever reads can tell from them, for any moment of death, what has to be in the file, what may be, and what must not.
"""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.merging.merging import merge
from mineral_desk.catalogue.merging.other import taken_in
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.catalogue.restoring import prepare, swap
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.conftest import make_analysis, make_photo
from tests.catalogue.keep_version import FILES

BATCH = 6
"""Photos of one import, decisions of one bulk edit, and rows of one list."""
DECIDING = ("decide", "bulk", "records", "edit", "verify", "bring_back")
"""The acts that undo takes back."""
NOTING = {"analyse": "analyses", "keep_search": "searches", "reason": "reasons"}
"""The acts that undo does not concern, and what they add to."""
ACTS = ("import", *DECIDING, *NOTING, "undo", "redo", "migrate", "backup", "restore", "merge")
OLD = "old.mdc"
OTHER = "other.mdc"


def backup_path(folder: Path, number: int) -> Path:
    """The backup that act ``number`` makes."""
    return folder / f"backup {number}.mdc"


class Worker:
    """Works until it is killed."""

    def __init__(self, path: Path, say: Callable[[str], None], first: int, seed: int, backups: list[int]) -> None:
        self.path, self.say, self.number = path, say, first
        self.dice, self.backups = random.Random(seed), backups
        self.catalogue: Catalogue = open_catalogue(path)
        self.photos = self.catalogue.rescalings.all_photo_ids()

    def work(self) -> NoReturn:
        """One act after the other."""
        while True:
            act = self.dice.choice(ACTS)
            self.number += 1
            self.say(f"begin {act} {self.number}")
            done = getattr(self, f"_{act}")(self.number)
            self.say(f"{'done' if done is not False else 'idle'} {act} {self.number}")

    def _import(self, number: int) -> None:
        with self.catalogue.together():
            for part in range(BATCH):
                self.photos.append(self.catalogue.photos.add(make_photo(f"{number}-{part}.jpg"), who="Anna")[0])

    def _analyse(self, number: int) -> None:
        photo_id = self.dice.choice(self.photos)
        self.catalogue.analyses.add(photo_id, make_analysis(self.catalogue.photos.facts(photo_id)), f"f {number}")

    def _decide(self, number: int) -> None:
        self.catalogue.decisions.add(self._decision(number))

    def _bulk(self, number: int) -> None:
        self.catalogue.decisions.add_all([self._decision(number) for _ in range(BATCH)], f"Many {number}")

    def _records(self, number: int) -> None:
        """A list of specimens."""
        values = {"species": f"Species {number}", "notes": "n" * 300}
        rows = (ReadRow(part + 2, (), f"R {number}-{part}", values=values) for part in range(BATCH))
        self.catalogue.imports.add(rows, str(number), "Anna", update=False)

    def _merge(self, number: int) -> None:
        """Photos and a list of specimens come from a catalogue of somebody else."""
        other = self.path.with_name(OTHER)
        for left in self.path.parent.glob(f"{OTHER}*"):
            left.unlink()
        with create_catalogue(other) as theirs:
            for part in range(BATCH):
                theirs.photos.add(make_photo(f"{number}-{part}.jpg"), who="Boris")
            values = {"species": f"Species {number}", "notes": "n" * 300}
            rows = (ReadRow(part + 2, (), f"R {number}-{part}", values=values) for part in range(BATCH))
            theirs.imports.add(rows, str(number), "Boris", update=False)
        with taken_in(other, self.path) as taken:
            merge(self.catalogue, taken, "Anna")
        self.photos = self.catalogue.rescalings.all_photo_ids()

    def _edit(self, number: int) -> bool:
        """The same field of many records."""
        values = {"locality": f"Place {number}"}
        return bool(self.catalogue.specimens.edit_all(self._records_chosen(), values, "Anna", f"act {number}"))

    def _verify(self, number: int) -> bool:
        status = self.dice.choice((VerificationStatus.VERIFIED, VerificationStatus.CONTESTED))
        try:
            return bool(self.catalogue.verifications.add(self._records_chosen(), status, "Boris", f"act {number}"))
        except UsageError:  # there are none that could be judged
            return False

    def _bring_back(self, number: int) -> bool:
        """Any earlier state of any photo's record."""
        photo_id = self.dice.choice(self.photos)
        line = self.dice.choice(self.catalogue.history.lines(photo_id))
        try:
            states = self.catalogue.states
            return bool(states.restore(line.as_of, "Anna", photo_id=photo_id, reason=f"act {number}"))
        except UsageError:  # its number belongs to another record now
            return False

    def _reason(self, number: int) -> bool:
        act = self.catalogue.history.can_undo()
        return act is not None and bool(self.catalogue.history.give_reason(act.id, f"why {number}", "Anna"))

    def _records_chosen(self) -> list[int]:
        ids = [row[0] for row in self.catalogue.database.execute("SELECT id FROM specimen")]
        return self.dice.sample(ids, min(BATCH, len(ids)))

    def _decision(self, number: int) -> Decision:
        photo_id, size = self.dice.choice(self.photos), SizeDecision(SizeVerb.TYPED, float(number))
        label = f"N {self.dice.randrange(40)}"
        return Decision(photo_id, Verb.ACCEPT, "Anna", f"Species {number}", label, size, notes="n" * 300)

    def _undo(self, _: int) -> bool:
        return bool(self.catalogue.history.undo("Anna"))

    def _redo(self, _: int) -> bool:
        return bool(self.catalogue.history.redo("Anna"))

    def _keep_search(self, number: int) -> None:
        self.catalogue.saved_searches.keep(f"Search {number}", f"size:>{number}mm", "Anna")

    def _migrate(self, _: int) -> None:
        """A file of the first version, beside the catalogue, is brought up to date."""
        old = self.path.with_name(OLD)
        for left in self.path.parent.glob(f"{old.stem}*"):
            left.unlink()
        shutil.copy(FILES / "version-1.mdc", old.with_suffix(".new"))
        old.with_suffix(".new").replace(old)  # so that what is found is whole, or the migration's fault
        open_catalogue(old).close()

    def _backup(self, number: int) -> None:
        back_up_file(self.path, backup_path(self.path.parent, number))
        self.backups.append(number)

    def _restore(self, _: int) -> bool:
        if not self.backups:
            return False
        chosen = self.dice.choice(self.backups)
        self.catalogue.close()
        prepared = prepare(backup_path(self.path.parent, chosen), self.path)
        self.say(f"swap {chosen} {self.number}")
        swap(prepared)
        self.catalogue = open_catalogue(self.path)
        self.photos = self.catalogue.rescalings.all_photo_ids()
        return True


def speaker(pipe: int) -> Callable[[str], None]:
    """A function that writes whole lines into the pipe."""
    return lambda line: _write_all(pipe, f"{line}\n".encode())


def _write_all(pipe: int, data: bytes) -> None:
    while data:
        data = data[os.write(pipe, data) :]
