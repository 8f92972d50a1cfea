"""How long exports take and how much memory they need, in each format.

    python -m tests.benchmarks.bench_exports [--specimens 10000 170000] [--folder FOLDER] [--keep FILE]

Fills a catalogue of each size (one decided photo a specimen, with locality, donor, storage place and notes) and exports
it, each format in a process of its own. Prints seconds, the process's peak memory, and the size of the file; the first
line is a process that opens the catalogue and exports nothing. ``--keep`` uses a filled catalogue again.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.progress import finish
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import ExportFormat, ExportOrder
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from tests.benchmarks.bench_catalogue import BATCH, analysis, decision, photo, varied

NOTHING = "nothing"
WAYS = (NOTHING, *(kind.value for kind in ExportFormat), "csv with sidecars")


def main() -> None:
    """Run over all sizes, or do one export and print what it cost (for the processes of their own)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--specimens", type=int, nargs="+", default=[10_000, 170_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    parser.add_argument("--keep", type=Path, help="a catalogue to fill, or filled before; with one size only")
    parser.add_argument("--one", nargs=3, metavar=("CATALOGUE", "WAY", "OUT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one_export(Path(arguments.one[0]), arguments.one[1], Path(arguments.one[2]))))
        return
    for count in arguments.specimens:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as place:
            catalogue = arguments.keep or Path(place) / "bench.mdc"
            if not catalogue.exists():
                fill(catalogue, count)
            print(f"{count:,} specimens, catalogue of {catalogue.stat().st_size / 1e6:.0f} MB")
            for line in measured(catalogue, Path(place)):
                print(line, flush=True)


def measured(catalogue: Path, place: Path) -> Iterator[str]:
    """A line a way to export."""
    yield f"  {'':18}{'seconds':>9}{'peak MB':>9}{'file MB':>9}"
    for way in WAYS:
        out = place / "out.file"
        command = [sys.executable, "-m", "tests.benchmarks.bench_exports", "--one", str(catalogue), way, str(out)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        yield f"  {way:18}{found['seconds']:>9.1f}{found['peak_mb']:>9.0f}{found['file_mb']:>9.1f}"


def one_export(catalogue: Path, way: str, out: Path) -> dict[str, float]:
    """Export once; the seconds are those of the job alone."""
    with Desk(find_folders(), Settings(), catalogue) as desk:
        started = time.perf_counter()
        if way != NOTHING:
            finish(export(desk, ExportOrder(ExportFormat(way.partition(" ")[0]), out, sidecars=" " in way)))
        seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "peak_mb": peak_mb(),
        "file_mb": out.stat().st_size / 1e6 if out.exists() else 0.0,
    }


def peak_mb() -> float:
    """The most memory this process held (Linux): unlike getrusage, not what its parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) / 1024


def fill(path: Path, count: int) -> None:
    """A catalogue of ``count`` decided photos, each of a specimen of its own with a full record."""
    template = analysis(np.random.default_rng(0))
    with create_catalogue(path) as catalogue:
        for start in range(1, count + 1, BATCH):
            with catalogue.together():
                for number in range(start, min(start + BATCH, count + 1)):
                    photo_id, _, _ = catalogue.photos.add(photo(number), f"FMM {number}", "file name", None, "Anna")
                    catalogue.analyses.add(photo_id, varied(template, number), "fingerprint")
                    catalogue.decisions.add(decision(photo_id))
                    catalogue.specimens.edit_of_photo(photo_id, words(number), "Anna")


def words(number: int) -> dict[str, str | float | None]:
    """A record as a museum has it."""
    return {
        "label_name": f"Species {number % 500}, old label",
        "locality": f"Рудник {number % 2000}, Средний Урал, Свердловская область",
        "donor": f"А. Е. Ферсман, {1880 + number % 100}",
        "storage_place": f"Cabinet {number % 90}, drawer {number % 12}, box {number % 40}",
        "notes": "Crystals on matrix, one corner chipped, re-labelled in 1958.",
    }


if __name__ == "__main__":
    main()
