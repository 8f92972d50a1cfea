"""How fast the museum's memory answers, and what it costs, at the size of a museum.

    python -m tests.benchmarks.bench_memory [--photos 10000 200000] [--folder FOLDER]

Fills a catalogue with confirmed photos by bulk SQL, with embeddings whose directions fade as those of the shipped model
do, and prints milliseconds of processor time (median, slowest), so that other work on the machine does not count; run
it with OMP_NUM_THREADS=1 to see one thread. Memory is what loading added to the process.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.progress import Job, finish
from mineral_desk.domain.properties import Property
from mineral_desk.services import own_limits, reviewing, suggesting
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.typed_properties import type_property

DIMENSIONS, SPECIES = 621, 1000
ASKED = 40
RESTING = "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL"
RECORD = (
    '{"photo": "p.jpg", "sha256": "0", "suggestions": [{"species": "Quartz", "probability": 0.3}], '
    '"recommendation": "low", "models": {"classifier": {"name": "species", "sha256": "%s"}}}'
)


def main() -> None:
    """Run over all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    arguments = parser.parse_args()
    tables = [dict(measure(count, arguments.folder)) for count in arguments.photos]
    print(f"{'':44}" + "".join(f"{count:>18,}" for count in arguments.photos))
    for name in tables[0]:
        print(f"{name:44}" + "".join(f"{table[name]:>18}" for table in tables))


def measure(count: int, folder: Path | None) -> Iterator[tuple[str, str]]:
    """Fill a catalogue with ``count`` confirmed photos and ask."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "bench.mdc"
        with Desk(find_folders(), Settings()) as desk:
            model = desk.memory.card.sha256
        fill(path, count, model)
        with Desk(find_folders(), Settings(), path) as desk:
            yield from loaded(desk)
            asked = np.linspace(1, count, ASKED).astype(int).tolist()
            yield "suggestions of a photo, opened, ms", timed(lambda i: suggesting.open_for_naming(desk, i), asked)
            yield (
                "60 alike of the whole catalogue, ms",
                timed(lambda i: suggesting.find_alike_in_catalogue(desk, i), asked),
            )
            yield "the museum's own limits, s; longest step, ms", stepped(own_limits.fit_own_limits(desk))
            for one in asked:
                type_property(desk, one, Property.HARDNESS, "3-4")
                type_property(desk, one, Property.STREAK, "white")
            yield (
                "suggestions with hardness and streak, ms",
                timed(lambda i: suggesting.open_for_naming(desk, i), asked),
            )
            yield "stored photo without the memory, ms", timed(desk.reading.stored, asked)
            yield (
                "after a decision, ms",
                timed(lambda i: suggesting.open_for_naming(desk, i), asked, before=decided(desk)),
            )


def loaded(desk: Desk) -> Iterator[tuple[str, str]]:
    """What loading takes, and its longest step: so long nobody else runs."""
    tracemalloc.start()
    finish(suggesting.load_memory(desk))
    yield "memory, MB", f"{tracemalloc.get_traced_memory()[0] / 1e6:.0f}"
    tracemalloc.stop()
    started, steps, before = time.process_time(), [], time.process_time()
    for _ in suggesting.load_memory(desk):
        steps.append(time.process_time() - before)
        before = time.process_time()
    yield "loading, s; its longest step, ms", f"{time.process_time() - started:.1f}; {1000 * max(steps, default=0):.0f}"


def stepped(job: Job[object]) -> str:
    """What a job takes, and its longest step."""
    steps, began, before = [], time.process_time(), time.process_time()
    for _ in job:
        steps.append(time.process_time() - before)
        before = time.process_time()
    return f"{time.process_time() - began:.1f}; {1000 * max(steps, default=0):.0f}"


def decided(desk: Desk) -> Callable[[int], object]:
    """The photo before the one asked about is named anew."""
    return lambda i: reviewing.decide(desk, Decision(max(1, i - 1), Verb.CORRECT, "Anna", "Beryl"))


def timed(act: Callable[[int], object], asked: list[int], before: Callable[[int], object] = lambda _: None) -> str:
    """Median and slowest."""
    taken = []
    for one in asked:
        before(one)
        started = time.process_time()
        act(one)
        taken.append(1000 * (time.process_time() - started))
    return f"{statistics.median(taken):.1f} ({max(taken):.1f})"


def vectors(count: int) -> np.ndarray:
    """Unit vectors around one direction a species, the variance of whose parts falls as the shipped model's does."""
    rng = np.random.default_rng(0)
    fading = (1 / (1 + np.arange(DIMENSIONS) / 8)).astype(np.float32)
    centres = rng.normal(size=(SPECIES, DIMENSIONS)).astype(np.float32) * fading
    turn = np.linalg.qr(rng.normal(size=(DIMENSIONS, DIMENSIONS)))[0].astype(np.float32)
    found = centres[np.arange(count) % SPECIES] + rng.normal(size=(count, DIMENSIONS)).astype(np.float32) * fading
    found = found @ turn
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def fill(path: Path, count: int, model: str) -> None:
    """Rows as people's acts would have left them; the search index is left out."""
    create_catalogue(path).close()
    found, now = vectors(count).astype("<f2"), "2026-11-21T10:00:00.000+00:00"
    ids = range(1, count + 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        for kind, name, _ in database.execute(RESTING).fetchall():
            database.execute(f"DROP {kind} {name}")
        database.execute("BEGIN")
        for table, row in rows(found, model, now).items():
            first = row(1)
            marks = ", ".join("?" * len(first))
            statement = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({marks})"
            database.executemany(statement, (tuple(row(number).values()) for number in ids))
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = WAL")


def rows(found: np.ndarray, model: str, now: str) -> dict[str, Callable[[int], dict[str, object]]]:
    """What each table holds of a photo."""
    empty = {"verdict": "ok", "issues": "[]", "best_species": "Quartz", "recommendation": "low", "flags": "[]"}
    nothing = {"notes": "", "reason": "", "shown": "[]", "typed_before_seeing": 0}
    return {
        "photo": lambda i: {
            "id": i, "path": f"card/{i}.jpg", "sha256": f"{i:064x}", "byte_size": 1, "width_px": 6000,
            "height_px": 4000, "catalogue_number": f"N {i}", "number_source": "typed", "taken_in_at": now,
            "taken_in_by": "Anna",
        },
        "analysis": lambda i: {
            "id": i, "photo_id": i, "made_at": now, "fingerprint": "f", **empty, "size_status": "not_measured",
            "error": "", "record": RECORD % model,
        },
        "embedding": lambda i: {"analysis_id": i, "model_sha256": model, "vector": found[i - 1].tobytes()},
        "decision": lambda i: {
            "id": i, "guid": f"d{i}", "photo_id": i, "analysis_id": i, "verb": "accept",
            "species": f"Species {i % SPECIES}", "catalogue_number": f"N {i}", "size_verb": "none", **nothing,
            "who": "Anna", "decided_at": now,
        },
        "specimen": lambda i: {
            "id": i, "guid": f"s{i}", "catalogue_number": f"N {i}", "origin": "decision",
            "species": f"Species {i % SPECIES}",
        },
        "specimen_photo": lambda i: {"photo_id": i, "specimen_id": i},
        "photo_state": lambda i: {
            "photo_id": i, "analysis_id": i, "decision_id": i, "state": "decided", "size_to_check": 0, "name_unsure": 0,
        },
    }  # fmt: skip


if __name__ == "__main__":
    main()
