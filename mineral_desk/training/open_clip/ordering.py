"""From the options of a command to what is to be exported."""

import argparse
from pathlib import Path

import torch

from mineral_desk.services.paths import find_folders
from mineral_desk.training.open_clip.exporting import Order, names_of
from mineral_desk.training.open_clip.files import LICENCE, Origin, check_place
from mineral_desk.training.open_clip.templates import CHOICES
from mineral_desk.training.photos import read_photo_table


def order_from(options: argparse.Namespace, architecture: str) -> Order:
    """What the options ask for. Raises :class:`UsageError` for what would fail after all the work only."""
    if options.threads > 0:
        torch.set_num_threads(options.threads)
    out = find_folders().models[0] if getattr(options, "install", False) else options.out or Path()
    name = options.name or architecture
    check_place(out, name, options.replace)
    return Order(
        out=out,
        name=name,
        names=names_of(options.names),
        templates=CHOICES[options.templates],
        with_maps=not options.no_maps,
        held_out=read_photo_table(options.held_out) if options.held_out is not None else (),
        threads=options.threads,
    )


def origin_from(options: argparse.Namespace, command: str, data: str = "") -> Origin:
    """What the card says about where the model comes from."""
    return Origin(command, options.licence or LICENCE, data)
