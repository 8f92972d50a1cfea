"""``mineral-desk labels``: labels with QR codes for the specimens of a catalogue, as PDF in true millimetres."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import say, visible, watch
from mineral_desk.domain.labelling import CodeContent, LabelSettings
from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.setting import declared_settings
from mineral_desk.services.labelling.labelling import make_labels
from mineral_desk.services.whose import Whose, complaints

DESCRIPTION = (
    "Write a label for each specimen: number, name, locality, size and a QR code that a photo of the label is matched "
    "by. Print the file at 100 %, without fitting it to the page. What is not said here is taken from the settings."
)
NUMBERS = ("columns", "rows")
LENGTHS = ("width_mm", "height_mm", "left_mm", "top_mm", "gap_across_mm", "gap_down_mm")


def add_commands(commands: Any) -> None:
    """Add ``labels``."""
    one = commands.add_parser("labels", help="labels with QR codes as PDF", description=DESCRIPTION)
    one.add_argument("query", nargs="?", default="", metavar="QUERY", help="as 'mineral-desk search' understands it")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="replaced if there")
    helped = {field.name: about.help for field, about in declared_settings(LabelSettings)}
    one.add_argument("--paper", choices=list(PAPERS_MM), help=helped["paper"])
    for name in NUMBERS:
        one.add_argument(f"--{name}", type=int, metavar="N", help=helped[name])
    for name in LENGTHS:
        one.add_argument(f"--{name.replace('_', '-')}", type=float, metavar="MM", help=helped[name])
    one.add_argument("--code", choices=[content.value for content in CodeContent], help=helped["code"])
    one.add_argument("--frame", action=argparse.BooleanOptionalAction, default=None, help=helped["frame"])
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the labels and say how many there are."""
    said = {field.name: getattr(options, field.name) for field, _ in declared_settings(LabelSettings)}
    with open_desk(options.catalogue) as desk:
        settings = replace(desk.settings.labels, **{name: value for name, value in said.items() if value is not None})
        whose = Whose(options.query)
        for complaint in complaints(desk, whose):
            say(str(complaint))
        report = watch(make_labels(desk, whose, settings, options.out), "Writing")
    labels = f"{report.labels} label{'' if report.labels == 1 else 's'}"
    sheets = f"{report.sheets} sheet{'' if report.sheets == 1 else 's'}"
    print(visible(f"{labels} on {sheets} of {settings.paper} written to {report.out}. Print at 100 %."))
    return 0
