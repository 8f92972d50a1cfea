"""``mineral-desk history`` and ``undo``: the catalogue's log from the command line."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.console import visible
from mineral_desk.domain.errors import UsageError
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.merging import merge_to_take_back
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import load_settings


def add_commands(commands: Any) -> None:
    """Add ``history`` and ``undo``."""
    for name, words, run in (
        ("history", "what happened to a photo", show_history),
        ("undo", "take the last decision back", undo),
    ):
        one = commands.add_parser(name, help=words, description=words.capitalize() + ".")
        one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
        one.set_defaults(run=run)
        if name == "history":
            one.add_argument("photo", type=Path, metavar="PHOTO", help="the photo's file, wherever it lies now")


def open_desk(path: Path) -> Desk:
    """The Desk over an existing catalogue. Raises :class:`UsageError` where there is none."""
    if not path.is_file():
        raise UsageError(f"There is no catalogue {path}.", "Check the spelling of its name.")
    folders = find_folders()
    return Desk(folders, load_settings(folders.settings_file), path)


def show_history(options: argparse.Namespace) -> int:
    """Print who did what to a photo, and when."""
    with open_desk(options.catalogue) as desk:
        row = reviewing.find_photo(desk, options.photo)
        if row is None:
            raise UsageError(f"{options.photo} is not in {options.catalogue}.", "Take it in first.")
        print(visible(f"{row.path}  {row.catalogue_number}".rstrip()))
        for line in reviewing.history(desk, row.id):
            who = line.who or "Mineral Desk"
            why = f" ({line.why})" if line.why else ""
            print(
                visible(f"  {line.when:%Y-%m-%d %H:%M}  {who}: {line.what}{why}{'  [undone]' if line.undone else ''}")
            )
    return 0


def undo(options: argparse.Namespace) -> int:
    """Take the last decision back."""
    with open_desk(options.catalogue) as desk:
        changes = reviewing.undo(desk)
        merged = None if changes else merge_to_take_back(desk)
    if merged is not None:
        raise UsageError(
            f"The last thing done was merging {merged.other}, which is taken back as a whole.",
            f"mineral-desk restore --from “{merged.kept}” --catalogue “{options.catalogue}”",
        )
    print(f"Undone: {changes.name}." if changes else "There is nothing to undo.")
    return 0
