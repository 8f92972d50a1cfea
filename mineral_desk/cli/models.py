"""``mineral-desk models``: which models there are, and whether their files are intact."""

import argparse
from typing import Any

from mineral_desk.cli import open_clip
from mineral_desk.cli.console import print_table, say
from mineral_desk.services.models import ModelState, list_models, verify_models
from mineral_desk.services.paths import find_folders


def add_commands(commands: Any) -> None:
    """Add ``models list``, ``verify``, ``export`` and ``install``."""
    one = commands.add_parser("models", help="list, verify and make models", description="The models on this computer.")
    actions = one.add_subparsers(metavar="ACTION", required=True)
    for name, words, run in (
        ("list", "names, versions, licences", show_models),
        ("verify", "compare each file with the sha256 in its card", check_models),
    ):
        actions.add_parser(name, help=words, description=words.capitalize() + ".").set_defaults(run=run)
    open_clip.add_actions(actions)


def show_models(_: argparse.Namespace) -> int:
    """Print the cards; 1 if one cannot be read."""
    return _print(list_models(find_folders()))


def check_models(_: argparse.Namespace) -> int:
    """Print which files are intact; 1 if one is not."""
    return _print(verify_models(find_folders()), intact="intact")


def _print(states: list[ModelState], intact: str = "") -> int:
    rows = []
    for state in states:
        if state.card is None:
            say(state.fault)
            rows.append((state.name, "", "", "", "", "cannot be used"))
        else:
            card = state.card
            rows.append((card.name, card.version, card.kind, str(len(card.labels) or ""), card.licence, intact))
    print_table(("Name", "Version", "Kind", "Labels", "Licence", "State"), rows)
    return 1 if any(state.fault for state in states) else 0
