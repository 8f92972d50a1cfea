"""``mineral-desk accuracy``: how often the suggestions were right in a museum, by its own decisions."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table
from mineral_desk.domain.accuracy import Accuracy
from mineral_desk.services.accuracy import museum_accuracy
from mineral_desk.services.writing import write_text

HEADINGS = ("Species", "Photos", "First right", "One of five right")


def add_commands(commands: Any) -> None:
    """Add ``accuracy``."""
    words = (
        "By species, how often the right name stood first, and among the five, when a person named the photo. Who sees "
        "a name is apt to take it: the figures are rather too high than too low."
    )
    one = commands.add_parser("accuracy", help="how often suggestions were right here", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    with open_desk(options.catalogue) as desk:
        report = museum_accuracy(desk)
    print_table(HEADINGS, [_cells(one) for one in (*report.by_species, report.whole)], right={1, 2, 3})
    if report.unseen:
        print(f"{report.unseen} photos were named before anything was suggested; they are not counted.")
    if options.json is not None:
        write_text(options.json, json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n")
    return 0


def _cells(one: Accuracy) -> tuple[str, ...]:
    return (one.species or "All", str(one.photos), str(one.first_right), str(one.five_right))
