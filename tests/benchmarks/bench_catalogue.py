"""How fast the catalogue is, and how that grows with it.

    python -m tests.benchmarks.bench_catalogue [--photos 10000 170000] [--folder FOLDER]

Fills a catalogue of each size (analyses, embeddings, decisions, one specimen a photo) and prints a table of medians
in milliseconds, with the slowest of the repetitions in brackets.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from mineral_desk.catalogue.checking import findings, start_findings
from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.analysis import Analysis, ModelRef
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions

DECIDED_SHARE = 0.8
BATCH = 1000
PACE_S = 0.05
"""Between two decisions made while a backup runs."""
SPECIES = [f"Species {number}" for number in range(500)]


def main() -> None:
    """Run over all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, nargs="+", default=[10_000, 170_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    arguments = parser.parse_args()
    tables = [dict(measure(count, arguments.folder)) for count in arguments.photos]
    print(f"{'ms: median (slowest)':34}" + "".join(f"{count:>20,}" for count in arguments.photos))
    for name in tables[0]:
        print(f"{name:34}" + "".join(f"{table[name]:>20}" for table in tables))


def measure(count: int, folder: Path | None) -> Iterator[tuple[str, str]]:
    """Fill a catalogue with ``count`` photos and measure it."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "bench.mdc"
        started = time.perf_counter()
        fill(path, count)
        yield "fill, seconds", f"{time.perf_counter() - started:.0f}"
        yield "file, MB", f"{path.stat().st_size / 1e6:.0f}"
        yield "open and close", timed(lambda: open_catalogue(path).close(), 10)
        with open_catalogue(path) as catalogue:
            yield from measure_reading(catalogue, count)
            yield from measure_writing(catalogue, count)
            yield from measure_keeping(catalogue, count, Path(place))


def measure_reading(catalogue: Catalogue, count: int) -> Iterator[tuple[str, str]]:
    """What the window asks for all the time."""
    for filter in QueueFilter:
        yield f"queue, first 200: {filter.value}", timed(partial(catalogue.queue.rows, filter, 200), 20)
    yield "queue, 200 in the middle of all", timed(lambda: catalogue.queue.rows(QueueFilter.ALL, 200, count // 2), 20)
    yield "queue, the four counts", timed(catalogue.queue.counts, 20)
    yield "one photo with its analysis", timed(lambda: catalogue.stored(count // 2), 50)
    yield "history of a photo", timed(lambda: catalogue.history.lines(count // 2), 50)
    yield "known photos (all hashes)", timed(catalogue.photos.known, 3)
    yield "embeddings (all)", timed(lambda: list(catalogue.embeddings.remembered("c" * 64, 256)), 3)


def measure_writing(catalogue: Catalogue, count: int) -> Iterator[tuple[str, str]]:
    """What the curator and the machine do, each on the disk when it returns."""
    undecided = iter(range(int(count * DECIDED_SHARE) + 1, count + 1))
    yield "decision", timed(lambda: catalogue.decisions.add(decision(next(undecided))), 200)
    yield "undo", timed(lambda: catalogue.history.undo("Anna"), 100)
    yield "redo", timed(lambda: catalogue.history.redo("Anna"), 100)
    yield "number set by hand", timed(lambda: catalogue.photos.set_number(next(undecided), "X 1", "Anna"), 100)
    fresh = iter(range(count + 1, count + 1000))
    yield "photo taken in", timed(lambda: catalogue.photos.add(photo(next(fresh)), who="Anna"), 100)
    template = analysis(np.random.default_rng(0))
    yield "analysis stored", timed(lambda: catalogue.analyses.add(count, replace(template, photo=photo(1)), "f"), 100)


def measure_keeping(catalogue: Catalogue, count: int, place: Path) -> Iterator[tuple[str, str]]:
    """What keeps the catalogue safe, and what a decision costs meanwhile."""
    yield "short check at the start", timed(lambda: start_findings(catalogue.database), 10)
    copies = iter(range(1000))
    yield "backup, verified", timed(lambda: back_up_file(catalogue.path, place / f"{next(copies)}.mdc"), 1)
    taken_ms = []
    with ThreadPoolExecutor() as pool:
        backup = pool.submit(back_up_file, catalogue.path, place / "meanwhile.mdc")
        for photo_id in range(1, count):
            if backup.done():
                break
            time.sleep(PACE_S)
            started = time.perf_counter()
            catalogue.decisions.add(decision(photo_id))
            taken_ms.append((time.perf_counter() - started) * 1000)
        backup.result()
    yield "decision while a backup is made", in_words(taken_ms)
    yield "whole check", timed(lambda: list(findings(catalogue.database)), 1)


def fill(path: Path, count: int) -> None:
    """A catalogue whose first 80 % are decided."""
    template, decided = analysis(np.random.default_rng(0)), int(count * DECIDED_SHARE)
    with create_catalogue(path) as catalogue:
        for start in range(1, count + 1, BATCH):
            with catalogue.together():
                for number in range(start, min(start + BATCH, count + 1)):
                    photo_id, _, _ = catalogue.photos.add(photo(number), f"N {number}", "file name", None, "Anna")
                    catalogue.analyses.add(photo_id, varied(template, number), "fingerprint")
                    if number <= decided:
                        catalogue.decisions.add(decision(photo_id))


def photo(number: int) -> Photo:
    """The photo with that number."""
    name = f"IMG_{number:07}.jpg"
    return Photo(Path("card") / name, hashlib.sha256(name.encode()).hexdigest(), 5_000_000, 6000, 4000)


def analysis(random: np.random.Generator) -> Analysis:
    """An analysis of the usual weight: an outline of 200 points, an embedding of 256 numbers."""
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    points = 2000 + 900 * np.stack([np.cos(angles), np.sin(angles)], axis=1) + random.normal(0, 20, (200, 2))
    vector = random.normal(size=256).astype(np.float32)
    return Analysis(
        photo(0),
        QualityReport(Verdict.OK),
        outline=Outline(points.astype(np.float32), 0.9),
        models={"classifier": ModelRef("starter", "c" * 64)},
        embedding=vector / np.linalg.norm(vector),
    )


def varied(template: Analysis, number: int) -> Analysis:
    """The same with another name, another recommendation and, every third time, a flagged size."""
    names = tuple(Suggestion(SPECIES[(number + step) % len(SPECIES)], 0.5 / (step + 1)) for step in range(5))
    recommendation = list(Recommendation)[number % 4]
    flagged = number % 3 == 0
    status = MeasurementStatus.FLAGGED if flagged else MeasurementStatus.MEASURED
    flags = (Flag(FlagCode.CUBE_AMBIGUOUS),) if flagged else ()
    return replace(
        template,
        photo=photo(number),
        quality=QualityReport(Verdict.OK, perceptual_hash=number * 0x9E3779B97F4A7C15 % 2**64),
        measurement=Measurement(status, flags, 52.1, 1.2, 33.0, 0.9, 0.08),
        suggestions=Suggestions(names, recommendation),
    )


def decision(photo_id: int) -> Decision:
    """The curator accepts the name and the size."""
    size = SizeDecision(SizeVerb.ACCEPTED, 52.1, 33.0, None, 1.2, 0.9)
    return Decision(
        photo_id, Verb.ACCEPT, "Anna", SPECIES[photo_id % len(SPECIES)], size=size, shown=tuple(SPECIES[:5])
    )


def timed(act: Callable[[], object], times: int) -> str:
    """Median and slowest of ``times`` runs, in milliseconds."""
    taken_ms = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken_ms.append((time.perf_counter() - started) * 1000)
    return in_words(taken_ms)


def in_words(taken_ms: list[float]) -> str:
    """Median and slowest."""
    return f"{statistics.median(taken_ms):.2f} ({max(taken_ms):.1f})"


if __name__ == "__main__":
    main()
