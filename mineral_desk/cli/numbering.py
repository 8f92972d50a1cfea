"""``mineral-desk unmatched``: photos without a number, or about which the sources disagree."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say
from mineral_desk.services.desk import Desk
from mineral_desk.services.numbering import Unmatched, give_numbers, unmatched


def add_commands(commands: Any) -> None:
    """Add ``unmatched``."""
    words = (
        "List the photos without a catalogue number, and those about which code, label, file name and list disagree. "
        "What counts, in this order: typed, list, code in the frame, label, file name."
    )
    one = commands.add_parser("unmatched", help="photos without a number, or with several", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    add_numbers_option(one)
    one.set_defaults(run=run_unmatched)


def add_numbers_option(parser: argparse.ArgumentParser) -> None:
    """``--numbers FILE``, for whatever takes a list of photos and numbers."""
    parser.add_argument(
        "--numbers",
        type=Path,
        metavar="FILE",
        help="first give numbers from this CSV or XLSX list with the columns photo and number; undo takes them back",
    )


def apply_numbers(desk: Desk, path: Path) -> int:
    """Give photos their numbers from a list and tell what could not be done; returns how many rows that were."""
    report = give_numbers(desk, path)
    for fault in report.faults:
        say(fault)
    say(f"Numbers from {path.name}: {report.numbered} given, {report.same} as before, {len(report.faults)} not.")
    return len(report.faults)


def run_unmatched(options: argparse.Namespace) -> int:
    """Print the list; 1 if it has anything in it."""
    with open_desk(options.catalogue) as desk:
        failed = apply_numbers(desk, options.numbers) if options.numbers is not None else 0
        found = list(unmatched(desk))
    if found:
        print_table(("Photo", "Number", "What tells another one"), map(_cells, found))
    without = sum(not one.number for one in found)
    print(f"{without} without a number, {len(found) - without} with contradictions.")
    return 1 if found or failed else 0


def _cells(one: Unmatched) -> tuple[str, str, str]:
    told = one.told[1:] if one.number else one.told
    number = f"{one.number} ({one.told[0].source})" if one.number else ""
    return str(one.path), number, "; ".join(f"{other.number} ({other.source})" for other in told)
