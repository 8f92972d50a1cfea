"""How fast search is, and how that grows with the catalogue.

    python -m tests.benchmarks.bench_search [--specimens 10000 170000 1000000] [--folder FOLDER]

Makes a catalogue of each size and prints medians in milliseconds with the slowest of the repetitions in brackets, and
how many times longer the largest takes than the smallest. "Typed" is what the window waits for at each key: the first
page with its rows and the count up to 10,000. What is opened anew in between is not cached by SQLite; the system's own
cache is warm, as on a computer that is being worked on.
"""

import argparse
import gc
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from mineral_desk.catalogue.facets import facets
from mineral_desk.catalogue.opening import Catalogue, open_catalogue
from mineral_desk.catalogue.search_index import differing_words
from mineral_desk.domain.searching.found import SortColumn, Sorting
from mineral_desk.domain.searching.parser import parse
from tests.benchmarks.bench_catalogue import timed
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
    "left out": "quartz -cornwall",
    "one record": "number:123 ",
    "nothing found": "zzzzz",
    "nothing typed": "",
}


def main() -> None:
    """Run over all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--specimens", type=int, nargs="+", default=[10_000, 170_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="a disk to measure on (default: the system's temporary folder)")
    arguments = parser.parse_args()
    tables = [dict(measure(count, arguments.folder)) for count in arguments.specimens]
    print(
        f"{'ms: median (slowest)':42}" + "".join(f"{count:>20,}" for count in arguments.specimens) + f"{'growth':>10}"
    )
    for name in tables[0]:
        first, last = (float(table[name].split()[0]) for table in (tables[0], tables[-1]))
        cells = "".join(f"{table[name]:>20}" for table in tables)
        print(f"{name:42}{cells}{last / max(first, 0.01):>9.1f}x")


def measure(count: int, folder: Path | None) -> Iterator[tuple[str, str]]:
    """Make a catalogue of ``count`` specimens and measure it."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "bench.mdc"
        started = time.perf_counter()
        fill_quickly(path, count)
        yield "made, seconds", f"{time.perf_counter() - started:.1f}"
        yield "file, MB", f"{path.stat().st_size / 1e6:.0f}"
        yield "open and close", timed(lambda: open_catalogue(path).close(), 10)
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
    yield "edit of a record", timed(lambda: edit(next(numbers), {"locality": f"Урал {next(numbers)}"}, "Anna"), 100)
    yield "undo of it", timed(lambda: catalogue.history.undo("Anna"), 50)


if __name__ == "__main__":
    main()
