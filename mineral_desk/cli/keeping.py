"""``mineral-desk backup``, ``restore`` and ``check``: keeping a catalogue safe from the command line."""

import argparse
import os
from pathlib import Path
from typing import Any

from mineral_desk.cli.console import say, visible, watch
from mineral_desk.cli.settings import existing_catalogue
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.keeping import Holdings
from mineral_desk.services import keeping

SOUND, FOUND = 0, 1


def add_commands(commands: Any) -> None:
    """Add ``backup``, ``restore`` and ``check``."""
    words = "Copy a catalogue, which may be open in a window, to a new file. The copy is verified before it is kept."
    one = commands.add_parser("backup", help="copy a catalogue while it may be open", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument(
        "--out", required=True, metavar="FILE|FOLDER", help="a folder gets a file with the date; FOLDER/ is made"
    )
    one.set_defaults(run=back_up)
    words = (
        "Put a backup in the place of a catalogue, once it is proven sound. The catalogue as it is now is kept beside "
        "it with the date in its name. No other program may have it open."
    )
    one = commands.add_parser("restore", help="bring a catalogue back from a backup", description=words)
    one.add_argument("--from", type=Path, required=True, metavar="FILE", dest="backup", help="a backup or a snapshot")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.set_defaults(run=restore)
    words = (
        "Read all of a catalogue: SQLite's own check, rows that point to nothing, the change log against the tables. "
        "Nothing is changed. Exit status 1 where something was found."
    )
    one = commands.add_parser("check", help="look for damage in a catalogue", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.set_defaults(run=check)


def back_up(options: argparse.Namespace) -> int:
    """Make a verified copy."""
    into_folder = options.out.endswith(("/", os.sep))
    job = keeping.back_up(existing_catalogue(options.catalogue), Path(options.out), into_folder=into_folder)
    made = watch(job, "Backing up")
    print(visible(f"{made.path}: {_held(made.holdings)}, {made.byte_size / 1e6:.1f} MB, verified."))
    return SOUND


def restore(options: argparse.Namespace) -> int:
    """Bring a backup back."""
    if not options.backup.is_file():
        raise UsageError(f"There is no backup {options.backup}.", "Check the spelling of its name.")
    prepared = watch(keeping.prepare_restore(options.backup, options.catalogue), "Checking the backup")
    for finding in prepared.findings:
        say(str(finding))
    done = keeping.swap(prepared)
    print(visible(f"{done.catalogue} is as {options.backup} has it: {_held(prepared.then)}."))
    if done.kept is not None:
        was = "" if prepared.now is None else f" ({_held(prepared.now)})"
        print(visible(f"What it was before{was} is kept as {done.kept}."))
    return SOUND


def check(options: argparse.Namespace) -> int:
    """Tell what is wrong, and what to do."""
    report = watch(keeping.check(existing_catalogue(options.catalogue)), "Checking")
    for finding in report.findings:
        say(str(finding))
    if report.findings:
        return FOUND
    print(visible(f"{report.path} is sound: {_held(report.holdings)}."))
    waiting = report.holdings.conflicts
    if waiting:
        print(f"{waiting} conflict{' waits' if waiting == 1 else 's wait'} for a person: mineral-desk conflicts.")
    return SOUND


def _held(holdings: Holdings) -> str:
    last = "" if holdings.last_act is None else f", last act {holdings.last_act.astimezone():%Y-%m-%d %H:%M}"
    photos = f"{holdings.photos} photo{'' if holdings.photos == 1 else 's'}"
    return f"{photos}, {holdings.decisions} decision{'' if holdings.decisions == 1 else 's'}{last}"
