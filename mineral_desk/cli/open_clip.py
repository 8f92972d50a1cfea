"""``mineral-desk models export`` and ``models install --open-clip``: CLIP models, brought into the program's form."""

import argparse
from typing import Any

from mineral_desk.cli.train import hand_over

PROGRAM = "mineral_desk.training.open_clip.export"
_VALUES = {
    "open_clip": ("NAME", "an architecture of open_clip (ViT-B-32, convnext_base ...), or its JSON file"),
    "pretrained": ("TAG|FILE", "published weights, which are fetched, or a file of weights, with which nothing is"),
    "name": ("NAME", "the model's name (default: that of the architecture)"),
    "names": ("ima|FILE", "the IMA list (default), or a text file, one name a line"),
    "templates": ("paper|all", "the bare name, or several sentences (default)"),
    "held_out": ("FOLDER", "photos with a table (file, species) to calibrate and measure on"),
    "licence": ("TEXT", "what the makers of the weights say about using them"),
    "threads": ("N", "CPU threads (default: all)"),
}
_SWITCHES = {"no_maps": "leave out activation maps", "replace": "write over a model of the same name"}


def add_export(actions: Any) -> None:
    """Add ``export``; ``install`` stands beside models from elsewhere and takes :func:`add_options`."""
    export = actions.add_parser(
        "export",
        help="make a model out of a CLIP model of open_clip",
        description="Make a model that names photos by all mineral names out of a CLIP model of open_clip. "
        "Needs the training extra; running it does not.",
    )
    add_options(export)
    export.add_argument("--out", metavar="FOLDER", help="where the files go (default: here)")
    export.set_defaults(run=run, install=False)


def add_options(one: argparse.ArgumentParser, instead: Any = None) -> None:
    """The options of both; with ``instead``, a group of alternatives, ``--open-clip`` is one of them."""
    for name, (value, words) in _VALUES.items():
        needed = instead is None and name in ("open_clip", "pretrained")
        place = instead if instead is not None and name == "open_clip" else one
        place.add_argument(f"--{name.replace('_', '-')}", metavar=value, help=words, required=needed)
    for name, words in _SWITCHES.items():
        one.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=words)


def run(options: argparse.Namespace) -> int:
    """Hand over to the program of the training room, in a process of its own."""
    given = []
    for name in (*_VALUES, "out"):
        value = getattr(options, name, None)
        if value is not None:
            given += [f"--{name.replace('_', '-')}", value]
    given += [f"--{name.replace('_', '-')}" for name in _SWITCHES if getattr(options, name)]
    return hand_over(PROGRAM, [*given, *(["--install"] if options.install else [])])
