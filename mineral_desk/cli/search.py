"""``mineral-desk search``: find specimens from the command line, as the window's search field does."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, visible
from mineral_desk.cli.lines import json_lines
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.searching.found import FirstPage, SortColumn, Sorting, SpecimenRow
from mineral_desk.services import browsing

HEADINGS = ("Number", "Name", "Length", "Width", "Locality", "Kept in", "Named by", "Day")
SIZES = (2, 3)
MOST = 1_000_000


def add_commands(commands: Any) -> None:
    """Add ``search``."""
    words = (
        'Find specimens: words, "phrases", -left out, species: label: group: number: place: donor: who: notes: '
        "verified_by: verified:no size:>50mm size:2..3cm date:2026-11 flag:no_cube state:size_to_check. Words may be "
        "unfinished, phrases not. What is not understood is told, and the rest is searched."
    )
    one = commands.add_parser("search", help="find specimens in a catalogue", description=words)
    one.add_argument("query", nargs="?", default="", metavar="QUERY", help="write -- before one that begins with -")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many specimens (default: 50)")
    one.add_argument("--sort", choices=[column.value for column in SortColumn], default=SortColumn.RECORDED.value)
    one.add_argument("--ascending", action="store_true", help="smallest, or recorded first, first")
    one.add_argument("--jsonl", metavar="FILE|-", help="write one JSON object a specimen")
    one.add_argument("--renew-index", action="store_true", help="make the search index anew before")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Search and print what was found."""
    if not 1 <= options.limit <= MOST:
        raise UsageError(f"--limit {options.limit} is no number of specimens.", f"Give one from 1 to {MOST}.")
    sorting = Sorting(SortColumn(options.sort), descending=not options.ascending)
    with open_desk(options.catalogue) as desk:
        if options.renew_index:
            browsing.renew_index(desk)
            say("The search index was made anew.")
        page = browsing.first_page(desk, options.query, sorting, options.limit)
    for complaint in page.complaints:
        say(str(complaint))
    if options.jsonl is None:
        print_table(HEADINGS, map(_cells, page.rows), SIZES)
        print(visible(_counted(page)))
        return 0
    with json_lines(options.jsonl, [options.catalogue]) as lines:
        assert lines is not None  # a target was given
        for row in page.rows:
            lines.write(asdict(row) | {"photo_path": str(row.photo_path) if row.photo_path is not None else None})
    if options.jsonl != "-":
        print(visible(_counted(page)))
    return 0


def _cells(row: SpecimenRow) -> tuple[str, ...]:
    sizes = ("–" if size is None else f"{size:.1f}" for size in (row.length_mm, row.width_mm))
    return (row.catalogue_number, row.species, *sizes, row.locality, row.storage_place, row.who, row.day)


def _counted(page: FirstPage) -> str:
    more = "" if page.count.is_exact else "more than "
    shown = "" if page.is_whole else f", {len(page.rows)} shown"
    return f"{more}{page.count.number} of {page.total} specimens found{shown}."
