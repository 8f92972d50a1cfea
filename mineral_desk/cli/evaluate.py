"""``mineral-desk evaluate``: how good the program is on photos of which the truth is known."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from mineral_desk.cli import evaluate_size
from mineral_desk.cli.console import print_table, say, watch
from mineral_desk.cli.settings import analysis_settings, existing_folder
from mineral_desk.domain.progress import Job
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.evaluating import evaluate_ranking, evaluate_segmentation, evaluate_text
from mineral_desk.services.memory_trial import LeftOut, evaluate_memory, trial_photos
from mineral_desk.services.paths import find_folders
from mineral_desk.services.report_rows import Rows
from mineral_desk.services.settings import load_settings
from mineral_desk.services.writing import write_text


class Tested(Protocol):
    """One photo's result, of which here only matters whether it failed."""

    @property
    def error(self) -> str:
        """Why the photo could not be analysed, in words; else empty."""


class Report(Protocol):
    """What every evaluation returns."""

    @property
    def records(self) -> Sequence[Tested]:
        """The results photo by photo."""

    def rows(self) -> Rows:
        """A table, its headings first."""

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""


Evaluation = Callable[[Desk, argparse.Namespace], Job[Any]]

KINDS: dict[str, tuple[str, Evaluation]] = {
    "classification": (
        "top-1, 3, 5 and 10 of the names; DATA holds photos with a table (file, species), or a sub-folder a species",
        lambda desk, options: evaluate_ranking(desk, options.data, options.table),
    ),
    "segmentation": (
        "outlines and activation masks; DATA holds rendered scenes with masks",
        lambda desk, options: evaluate_segmentation(analyser(desk), options.data),
    ),
    "text": (
        "label plates; DATA holds rendered scenes with truth.json",
        lambda desk, options: evaluate_text(analyser(desk), options.data),
    ),
}
WITH_TABLE = {"classification"}


def add_commands(commands: Any) -> None:
    """Add ``evaluate`` with its kinds."""
    one = commands.add_parser("evaluate", help="measure the accuracy on photos of known truth", description=__doc__)
    kinds = one.add_subparsers(metavar="KIND", required=True)
    evaluate_size.add_kind(kinds)
    for name, (words, evaluation) in KINDS.items():
        kind = kinds.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        kind.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the photos")
        if name in WITH_TABLE:
            kind.add_argument(
                "--csv", dest="table", type=Path, metavar="FILE", help="default: the one beside or in the folder"
            )
            kind.add_argument(
                "--memory",
                choices=[one.value for one in LeftOut],
                help="name each photo also by the rest of its collection (column collection), as if that were "
                "confirmed; photos of one specimen are told by the column specimen, or by equal measured_size",
            )
        kind.add_argument("--json", type=Path, metavar="FILE", help="write everything, photo by photo")
        kind.add_argument(
            "--cube-edge-mm", type=float, metavar="MM", help="true edge of the reference cube (default 10)"
        )
        kind.add_argument("--model", metavar="NAME|FOLDER/NAME", help="classifier to use")
        kind.set_defaults(run=run, evaluation=evaluation, kind=name)


def run(options: argparse.Namespace) -> int:
    """Evaluate and print the table; 1 if some photo could not be analysed (it counts as one without result)."""
    existing_folder(options.data)
    folders = find_folders()
    settings = analysis_settings(
        load_settings(folders.settings_file),
        cube_edge_mm=options.cube_edge_mm,
        model=options.model,
        explain=None if options.kind == "segmentation" else "none",  # maps only where they are judged
    )
    with Desk(folders, settings) as desk:
        if getattr(options, "memory", None) is not None:
            photos = watch(trial_photos(analyser(desk), options.data, options.table), "Evaluating")
            card = desk.pipeline.classifier.card
            report: Report = evaluate_memory(photos, card.memory, LeftOut(options.memory), desk.minerals.groups)
        else:
            report = watch(options.evaluation(desk, options), "Evaluating")
    headings, *body = report.rows()
    print_table(headings, body, right=range(1, len(headings)))
    if options.json is not None:
        write_text(options.json, json.dumps(report.as_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    faults = [one.error for one in report.records if one.error]
    for fault in faults:
        say(fault)
    return 1 if faults else 0
