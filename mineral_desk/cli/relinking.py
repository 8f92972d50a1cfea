"""``mineral-desk relink``: photos whose files were moved are found again by their content."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import say, visible, watch
from mineral_desk.services.relinking import relink


def add_commands(commands: Any) -> None:
    """Add ``relink``."""
    words = (
        "Look for photos whose files are no longer at their places in FOLDER and below, whatever they are called now: "
        "by size first, then by sha256. Their new places are noted; nothing is moved or deleted."
    )
    one = commands.add_parser("relink", help="find moved photos again", description=words)
    one.add_argument("folder", type=Path, metavar="FOLDER")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look and tell; 1 if some photo is still missing or some folder cannot be read."""
    with open_desk(options.catalogue) as desk:
        report = watch(relink(desk, options.folder), "Looking")
    for old, new in report.found:
        print(visible(f"{old} is now {new}"))
    for fault in report.faults:
        say(fault)
    for path in report.missing:
        say(f"{path} is still missing.")
    print(f"{len(report.found)} found again, {len(report.missing)} still missing.")
    return 1 if report.missing or report.faults else 0
