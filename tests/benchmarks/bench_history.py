"""How fast acts, undo, redo, bulk edits, verification and earlier states are, and how that grows with the catalogue.

    python -m tests.benchmarks.bench_history [--specimens 10000 170000 1000000] [--folder FOLDER]

Makes a catalogue of each size whose records came by one import, with its row in the change log for each of them, and
prints medians in milliseconds: processor time of the thread, and by the clock, which also waits for the disk and for
other work on the computer. ``--migration`` measures in seconds how long a catalogue of version 4 takes to be brought
up to date.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from mineral_desk.catalogue.opening import Catalogue, migrate, open_catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.verification import VerificationStatus
from tests.benchmarks.bench_catalogue import photo
from tests.benchmarks.big_catalogue import fill_quickly

PHOTOS = 200
MANY = 1000
_LOG = """
INSERT INTO change (operation_id, table_name, row_id, after)
SELECT 1, 'specimen', id, json_object('id', id, 'guid', guid, 'catalogue_number', catalogue_number, 'origin', origin,
    'species', species, 'identified_by', identified_by, 'locality', locality, 'notes', notes) FROM specimen
"""


def main() -> None:
    """Run over all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--specimens", type=int, nargs="+", default=[10_000, 170_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    parser.add_argument("--migration", action="store_true", help="measure the migration from version 4 instead")
    arguments = parser.parse_args()
    measure = measure_migration if arguments.migration else measure_acts
    tables = [dict(measure(count, arguments.folder)) for count in arguments.specimens]
    print(f"{'ms: processor / clock, medians':38}" + "".join(f"{count:>20,}" for count in arguments.specimens))
    for name in tables[0]:
        print(f"{name:38}" + "".join(f"{table[name]:>20}" for table in tables))


def measure_acts(count: int, folder: Path | None) -> Iterator[tuple[str, str]]:
    """Fill a catalogue with ``count`` specimens and work in it."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "bench.mdc"
        fill_quickly(path, count)
        with closing(sqlite3.connect(path)) as database:
            database.execute(
                "INSERT INTO operation (guid, kind, name, who, made_at) "
                "VALUES ('0', 'do', 'Import all', 'Anna', '2026-01-01T00:00:00.000+00:00')"
            )
            database.execute(_LOG)
            database.commit()
        yield "file, MB", f"{path.stat().st_size / 1e6:.0f}"
        with open_catalogue(path) as catalogue:
            with catalogue.together():
                for number in range(PHOTOS):
                    catalogue.photos.add(photo(number), f"P {number}", who="Anna")
            yield from single_acts(catalogue)
            yield from acts_of_many(catalogue, count)
            yield from earlier_states(catalogue)


def single_acts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """One photo or record at a time."""
    ids = iter(range(1, PHOTOS + 1))
    size = SizeDecision(SizeVerb.TYPED, 52.0, 33.0)
    yield (
        "save a decision",
        timed(lambda: catalogue.decisions.add(Decision(next(ids), Verb.CORRECT, "Anna", "Azurite", size=size)), PHOTOS),
    )
    yield "undo it", timed(lambda: catalogue.history.undo("Anna"), 100)
    yield "redo it", timed(lambda: catalogue.history.redo("Anna"), 100)
    act = catalogue.history.can_undo()
    assert act is not None
    yield "give a reason", timed(lambda: catalogue.history.give_reason(act.id, "a slip", "Anna"), 100)
    records = iter(range(1, 1000))
    said = catalogue.verifications.add
    yield "verify a name", timed(lambda: said([next(records)], VerificationStatus.VERIFIED, "Carla"), 100)
    yield "undo it ", timed(lambda: catalogue.history.undo("Anna"), 50)


def acts_of_many(catalogue: Catalogue, count: int) -> Iterator[tuple[str, str]]:
    """A thousand records as one act, spread over the catalogue."""
    ids = list(range(1, count, max(1, count // MANY)))[:MANY]
    turns = iter(range(100))
    edit = catalogue.specimens.edit_all
    yield f"edit {MANY} records", timed(lambda: edit(ids, {"storage_place": f"Room {next(turns)}"}, "Anna"), 5)
    yield "undo that", timed(lambda: catalogue.history.undo("Anna"), 3)
    yield "redo that", timed(lambda: catalogue.history.redo("Anna"), 3)
    verify = catalogue.verifications.add
    yield f"verify {MANY} names", timed(lambda: verify(ids, VerificationStatus.VERIFIED, f"C {next(turns)}"), 5)


def earlier_states(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """A record with a hundred acts behind it: its history, what a state would change, the state itself."""
    for number in range(100):
        catalogue.specimens.edit(1, {"locality": f"Place {number}", "notes": f"note {number}"}, "Anna")
    yield "history of a record, 100 lines", timed(lambda: catalogue.history.record_lines(1), 20)
    states = [line.as_of for line in catalogue.history.record_lines(1)]
    turns = iter(states[1:] * 2)
    yield "see what a state would change", timed(lambda: catalogue.states.preview(states[-1], specimen_id=1), 20)
    yield "bring a state back", timed(lambda: catalogue.states.restore(next(turns), "Anna", specimen_id=1), 50)
    yield "undo that again", timed(lambda: catalogue.history.undo("Anna"), 50)


def timed(act: Callable[[], object], times: int) -> str:
    """Medians of ``times`` runs in milliseconds: of the thread's processor time, and by the clock."""
    taken: list[tuple[float, float]] = []
    for _ in range(times):
        processor, clock = time.thread_time(), time.perf_counter()
        act()
        taken.append((time.thread_time() - processor, time.perf_counter() - clock))
    return " / ".join(f"{1000 * statistics.median(side):.2f}" for side in zip(*taken, strict=True))


def measure_migration(count: int, folder: Path | None) -> Iterator[tuple[str, str]]:
    """Version 4 to the present one, with the verified copy that is made before."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "bench.mdc"
        fill_quickly(path, count, version=4)
        started = time.perf_counter()
        assert migrate(path) is not None
        yield "migration from version 4, seconds", f"{time.perf_counter() - started:.1f}"


if __name__ == "__main__":
    main()
