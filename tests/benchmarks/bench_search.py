"""How fast search is, and how that grows with the catalogue.

    python -m tests.benchmarks.bench_search [--specimens 10000 170000 1000000] [--keep FOLDER]

Makes a catalogue of each size (or takes the one kept in FOLDER from an earlier run) and prints medians in milliseconds
with the slowest of the repetitions in brackets, and how many times longer the largest takes than the smallest. Reading
is measured in the processor's time of the thread, so that other work on the computer does not count; opening, editing
and undoing, which wait for the disk, by the clock. "Typed" is what the window waits for at each key: the first page
with its rows and the count up to 10,000.
"""

import argparse
import gc
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mineral_desk.catalogue.facets import facets
from mineral_desk.catalogue.opening import Catalogue, open_catalogue
from mineral_desk.catalogue.search_index import differing_words
from mineral_desk.domain.searching.found import SortColumn, Sorting
from mineral_desk.domain.searching.parser import parse
from tests.benchmarks.bench_catalogue import in_words
from tests.benchmarks.bench_catalogue import timed as timed_on_the_wall
from tests.benchmarks.big_catalogue import fill_quickly

PAGE = 100
TYPED = {
    "one letter (c)": "c",
    "one Cyrillic letter (м)": "м",
    "beginning of a word (quar)": "quar",
    "word (malachite)": "malachite ",
    "two words": "malachite ural",
    "phrase": '"minas gerais" ',
    "field": "species:haüyne ",
    "size range": "size:50..60mm",
    "rare size": "size:>600mm",
    "word and size": "quartz size:>50mm",
    "word and rare size": "cab size:>600mm",
    "year": "date:2024",
    "to verify": "verified:open",
    "word to verify": "quartz verified:open",
    "left out": "quartz -cornwall",
    "one record": "number:123 ",
    "nothing found": "zzzzz",
    "nothing typed": "",
}


def main() -> None:
    """Run over all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--specimens", type=int, nargs="+", default=[10_000, 170_000, 1_000_000])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where catalogues are kept for another run")
    arguments = parser.parse_args()
    tables = [dict(measure(count, arguments.keep)) for count in arguments.specimens]
    print(
        f"{'ms: median (slowest)':42}" + "".join(f"{count:>20,}" for count in arguments.specimens) + f"{'growth':>10}"
    )
    for name in tables[0]:
        first, last = (float(table[name].split()[0]) for table in (tables[0], tables[-1]))
        cells = "".join(f"{table[name]:>20}" for table in tables)
        print(f"{name:42}{cells}{last / max(first, 0.01):>9.1f}x")


def measure(count: int, kept: Path | None) -> Iterator[tuple[str, str]]:
    """Make a catalogue of ``count`` specimens, or copy the one kept, and measure it."""
    with tempfile.TemporaryDirectory(dir=kept) as place:
        path = Path(place) / "bench.mdc"
        original = path if kept is None else kept / f"{count}.mdc"
        if not original.exists():
            fill_quickly(original, count)
        if original != path:
            shutil.copy(original, path)
        yield "file, MB", f"{path.stat().st_size / 1e6:.0f}"
        yield "open and close", timed_on_the_wall(lambda: open_catalogue(path).close(), 10)
        with open_catalogue(path) as catalogue:
            yield from measure_typing(catalogue)
            yield from measure_lists(catalogue, count)
            yield from measure_facets(catalogue)
            yield from measure_writing(catalogue, count)
            yield "proof of the index", timed(lambda: differing_words(catalogue.database), 1)


def measure_typing(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What is waited for at each key, unsorted and sorted by length."""
    for name, text in TYPED.items():
        query = parse(text)
        yield f"typed: {name}", timed(partial(catalogue.searching.first_page, query, Sorting(), PAGE), 7)
    by_length = Sorting(SortColumn.LENGTH)
    for name in ("nothing typed", "one letter (c)", "word (malachite)", "size range", "two words"):
        query = parse(TYPED[name])
        yield f"by length: {name}", timed(partial(catalogue.searching.first_page, query, by_length, PAGE), 5)


def measure_lists(catalogue: Catalogue, count: int) -> Iterator[tuple[str, str]]:
    """Sorting all, and pages of the list that is scrolled."""
    for column in SortColumn:
        page = partial(catalogue.searching.first_page, parse(""), Sorting(column), PAGE)
        yield f"all sorted by {column}: first page", timed(page, 5)
    for column in (SortColumn.RECORDED, SortColumn.LENGTH, SortColumn.PLACE):
        order = partial(_exhaust, catalogue, Sorting(column))
        yield f"all sorted by {column}: whole order", timed(order, 3)
    ids = [one for chunk in catalogue.searching.order(parse(""), Sorting(SortColumn.LENGTH)) for one in chunk]
    for name, start in (("start", 0), ("middle", count // 2), ("end", count - PAGE)):
        yield f"scrolled to the {name}: {PAGE} rows", timed(partial(catalogue.searching.rows, ids[start:][:PAGE]), 10)
    del ids
    gc.collect()


def _exhaust(catalogue: Catalogue, sorting: Sorting) -> None:
    deque(catalogue.searching.order(parse(""), sorting), maxlen=0)


def measure_facets(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The counts beside the list; typing never waits for them."""
    for name in ("nothing typed", "one letter (c)", "two words"):
        yield f"facets: {name}", timed(partial(facets, catalogue.database, parse(TYPED[name])), 3)


def measure_writing(catalogue: Catalogue, count: int) -> Iterator[tuple[str, str]]:
    """An edit of a record, on the disk and in the index when it returns, and its undo."""
    numbers = iter(range(1, count))
    edit = catalogue.specimens.edit
    yield (
        "edit of a record",
        timed_on_the_wall(lambda: edit(next(numbers), {"locality": f"Урал {next(numbers)}"}, "Anna"), 100),
    )
    yield "undo of it", timed_on_the_wall(lambda: catalogue.history.undo("Anna"), 50)


def timed(act: Callable[[], object], times: int) -> str:
    """Median and slowest of ``times`` runs, in milliseconds of this thread's processor time."""
    taken_ms = []
    for _ in range(times):
        started = time.thread_time()
        act()
        taken_ms.append((time.thread_time() - started) * 1000)
    return in_words(taken_ms)


if __name__ == "__main__":
    main()
