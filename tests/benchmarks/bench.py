"""The benchmark table of the whole program: ``make bench``.

Accuracy is measured on the third-party photos beside the checkout (see ``tests/conftest.py``), sizes on the
rendered demo photos; what is not there is left out of the table. Times are those of this machine, models loaded.
"""

import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.progress import finish
from mineral_desk.domain.region import RegionKind
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.evaluating import evaluate_classification, evaluate_size
from mineral_desk.services.files import photo_files
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from tests.benchmarks.start_up import measure as measure_starts

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MINERAL_DESK_SHARED", CHECKOUT.parent / "shared")) / "data"
START_UPS = 5

Row = tuple[str, str, str]


@dataclass
class Recorder:
    """Analyses photos and remembers the results with their cost."""

    analyse: Callable[[Path], Analysis]
    found: dict[Path, Analysis] = field(default_factory=dict)
    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    def __call__(self, path: Path) -> Analysis:
        if path not in self.found:
            wall, cpu = time.perf_counter(), time.process_time()
            self.found[path] = self.analyse(path)
            self.wall_s.append(time.perf_counter() - wall)
            self.cpu_s.append(time.process_time() - cpu)
        return self.found[path]

    def among(self, folder: Path) -> list[Analysis]:
        """The analyses of the photos of one folder."""
        return [analysis for path, analysis in self.found.items() if path.parent == folder]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, Desk(find_folders(), Settings()) as desk:
        rows = list(start_up(Path(folder)))
        started = time.perf_counter()
        recorder = Recorder(analyser(desk))
        recorder(photo_files([desk.folders.demo_photos])[0])  # loads the models
        rows.append(("models loaded and first photo analysed", f"{time.perf_counter() - started:.2f} s", "1"))
        recorder.wall_s.clear()
        recorder.cpu_s.clear()
        rows += demo_sizes(recorder, desk.folders.demo_photos)
        if SHARED.is_dir():
            rows += museum(recorder, SHARED / "museum_photos")
            rows += validation(recorder, SHARED / "validation_photos")
        else:
            print(f"The third-party photos are not in {SHARED}: accuracies on real photos are left out.")
        rows += cost(recorder)
    width = max(len(row[0]) for row in rows)
    for name, value, n in (("measure", "value", "n"), *rows):
        print(f"{name:{width}}  {value:>24}  {n:>5}")


def start_up(folder: Path) -> Iterator[Row]:
    """The window on an empty catalogue, in processes of its own."""
    seconds = [one.wall_s for one in measure_starts(folder / "empty.mdc", START_UPS)]
    yield "window on screen, empty catalogue (median)", f"{statistics.median(seconds):.2f} s", str(START_UPS)


def demo_sizes(analyse: Recorder, folder: Path) -> Iterator[Row]:
    """Sizes of the rendered demo photos against their truth."""
    report = finish(evaluate_size(analyse, folder))
    score = report.score
    yield "demo photos: kept of those to be measured", f"{100 * score.kept:.0f} %", str(score.measurable)
    yield (
        "demo photos: MAPE of length and width",
        f"{score.errors.mape:.3f}",
        str(sum(one.measured for one in report.records)),
    )


def museum(analyse: Recorder, folder: Path) -> Iterator[Row]:
    """Cubes of real museum photos against boxes measured by hand."""
    score = finish(evaluate_size(analyse, folder)).score
    found = analyse.among(folder)
    yield "museum photos: cubes found and right", f"{score.cubes_found} of {score.cubes}", str(score.photos)
    yield "museum photos: something else taken for a cube", str(score.false_cubes), str(score.photos)
    yield "museum photos: plates covered", str(_plates(found)), str(len(found))
    yield "museum photos: measured / flagged / not", _statuses(found), str(len(found))


def validation(analyse: Recorder, folder: Path) -> Iterator[Row]:
    """Suggestions on photos of collections that were never trained on."""
    report = finish(evaluate_classification(analyse, folder))
    found = analyse.among(folder)
    n = str(len(report.records))
    for top in (1, 3, 5):
        yield f"validation photos: top-{top}", f"{100 * report.accuracy(top):.1f} %", n
    yield "validation photos: plates covered", str(_plates(found)), n
    yield "validation photos: measured / flagged / not", _statuses(found), n


def cost(recorder: Recorder) -> Iterator[Row]:
    """What a photo costs, and the memory of the whole run."""
    n = str(len(recorder.wall_s))
    yield "seconds a photo (median)", f"{statistics.median(recorder.wall_s):.2f} s", n
    yield "CPU seconds a photo (median)", f"{statistics.median(recorder.cpu_s):.2f} s", n
    for name, share in stage_shares(recorder).items():
        yield f"  of it {name} (median)", f"{share:.2f} s", n
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "peak memory", f"{peak_mb:.0f} MB", n


def stage_shares(recorder: Recorder) -> dict[str, float]:
    """Median seconds by stage."""
    stages: dict[str, list[float]] = {}
    for analysis in recorder.found.values():
        for step in analysis.steps:
            stages.setdefault(step.name, []).append(step.seconds)
    return {name: statistics.median(seconds) for name, seconds in stages.items()}


def _plates(found: list[Analysis]) -> int:
    return sum(len(analysis.regions_of(RegionKind.LABEL)) for analysis in found)


def _statuses(found: list[Analysis]) -> str:
    statuses = [analysis.measurement.status.value for analysis in found]
    return " / ".join(str(statuses.count(one)) for one in ("measured", "flagged", "not_measured"))


if __name__ == "__main__":
    main()
