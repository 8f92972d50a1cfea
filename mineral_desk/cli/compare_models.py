"""``mineral-desk models compare``: two classifiers on the same photos."""

import argparse
import json
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, watch
from mineral_desk.cli.settings import existing_folder
from mineral_desk.domain.errors import UsageError
from mineral_desk.services.comparing import compare_models, photos_named_here, photos_of_folder
from mineral_desk.services.comparison_report import ComparisonReport
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import load_settings
from mineral_desk.services.truth_files import read_species
from mineral_desk.services.writing import write_text

SHOWN_PHOTOS = 20


def add_action(actions: Any) -> None:
    """Add ``models compare``."""
    words = "compare two classifiers on the same photos"
    more = (
        " Both see the same crop of each photo; the museum's confirmed photos have no say. With a catalogue the "
        "decisions of its people are the truth: who saw a model's suggestions was apt to take them, which favours it."
    )
    one = actions.add_parser("compare", help=words, description=words[0].upper() + words[1:] + "." + more)
    one.add_argument("models", nargs=2, metavar="MODEL", help="what there is, and what is to be measured against it")
    where = one.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, metavar="FOLDER", help="photos of known species, as evaluate reads them")
    where.add_argument("--catalogue", type=Path, metavar="FILE", help="the photos that were named in this catalogue")
    one.add_argument("--csv", dest="table", type=Path, metavar="FILE", help="the table of the folder")
    one.add_argument("--json", type=Path, metavar="FILE", help="write everything, photo by photo, worst first")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print both side by side, then what got worse and what improved; 1 if some photo could not be analysed."""
    if options.models[0] == options.models[1]:
        raise UsageError("A model compared with itself differs in nothing.", "Name two models.")
    if options.catalogue is not None:
        with open_desk(options.catalogue) as desk:
            report = watch(compare_models(desk, tuple(options.models), photos_named_here(desk)), "Comparing")
    else:
        photos = photos_of_folder(read_species(existing_folder(options.data), options.table))
        folders = find_folders()
        with Desk(folders, load_settings(folders.settings_file)) as desk:
            report = watch(compare_models(desk, tuple(options.models), photos), "Comparing")
    _print(report)
    if options.json is not None:
        write_text(options.json, json.dumps(report.as_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    failed = [one for one in report.photos if one.error]
    for one in failed[:SHOWN_PHOTOS]:
        say(one.error)
    return 1 if failed else 0


def _print(report: ComparisonReport) -> None:
    headings, *body = report.rows()
    print_table(headings, body, right={1, 2, 3})
    worse, improved = report.worse, report.improved
    same = len(report.compared) - len(worse) - len(improved)
    print(f"{len(report.compared)} photos: {len(worse)} worse, {len(improved)} improved, {same} alike.")
    for words, photos in (("Worse, worst first", worse), ("Improved, most first", improved)):
        if photos:
            more = len(photos) - SHOWN_PHOTOS
            print(f"\n{words}{f' (and {more} more: --json has all)' if more > 0 else ''}:")
            headings, *body = report.photo_rows(photos[:SHOWN_PHOTOS])
            print_table(headings, body, right={2, 3})
