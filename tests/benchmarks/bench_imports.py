"""How long an import takes and how much memory it needs, from CSV and from XLSX.

    python -m tests.benchmarks.bench_imports [--rows 100000] [--specimens 10000 170000] [--folder FOLDER]

Fills a catalogue of each size with specimens that have nothing but a number, a name and a locality, and imports a list
of which one row in ten is about a specimen that is there. Each import runs in a process of its own on a copy of the
catalogue. Prints seconds of CPU for looking only (dry run), for the import and for taking it back, and the peak memory.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

from xlsxwriter import Workbook

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.importing.columns import proposed
from mineral_desk.services.importing.importing import import_list
from mineral_desk.services.importing.order import ImportOrder
from mineral_desk.services.importing.tables import open_table
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from tests.benchmarks.bench_exports import peak_mb

HEADINGS = (
    "catalogue_number", "name", "name on label", "group", "locality", "donor", "storage place", "notes", "length_mm",
    "length_error_mm", "width_mm",
)  # fmt: skip
SHARED = 10
"""One row in so many is about a specimen that is there."""


def main() -> None:
    """Run over all sizes, or do one import and print what it cost (for the processes of their own)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--specimens", type=int, nargs="+", default=[10_000, 170_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("CATALOGUE", "LIST"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one_import(*arguments.one)))
        return
    with tempfile.TemporaryDirectory(dir=arguments.folder) as place:
        lists = write_lists(Path(place), arguments.rows)
        for count in arguments.specimens:
            catalogue = fill(Path(place) / f"{count}.mdc", count)
            print(f"{arguments.rows:,} rows into {count:,} specimens ({catalogue.stat().st_size / 1e6:.0f} MB)")
            for line in measured(catalogue, lists):
                print(line, flush=True)


def measured(catalogue: Path, lists: list[Path]) -> Iterator[str]:
    """A line a kind of list."""
    yield f"  {'':8}{'looking s':>11}{'import s':>11}{'undo s':>9}{'peak MB':>9}"
    for path in lists:
        copy = shutil.copy(catalogue, catalogue.with_suffix(".copy.mdc"))
        command = [sys.executable, "-m", "tests.benchmarks.bench_imports", "--one", str(copy), str(path)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        seconds = f"{found['looking']:>11.1f}{found['importing']:>11.1f}{found['undoing']:>9.1f}"
        yield f"  {path.suffix[1:]:8}{seconds}{found['peak_mb']:>9.0f}"


def one_import(catalogue: Path, path: Path) -> dict[str, float]:
    """Look, import, undo."""
    with Desk(find_folders(), Settings(), catalogue) as desk:
        table = open_table(path)
        order = ImportOrder(table, proposed(table.headings))
        times = [time.process_time()]
        finish(import_list(desk, ImportOrder(table, order.mapped, dry_run=True)))
        times.append(time.process_time())
        report = finish(import_list(desk, order))
        times.append(time.process_time())
        peak = peak_mb()
        assert report.changes, "nothing was imported"
        reviewing.undo(desk)
        times.append(time.process_time())
    looking, importing, undoing = (after - before for before, after in pairwise(times))
    return {"looking": looking, "importing": importing, "undoing": undoing, "peak_mb": peak}


def write_lists(folder: Path, rows: int) -> list[Path]:
    """The same list as CSV and as XLSX."""
    as_csv, as_xlsx = folder / "list.csv", folder / "list.xlsx"
    with as_csv.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *map(row, range(rows))])
    book = Workbook(str(as_xlsx), {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, cells in enumerate([HEADINGS, *map(row, range(rows))]):
        sheet.write_row(place, 0, cells)
    book.close()
    return [as_csv, as_xlsx]


def row(place: int) -> tuple[str | float, ...]:
    """A specimen of the list."""
    number = f"FMM {place // SHARED}" if place % SHARED == 0 else f"NEW {place}"
    length = 20.0 + place % 900 / 10
    return (
        number, "Quartz", f"Label {place % 500}", "Quartz group", f"Mine {place % 300}, Ural", f"Donor {place % 90}",
        f"Cabinet {place % 40}, drawer {place % 12}", f"Old number {place}; bought in 1898", length, 0.4, length / 2,
    )  # fmt: skip


def fill(path: Path, count: int) -> Path:
    """A catalogue of so many specimens, without a history: how it came about does not matter here."""
    with create_catalogue(path) as catalogue, catalogue.together():
        catalogue.database.conn.executemany(
            "INSERT INTO specimen (guid, catalogue_number, origin, species, locality) VALUES (?, ?, 'typed', ?, ?)",
            ((uuid4().hex, f"FMM {place}", "Quartz", f"Mine {place % 300}, Ural") for place in range(count)),
        )
    return path


if __name__ == "__main__":
    main()
