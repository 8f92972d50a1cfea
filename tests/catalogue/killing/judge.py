"""The judge: starts workers, kills each at a random moment of a chosen act, and looks at what it left."""

import os
import random
import re
import select
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from tests.catalogue.conftest import make_photo
from tests.catalogue.killing.ledger import Ledger, State
from tests.catalogue.killing.worker import ACTS, BATCH, OLD, Worker, backup_path, speaker

FIRST_GUESS_S = 0.02
"""How long an act takes, until one was seen."""
LONGEST_ROUND_S = 60.0
BACKUPS_KEPT = 3
SWAP = "restore: swap"
"""The second half of a restore: the prepared file takes the catalogue's place."""

_DECIDED = """
SELECT d.species, count(*), min(o.undone_by IS NULL), max(o.undone_by IS NULL) FROM decision AS d
JOIN change AS c ON c.table_name = 'decision' AND c.row_id = d.id AND c.before IS NULL
JOIN operation AS o ON o.id = c.operation_id GROUP BY d.species
"""
_UNDONE_BY_HALF = """
SELECT d.id FROM decision AS d JOIN change AS c ON c.table_name = 'decision' AND c.row_id = d.id AND c.before IS NULL
JOIN operation AS o ON o.id = c.operation_id WHERE d.undone <> (o.undone_by IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM change AS later JOIN operation AS act ON act.id = later.operation_id
    WHERE later.table_name = 'decision' AND later.row_id = d.id AND act.name LIKE '%Restore the state%')
"""
"""Decisions that count although their act was undone, or the other way round, but for states brought back."""
_REASONED = """
SELECT o.id, o.name, o.undone_by IS NULL, r.reason FROM operation AS o
JOIN operation_reason AS r ON r.operation_id = o.id WHERE r.reason LIKE 'act %'
"""


@dataclass
class Judge:
    """``killed`` counts the deaths by the act that was under way, ``faults`` says what was found wrong."""

    folder: Path
    seed: int
    worker: type[Worker] = Worker
    ledger: Ledger = field(default_factory=Ledger)
    killed: Counter[str] = field(default_factory=Counter)
    kept_whole: Counter[str] = field(default_factory=Counter)
    """Deaths after which the act that was under way turned out to be kept whole."""
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.path = self.folder / "каталог № 1.mdc"
        self.took_s: dict[str, float] = {}
        create_catalogue(self.path).close()
        with open_catalogue(self.path) as catalogue, catalogue.together():
            for part in range(BATCH):
                catalogue.photos.add(make_photo(f"0-{part}.jpg"), who="Anna")
        self.ledger.state = State(imports=frozenset({0}))

    def round(self) -> None:
        """One worker's life, and what it left."""
        self._run_and_kill(self.dice.choice((*ACTS, SWAP)))
        self.killed[self._under_way] += 1
        try:
            self._look()
        except Exception as fault:
            self.faults.append(f"killed in {self._under_way}, act {self.ledger.number}: {fault!r}")
            raise

    @property
    def _under_way(self) -> str:
        if self.ledger.swapping is not None:
            return SWAP
        return self.ledger.act or "between two acts"

    def _run_and_kill(self, act: str) -> None:
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            self._be_worker(reading, writing)
        os.close(writing)
        try:
            self._listen(reading, act, process)
        finally:
            os.close(reading)

    def _be_worker(self, reading: int, writing: int) -> None:
        """In the child: never comes back."""
        try:
            os.close(reading)
            number, backups = self.ledger.number, list(self.ledger.backups)
            self.worker(self.path, speaker(writing), number, self.dice.randrange(1 << 30), backups).work()
        except BaseException as fault:
            with suppress(OSError):
                os.write(writing, f"fault {fault!r}\n".encode())
        finally:
            os._exit(1)

    def _listen(self, reading: int, act: str, process: int) -> None:
        """Follow the worker until it begins ``act``, let it go on for a moment, kill it, and hear its last words."""
        lines = _Lines(reading)
        begun: dict[str, float] = {}
        die_at, chosen = time.monotonic() + LONGEST_ROUND_S, False
        while (left := die_at - time.monotonic()) > 0:
            for line in lines.read(left):
                self._hear(line)
                now, moment = time.monotonic(), _moment(line)
                if line.startswith("done"):
                    self.took_s |= {one: now - start for one, start in begun.items()}
                    begun.clear()
                else:
                    begun[moment] = now
                if moment == act and not chosen:
                    chosen, die_at = True, now + self.dice.uniform(0, 1.1 * self.took_s.get(act, FIRST_GUESS_S))
            if lines.ended:
                break
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        while not lines.ended:
            for line in lines.read(1.0):
                self._hear(line)

    def _hear(self, line: str) -> None:
        if line.startswith("fault"):
            self.faults.append(f"the worker failed: {line}")
            raise AssertionError(line)
        self.ledger.hear(line)

    def _look(self) -> None:
        """The file is sound, everything confirmed is there, and the interrupted act is there whole or not at all."""
        ledger = self.ledger
        found = self._sound_state(self.path)
        kept = next((one for one in ledger.possible if one.seen == found.seen), None)
        assert kept is not None, f"what was confirmed is not there: {_difference(ledger.state, found)}"
        if kept != ledger.state:
            self.kept_whole[self._under_way] += 1
        if ledger.act == "backup":
            self._look_at_copies([backup_path(self.folder, ledger.number)], [ledger.state])
        if ledger.act == "migrate":
            self._look_at_migrated()
        kept_copies = sorted(self.folder.glob("*.before-restore*"))
        assert len(kept_copies) >= len(ledger.replaced) - (ledger.swapping is not None), "a restore kept no copy"
        self._look_at_copies(kept_copies, ledger.replaced)
        before_merges = sorted(self.folder.glob("*.before-merge*"))
        assert len(before_merges) >= len(ledger.merged_into) - (ledger.act == "merge"), "a merge kept no copy"
        self._look_at_copies(before_merges, ledger.merged_into)
        for copy in (*kept_copies, *before_merges):
            copy.unlink()
        ledger.settle(kept)
        self._tidy()

    def _look_at_copies(self, copies: list[Path], expected: list[State]) -> None:
        """What bears its name is whole: a copy has no half states."""
        for copy in copies:
            if copy.exists():
                found = self._sound_state(copy)
                assert found.seen in [one.seen for one in expected], f"{copy.name} is not what was copied"

    def _look_at_migrated(self) -> None:
        """The backup, if it got its name, is the file as it was; the file itself is of one version or the other."""
        old = self.folder / OLD
        for backup in self.folder.glob(f"{old.stem}.before-version-*"):
            with closing(sqlite3.connect(backup)) as raw:
                assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the backup is not sound"
                assert raw.execute("PRAGMA user_version").fetchone() == (1,), "the backup is no backup"
        if old.exists():
            with open_catalogue(old) as catalogue:
                assert catalogue.check() == [], "the migrated file is not sound"
                assert catalogue.specimens.by_number("82451") is not None, "the migration lost a record"
                assert len(catalogue.decisions.all(3)) == 1, "the migration lost a decision"

    def _sound_state(self, path: Path) -> State:
        with open_catalogue(path) as catalogue:
            wrong = catalogue.check()
            assert wrong == [], wrong
            ask = catalogue.database.execute
            decisions = ask(_DECIDED).fetchall()
            assert ask(_UNDONE_BY_HALF).fetchall() == [], "an act undone by half"
            names = ask("SELECT path FROM photo").fetchall()
            analyses = ask("SELECT fingerprint FROM analysis").fetchall()
            records = [*_records(catalogue), *_reasoned(catalogue)]
            reasons = ask("SELECT reason FROM operation_reason WHERE reason LIKE 'why %'").fetchall()
            searches = frozenset(int(one.name.split()[1]) for one in catalogue.saved_searches.all())
        assert all(count in (1, BATCH) for _, count, _, _ in decisions), "half a bulk edit"
        assert all(least == most for _, _, least, most in decisions), "a bulk edit undone by half"
        batches = Counter(int(Path(name).name.partition("-")[0]) for (name,) in names)
        assert set(batches.values()) <= {BATCH}, "half an import"
        decided = sorted([*((int(species.split()[1]), bool(counts)) for species, _, counts, _ in decisions), *records])
        return State(
            frozenset(batches),
            frozenset(int(one.split()[1]) for (one,) in analyses),
            tuple(decided),
            searches=searches,
            reasons=frozenset(int(one.split()[1]) for (one,) in reasons),
        )

    def _tidy(self) -> None:
        """Old backups go, so that the folder stays small; what killed copies left is looked at by its age elsewhere."""
        for number in list(self.ledger.backups)[:-BACKUPS_KEPT]:
            backup_path(self.folder, number).unlink()
            del self.ledger.backups[number]
        for left in self.folder.glob(".mineral-desk-*"):
            left.unlink()


def _records(catalogue: Catalogue) -> list[tuple[int, bool]]:
    """The lists that were imported, by number, with whether they count; all of their rows are there or none."""
    acts = catalogue.database.execute(
        "SELECT name, undone_by IS NULL FROM operation WHERE kind = 'do' AND name LIKE 'Import %'"
    )
    found = [(int(name.split()[1]), bool(counts)) for name, counts in acts.fetchall()]
    for number, counts in found:
        rows = catalogue.database.execute(
            "SELECT count(*) FROM specimen WHERE catalogue_number LIKE ?", (f"R {number}-%",)
        ).fetchone()[0]
        assert rows == (BATCH if counts else 0), "half a list"
    return found


def _reasoned(catalogue: Catalogue) -> list[tuple[int, bool]]:
    """Edits of many records, verifications and states brought back, with whether they count.

    Their numbers stand in their reasons; the name of an act says how many records it concerns.
    """
    found = []
    for operation_id, name, counts, reason in catalogue.database.execute(_REASONED).fetchall():
        several = re.search(r" (\d+) (?:records|names)$", name)
        table = "verification" if name.startswith(("Verify", "Contest")) else "specimen"
        rows = catalogue.database.execute(
            "SELECT count(*) FROM change WHERE operation_id = ? AND table_name = ?", (operation_id, table)
        ).fetchone()[0]
        if not name.startswith("Restore"):
            assert rows == (int(several[1]) if several else 1), f"half of “{name}”"
        found.append((int(reason.split()[1]), bool(counts)))
    return found


class _Lines:
    """Whole lines out of a pipe."""

    def __init__(self, pipe: int) -> None:
        self._pipe, self._rest, self.ended = pipe, b"", False

    def read(self, patience_s: float) -> list[str]:
        """What has come, waiting for something; a line cut short by death is none."""
        if not select.select([self._pipe], [], [], max(0.0, patience_s))[0]:
            return []
        data = os.read(self._pipe, 1 << 16)
        self.ended = not data
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode() for line in whole]


def _moment(line: str) -> str:
    """What the line says to be under way from now on."""
    word, what, _ = line.split()
    return SWAP if word == "swap" else what if word == "begin" else ""


def _difference(expected: State, found: State) -> str:
    """The acts that only one of the two has."""
    names = ("imports", "analyses", "decisions")
    pairs = zip(names, expected.seen, found.seen, strict=True)
    return "; ".join(f"{name} {sorted(one ^ other)}" for name, one, other in pairs if one != other)
