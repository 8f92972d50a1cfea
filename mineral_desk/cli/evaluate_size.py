"""``mineral-desk evaluate size``: this program's sizes and the paper's side by side, on photos of known truth."""

import argparse
import json
from pathlib import Path
from typing import Any

from mineral_desk.cli.console import print_table, say, watch
from mineral_desk.cli.settings import analysis_settings, existing_folder
from mineral_desk.domain.errors import UsageError
from mineral_desk.services.desk import Desk
from mineral_desk.services.evaluating import compare_sizes
from mineral_desk.services.memory import peak_memory_mb
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import load_settings
from mineral_desk.services.size_comparison import SizeComparison
from mineral_desk.services.size_figure import sizes_figure
from mineral_desk.services.size_methods import SizeMethod, size_methods
from mineral_desk.services.writing import write_bytes, write_text

BOTH = "both"
WORDS = (
    "sizes and cubes, beside the paper's method; DATA holds rendered scenes with truth.json, or photos with a table "
    "of cube boxes or sizes"
)


def add_kind(kinds: Any) -> None:
    """Add ``evaluate size``."""
    kind = kinds.add_parser("size", help=WORDS, description=WORDS[0].upper() + WORDS[1:] + ".")
    kind.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the photos")
    kind.add_argument("--csv", dest="table", type=Path, metavar="FILE", help="default: the one beside or in the folder")
    kind.add_argument(
        "--method",
        nargs="+",
        action="extend",
        choices=[*(method.value for method in SizeMethod), BOTH],
        metavar="NAME",
        help="ours; paper (section 5, boxes by a region finder); paper-with-true-boxes (of rendered scenes, an upper "
        "bound); both, which is ours and paper, and the default",
    )
    kind.add_argument("--json", type=Path, metavar="FILE", help="write everything, photo by photo")
    kind.add_argument("--figure", type=Path, metavar="FILE", help="write a PNG: the mean error by true size")
    kind.add_argument("--cube-edge-mm", type=float, metavar="MM", help="true edge of the reference cube (default 10)")
    kind.add_argument("--model", metavar="NAME|FOLDER/NAME", help="classifier to use")
    kind.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Evaluate and print the tables; 1 if some photo could not be analysed (it counts as one without result)."""
    existing_folder(options.data)
    if options.figure is not None and options.figure.suffix.lower() != ".png":
        raise UsageError(f"The figure is a PNG, not {options.figure.name}.", "Give it a name that ends with .png.")
    folders = find_folders()
    settings = analysis_settings(
        load_settings(folders.settings_file), cube_edge_mm=options.cube_edge_mm, model=options.model, explain="none"
    )
    with Desk(folders, settings) as desk:
        methods = size_methods(desk, chosen_methods(options.method))
        reports = watch(compare_sizes(methods, options.data, options.table), "Evaluating")
    comparison = SizeComparison(reports, peak_memory_mb())
    _print(comparison)
    if options.json is not None:
        write_text(options.json, json.dumps(comparison.as_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    if options.figure is not None:
        write_bytes(options.figure, sizes_figure(reports))
    faults = dict.fromkeys(record.error for record in comparison.records if record.error)
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def chosen_methods(names: list[str] | None) -> list[SizeMethod]:
    """The methods named, in their order; "both" stands for this program's and the paper's."""
    both = [SizeMethod.OURS, SizeMethod.PAPER]
    return [method for name in names or [BOTH] for method in (both if name == BOTH else [SizeMethod(name)])]


def _print(comparison: SizeComparison) -> None:
    for table in comparison.tables():
        headings, *body = table.rows
        print(f"{table.title}\n")
        print_table(headings, body, right=set(range(len(headings))) - table.words)
        print()
    if comparison.peak_memory_mb is not None:
        print(f"Peak memory of the whole run: {comparison.peak_memory_mb:.0f} MB")
