"""``mineral-desk reliability``: how often suggested names turned out right in this museum, and what follows from it."""

import argparse
import json
import math
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, visible, watch
from mineral_desk.services import own_limits
from mineral_desk.services.suggesting import load_memory
from mineral_desk.services.writing import write_text


def add_commands(commands: Any) -> None:
    """Add ``reliability``."""
    words = (
        "Name each of the confirmed specimens taken in last by all the others, as if nobody had named it, and tell how "
        "often the first name is right at which probability. What these decisions prove counts instead of the limits "
        f"that the model came with, from {own_limits.ENOUGH} confirmed specimens on."
    )
    one = commands.add_parser("reliability", help="how often suggestions are right in this museum", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the table of reliability, then the recommendations with their limits."""
    with open_desk(options.catalogue) as desk:
        watch(load_memory(desk), "Reading")
        report = watch(own_limits.fit_own_limits(desk), "Judging")
        fitted = desk.memory.calibration
    rows = [
        (f"from {line['from']:.1f}", f"{line['photos']:.0f}", _share(line["probability"]), _share(line["right"]))
        for line in report.reliability()
    ]
    print_table(("Probability", "Specimens", "Mean", "First name right"), rows, {1, 2, 3})
    figures = report.figures()
    levels = () if fitted is None else fitted.levels
    limits = {level.recommendation.value: level.least_probability for level in levels}
    found = [
        (level, _limit(limits.get(level)), str(told["photos"]), _share(told["top_1"]), _share(told["top_1_proven"]))
        for level, told in figures["recommendations"].items()
    ]
    print_table(("Recommendation", "From probability", "Specimens", "First name right", "Proven"), found, {1, 2, 3, 4})
    own = len(report.records) >= own_limits.ENOUGH
    whose = "this museum's own decisions" if own else "the model's card"
    print(visible(f"{len(report.records)} confirmed specimens. The limits are those of {whose}."))
    if options.json is not None:
        write_text(options.json, json.dumps(figures | {"limits": limits, "own": own}, indent=1, allow_nan=False) + "\n")
    return 0


def _share(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{100 * value:.0f} %"


def _limit(value: float | None) -> str:
    return "never" if value is None or value > 1 else f"{value:.2f}"
