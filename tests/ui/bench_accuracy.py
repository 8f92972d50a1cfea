"""The accuracy page at the size of a museum: ``python -m tests.ui.bench_accuracy [DECISIONS]`` (170,000 by default).

Fills a catalogue with decided photos by bulk SQL, opens the page without a display, sorts its tables and looks at the
photos behind the most frequent species. Prints one line a figure: processor time, which other work on the machine does
not lengthen, and how long the main thread was blocked, which it does.
"""

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.progress import finish
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services.accuracy import count_accuracy
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.accuracy.accuracy_dialog import AccuracyDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.running import SWITCH_INTERVAL_S, make_application, prepare_looks
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.stalls import StallMonitor

NOW = "2026-11-21T10:00:00.000+00:00"
TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
IDLE_S = 10.0
OUTCOMES = ("first", "first", "later", "not offered")


def main() -> None:
    """Measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 170_000
    application = make_application("offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.mdc"
        with Desk(find_folders(), Settings()) as desk:
            labels = desk.models.card("species").labels
        fill(path, count, labels)
        with Desk(find_folders(), Settings(), path) as desk:
            steps = list(stepped(desk))
            print(f"{count:,} decisions counted: {sum(steps):.2f} s of processor time, longest step {max(steps):.3f} s")
            for what, longest, most, seconds in page(application, desk):
                print(
                    f"{what}: {seconds:.2f} s; main thread blocked {longest:.0f} ms at most, 99 % under {most:.0f} ms"
                )


def stepped(desk: Desk) -> Iterator[float]:
    """Seconds of processor time of each step."""
    job, before = count_accuracy(desk), time.process_time()
    for _ in job:
        yield time.process_time() - before
        before = time.process_time()
    yield time.process_time() - before
    assert finish(count_accuracy(desk)).whole.photos > 0


def page(application: QApplication, desk: Desk) -> Iterator[tuple[str, float, float, float]]:
    """Open the page, sort, look at the photos of a line; with the blocked main thread of each."""
    backend, lane, parent = ServicesBackend(desk), Lane("counting", patient=True), QWidget()
    backend.load_minerals()
    theme = prepare_looks(application, backend)
    made: list[AccuracyDialog] = []

    def begin() -> None:
        made.append(AccuracyDialog(theme, backend, lane, parent))
        made[-1].show()

    until = time.perf_counter() + IDLE_S
    yield "nothing done, for comparison", *watched(application, lambda: None, lambda: time.perf_counter() > until)
    yield (
        "opened for the first time, with fonts, and counted",
        *watched(application, begin, lambda: made[-1]._job is None),
    )
    yield "opened again and counted", *watched(application, begin, lambda: made[-1]._job is None)
    dialog = made[-1]
    yield "sorted by species", *watched(application, lambda: dialog.species.sort_by(2), lambda: True)
    yield "photos of a species", *watched(application, lambda: dialog.species.selectRow(0), lambda: dialog._job is None)
    for one in made:
        one.close()
    lane.close()


def watched(
    application: QApplication, act: Callable[[], object], done: Callable[[], bool]
) -> tuple[float, float, float]:
    """The longest stall and the 99th percentile in ms, and how long it took, while ``act`` is answered."""
    monitor, begun = StallMonitor(), time.perf_counter()
    monitor.start()
    act()
    while not done():
        application.processEvents()
        time.sleep(0.001)
    application.processEvents()
    monitor.stop()
    return monitor.longest_ms, monitor.percentile_ms(99), time.perf_counter() - begun


def fill(path: Path, count: int, labels: tuple[str, ...]) -> None:
    """Rows as people's acts would have left them; the change log and the search are left out."""
    create_catalogue(path).close()
    rng = random.Random(0)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        for (name,) in database.execute(TRIGGERS).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("BEGIN")
        for number in range(1, count + 1):
            for table, row in rows(number, labels, rng).items():
                marks = ", ".join("?" * len(row))
                database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
        database.execute("COMMIT")


def rows(number: int, labels: tuple[str, ...], rng: random.Random) -> dict[str, dict[str, object]]:
    """A decided photo."""
    species, probability = labels[min(int(rng.expovariate(0.01)), len(labels) - 1)], rng.random()
    shown = rng.sample(labels, 5)
    outcome = rng.choice(OUTCOMES)
    if outcome != "not offered":
        shown[0 if outcome == "first" else rng.randrange(1, 5)] = species
    level = list(Recommendation)[min(3, int(probability * 4))]
    return {
        "photo": {
            "id": number, "path": f"card/{number}.jpg", "sha256": f"{number:064x}", "byte_size": 1, "width_px": 6000,
            "height_px": 4000, "catalogue_number": f"N {number}", "number_source": "typed", "taken_in_at": NOW,
            "taken_in_by": "Anna",
        },
        "decision": {
            "id": number, "guid": f"d{number}", "photo_id": number, "verb": "correct", "species": species,
            "catalogue_number": f"N {number}", "size_verb": "none", "notes": "", "reason": "",
            "shown": json.dumps(shown, ensure_ascii=False), "typed_before_seeing": 0, "who": "Anna", "decided_at": NOW,
            "shown_probability": probability, "shown_recommendation": level.value,
        },
        "photo_state": {
            "photo_id": number, "decision_id": number, "state": "decided", "size_to_check": 0, "name_unsure": 0,
        },
    }  # fmt: skip


if __name__ == "__main__":
    main()
