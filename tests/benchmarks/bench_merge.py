"""How long it takes to merge another catalogue, and how much memory it needs.

    python -m tests.benchmarks.bench_merge [--specimens 10000 170000] [--acts 1000 10000] [--folder FOLDER]

Imports a list of so many specimens into a catalogue, copies the file for a second person, and lets both edit records
and decide about photos: so many new acts each, a hundred of them about the same records, where they say something
different. Each merge runs in a process of its own. Prints seconds of the clock and of CPU for looking only (a merge
into a copy that is thrown away) and for merging with the copy kept before, the conflicts, and the peak memory.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from mineral_desk.catalogue.connection import connect
from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.progress import finish
from mineral_desk.services import merging
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from tests.benchmarks.bench_exports import peak_mb
from tests.catalogue.conftest import make_analysis, make_photo

CLASHING = 100
"""Records that both edit."""
WIDTHS = (10, 8, 11, 7, 9, 7, 11, 9)
DECIDED = 10
"""One act in so many is a decision about a new photo, the others are edits."""


def main() -> None:
    """Run over all sizes, or do one merge and print what it cost (for the processes of their own)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--specimens", type=int, nargs="+", default=[10_000, 170_000])
    parser.add_argument("--acts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("CATALOGUE", "OTHER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one_merge(*arguments.one)))
        return
    heads = ("specimens", "acts", "looking s", "CPU s", "merge s", "CPU s", "conflicts", "peak MB")
    print("".join(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as place:
        for count in arguments.specimens:
            begun = started(Path(place) / f"{count}.mdc", count)
            for line in measured(begun, count, arguments.acts):
                print(line, flush=True)


def measured(begun: Path, count: int, all_acts: list[int]) -> Iterator[str]:
    """A line a number of acts."""
    for acts in all_acts:
        ours, theirs = (Path(shutil.copy(begun, begun.with_suffix(f".{who}.mdc"))) for who in ("ours", "theirs"))
        for path, who in ((ours, "Anna"), (theirs, "Boris")):
            work(path, who, acts, count)
        command = [sys.executable, "-m", "tests.benchmarks.bench_merge", "--one", str(ours), str(theirs)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        seconds = (
            f"{found['looking']:>11.1f}{found['looking_cpu']:>7.1f}{found['merge']:>9.1f}{found['merge_cpu']:>7.1f}"
        )
        yield f"{count:>10,}{acts:>8,}{seconds}{found['conflicts']:>11}{found['peak_mb']:>9.0f}"


def one_merge(catalogue: Path, other: Path) -> dict[str, float]:
    """Look, then merge."""
    with Desk(find_folders(), Settings(), catalogue) as desk:
        times = [(time.monotonic(), time.process_time())]
        looked = finish(merging.preview_merge(desk, other))
        times.append((time.monotonic(), time.process_time()))
        report = finish(merging.merge(desk, other, "Anna"))
        times.append((time.monotonic(), time.process_time()))
    assert report.brought == looked.brought, "the preview told something else"
    (clock, cpu), (looked_at, looked_cpu), (merged_at, merged_cpu) = times
    return {
        "looking": looked_at - clock,
        "looking_cpu": looked_cpu - cpu,
        "merge": merged_at - looked_at,
        "merge_cpu": merged_cpu - looked_cpu,
        "conflicts": len(report.conflicts),
        "peak_mb": peak_mb(),
    }


def started(path: Path, count: int) -> Path:
    """A catalogue into which a list of so many specimens was imported; closed, in one file."""
    with create_catalogue(path) as catalogue:
        rows = (
            ReadRow(n, (), f"FMM {n}", values={"species": "Quartz", "locality": f"Mine {n % 300}", "notes": "of 1898"})
            for n in range(count)
        )
        catalogue.imports.add(rows, "register.csv", "Anna", update=False)
    with closing(connect(path, read_only=False)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def work(path: Path, who: str, acts: int, count: int) -> None:
    """So many acts of one person: decisions about photos, edits of records that are theirs alone and of shared ones."""
    chance = random.Random(who)
    half = range(CLASHING, count // 2) if who == "Anna" else range(count // 2, count)
    with open_catalogue(path) as catalogue, catalogue.together():
        for n in range(acts):
            if n % DECIDED == 0:
                photo = make_photo(f"{who} {n}.jpg")
                photo_id, _, _ = catalogue.photos.add(photo, who=who)
                catalogue.analyses.add(photo_id, make_analysis(photo), "f")
                catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, who, "Malachite", f"{who} {n}"))
            else:
                chosen = n // 2 if n < 2 * CLASHING else chance.choice(half)
                record = catalogue.specimens.by_number(f"FMM {chosen}")
                assert record is not None
                catalogue.specimens.edit(record.id, {"donor": f"{who} {n}"}, who)


if __name__ == "__main__":
    main()
