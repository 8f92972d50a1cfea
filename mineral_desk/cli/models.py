"""``mineral-desk models``: which models there are, whether they are intact, and bringing others."""

import argparse
from typing import Any

from mineral_desk.cli import compare_models, open_clip
from mineral_desk.cli.console import print_table, say, watch
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.model import NAMING_KINDS
from mineral_desk.services.card_words import accuracy_line, device_words
from mineral_desk.services.desk import Desk
from mineral_desk.services.installing.installing import install_model, remove_model
from mineral_desk.services.models import (
    ModelState,
    compute_device,
    list_models,
    model_in_use,
    unknown_labels,
    use_model,
    verify_models,
)
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import load_settings

HEADINGS = ("Name", "Kind", "Version", "MB", "Licence", "Accuracy", "Where", "State")
SHOWN_LABELS = 5


def add_commands(commands: Any) -> None:
    """Add ``models`` with its actions."""
    one = commands.add_parser("models", help="list, verify, install and compare models", description=__doc__)
    actions = one.add_subparsers(metavar="ACTION", required=True)
    _add(actions, "list", "what each model is, where it lies, and which is in use", show_models)
    _add(actions, "verify", "compare all files with the cards, and run each model on a blank picture", check_models)
    install = _add(actions, "install", "install a model from a folder, a ZIP file or an https address", install_one)
    what = install.add_mutually_exclusive_group(required=True)
    what.add_argument("source", nargs="?", metavar="FILE|FOLDER|URL", help="a ZIP file, a card, or their folder")
    install.add_argument("--sha256", default="", metavar="HEX", help="what the ZIP file must have")
    open_clip.add_options(install, what)
    install.set_defaults(install=True)
    remove = _add(actions, "remove", "remove an installed model", remove_one)
    remove.add_argument("name", metavar="NAME")
    use = _add(actions, "use", "let another classifier suggest names from now on", use_one)
    use.add_argument("name", metavar="NAME")
    compare_models.add_action(actions)
    open_clip.add_export(actions)


def _add(actions: Any, name: str, words: str, run: Any) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    one.set_defaults(run=run)
    return one


def show_models(_: argparse.Namespace) -> int:
    """Print the cards and the device; 1 if a card cannot be read, or the model in use is not there."""
    folders = find_folders()
    used = model_in_use(load_settings(folders.settings_file).analysis.model)
    states = list_models(folders, used)
    status = _print(states)
    if used not in [state.name for state in states]:
        say(f"The settings name the model {used}, which is not there. To change that: mineral-desk models use species")
        status = 1
    print(f"Installed models go to {folders.own_models}.")
    print(f"Device: {device_words(compute_device())}.")
    return status


def check_models(_: argparse.Namespace) -> int:
    """Print which models are intact; 1 if one is not. One that is intact and silent is told, and is no failure."""
    folders = find_folders()
    model = load_settings(folders.settings_file).analysis.model
    return _print(watch(verify_models(folders, model), "Checking"), intact="intact")


def install_one(options: argparse.Namespace) -> int:
    """Install; where that fails or is stopped, what was installed before stays."""
    if options.open_clip:
        if not options.pretrained:
            raise UsageError("--open-clip needs --pretrained.", "Name published weights by their tag, or a file.")
        return open_clip.run(options)
    folders = find_folders()
    done = watch(install_model(folders, options.source, options.sha256, options.name or ""), "Installing")
    name, strange = done.card.name, unknown_labels(done.card, folders.resources)
    print(f"{name} version {done.card.version} is {'renewed' if done.replaced else 'installed'} in {done.folder}.")
    if strange:
        more = "" if len(strange) <= SHOWN_LABELS else " …"
        print(f"Labels that are not in the IMA list ({len(strange)}): {', '.join(strange[:SHOWN_LABELS])}{more}")
    if done.card.kind in NAMING_KINDS:
        print(f"To let it suggest names: mineral-desk models use {name}")
    return 0


def remove_one(options: argparse.Namespace) -> int:
    """Remove an installed model."""
    folders = find_folders()
    remove_model(folders, options.name, model_in_use(load_settings(folders.settings_file).analysis.model))
    print(f"{options.name} is removed.")
    return 0


def use_one(options: argparse.Namespace) -> int:
    """Change the setting."""
    folders = find_folders()
    with Desk(folders, load_settings(folders.settings_file)) as desk:
        watch(use_model(desk, options.name), "Loading")
    print(f"{options.name} suggests names from now on. Photos analysed before keep what they have until then.")
    return 0


def _print(states: list[ModelState], intact: str = "") -> int:
    rows = []
    for state in states:
        if state.fault or state.silence:
            say(state.fault or state.silence)
        rows.append(_cells(state, intact))
    print_table(HEADINGS, rows, right={3})
    for state in states:
        if state.unknown_labels:
            print(f"{state.name}: labels that are not in the IMA list: {len(state.unknown_labels)}.")
    return 1 if any(state.fault for state in states) else 0


def _cells(state: ModelState, intact: str) -> tuple[str, ...]:
    card, size = state.card, f"{state.byte_size / 1e6:.1f}"
    place = "" if state.place is None else str(state.place.parent)
    if state.is_shipped:
        place = f"program ({place})"
    if card is None:
        return (state.name, "", "", size, "", "", place, "cannot be used")
    role = "silent" if state.silence else "in use" if state.is_used else ""
    standing = ", ".join(filter(None, (intact, role)))
    licence = card.licence.partition(". ")[0]
    return (state.name, card.kind, card.version, size, licence, str(accuracy_line(card)), place, standing)
