"""``mineral-desk accuracy``: how often the suggestions were right in a museum, by its own decisions."""

import argparse
import json
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table
from mineral_desk.domain.accuracy import Accuracy, AccuracyReport, LevelAccuracy, ReliabilityBin
from mineral_desk.domain.scoring import share
from mineral_desk.services.accuracy import accuracy_as_dict, museum_accuracy
from mineral_desk.services.report_rows import percent
from mineral_desk.services.writing import write_text

HEADINGS = ("Species", "Photos", "First right", "One of five right", "Most often first instead")
LEVEL_HEADINGS = ("Recommendation", "Photos", "First right", "One of five right")
BIN_HEADINGS = ("Probability of the first", "Photos", "Said", "Right")


def add_commands(commands: Any) -> None:
    """Add ``accuracy``."""
    words = (
        "By species, by recommendation and by probability, how often the right name stood first, and among the five, "
        "when a person named the photo. Who sees a name is apt to take it: the figures are rather too high than low."
    )
    one = commands.add_parser("accuracy", help="how often suggestions were right here", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the tables."""
    with open_desk(options.catalogue) as desk:
        report = museum_accuracy(desk)
    print_table(HEADINGS, [_cells(one) for one in (*report.by_species, report.whole)], right={1, 2, 3})
    _print_trust(report)
    if report.unseen:
        print(f"{report.unseen} photos were named before anything was suggested; they are not counted.")
    if options.json is not None:
        write_text(options.json, json.dumps(accuracy_as_dict(report), ensure_ascii=False, indent=1) + "\n")
    return 0


def _print_trust(report: AccuracyReport) -> None:
    if report.reliability:
        print()
        print_table(LEVEL_HEADINGS, [_level(one) for one in report.by_recommendation], right={1, 2, 3})
        print()
        print_table(BIN_HEADINGS, [_bin(one) for one in report.reliability], right={1, 2, 3})
        print(f"What was said and what was right differ by {percent(report.calibration_error)} on average.")
    if report.without_probability:
        older = report.without_probability
        print(f"{older} photos were named before it was kept how far the first name was trusted.")


def _cells(one: Accuracy) -> tuple[str, ...]:
    instead = f"{one.confused_with} ({one.confused})" if one.confused else ""
    return (one.species or "All", str(one.photos), *_counts(one), instead)


def _level(one: LevelAccuracy) -> tuple[str, ...]:
    return (one.recommendation.value, str(one.photos), *_counts(one))


def _counts(one: Accuracy | LevelAccuracy) -> tuple[str, str]:
    first, five = one.first_right, one.five_right
    return tuple(f"{right} ({percent(share(right, one.photos))})" for right in (first, five))  # type: ignore[return-value]


def _bin(one: ReliabilityBin) -> tuple[str, ...]:
    return (
        f"{one.low:.1f} to {one.high:.1f}",
        str(one.photos),
        percent(one.mean_probability),
        percent(one.right_share),
    )
