"""``mineral-desk check-sizes``: sizes that people typed against those measured, to find slips of the hand."""

import argparse
import json
from pathlib import Path
from typing import Any

from mineral_desk.cli.console import print_table, say, watch
from mineral_desk.cli.settings import analysis_settings, existing_catalogue, existing_folder
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.typed_photo import TypedPhoto
from mineral_desk.services.analysing import analyser
from mineral_desk.services.contradictions import SizeChecks, check_sizes, typed_in_catalogue
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import load_settings
from mineral_desk.services.spreadsheets import csv_bytes
from mineral_desk.services.typed_lists import read_typed_list
from mineral_desk.services.writing import write_bytes, write_text

FORMATS = (".csv", ".json")
DESCRIPTION = (
    "Compares sizes that people typed with those measured in the photos, and names the likely slip: centimetres for "
    "millimetres, inches, digits swapped or missed. Nothing is changed. Either a catalogue (typed sizes of decided "
    "photos against their stored analyses), or a folder of photos with a CSV list: file, length_mm, width_mm, and if "
    "there are any height_mm and catalogue_number."
)


def add_commands(commands: Any) -> None:
    """Add ``check-sizes``."""
    one = commands.add_parser("check-sizes", help="find slips in sizes typed by hand", description=DESCRIPTION)
    one.add_argument("--catalogue", type=Path, metavar="FILE", help="check the typed sizes of this catalogue")
    one.add_argument("--data", type=Path, metavar="FOLDER", help="the photos of the list")
    one.add_argument("--csv", dest="table", type=Path, metavar="FILE", help="the list: comma or semicolon")
    one.add_argument("--cube-edge-mm", type=float, metavar="MM", help="true edge of the reference cube (default 10)")
    one.add_argument("--out", type=Path, metavar="FILE", help="write every photo as .csv or .json")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check and print what differs; 1 if some photo could not be checked."""
    if options.out is not None and options.out.suffix.lower() not in FORMATS:
        raise UsageError(f"{options.out.name} is neither .csv nor .json.", "Give it one of these endings.")
    folders = find_folders()
    settings = analysis_settings(
        load_settings(folders.settings_file), cube_edge_mm=options.cube_edge_mm, explain="none"
    )
    catalogue = _catalogue(options)
    with Desk(folders, settings, catalogue) as desk:
        photos = typed_in_catalogue(desk) if catalogue is not None else _listed(options, desk)
        checks = watch(check_sizes(photos, analyser(desk)), "Checking")
    _print(checks)
    if options.out is not None:
        _write(checks, options.out)
    for fault in checks.faults:
        say(fault)
    return 1 if checks.faults else 0


def _catalogue(options: argparse.Namespace) -> Path | None:
    """The catalogue to check; None for a folder with a list. Raises :class:`UsageError` for anything else."""
    listed = options.data is not None and options.table is not None
    if (options.catalogue is not None) == listed or (options.data is None) != (options.table is None):
        raise UsageError("What to check is not clear.", "Give --catalogue, or --data together with --csv.")
    return None if listed else existing_catalogue(options.catalogue)


def _listed(options: argparse.Namespace, desk: Desk) -> tuple[TypedPhoto, ...]:
    photos = read_typed_list(options.table, existing_folder(options.data))
    desk.load_models()
    return photos


def _print(checks: SizeChecks) -> None:
    if checks.findings:
        headings, *body = checks.rows(checks.findings)
        print_table(headings, body, right={4})
        print()
    for line in checks.summary():
        print(line)


def _write(checks: SizeChecks, path: Path) -> None:
    if path.suffix.lower() == ".csv":
        write_bytes(path, csv_bytes(checks.csv_rows()))
    else:
        write_text(path, json.dumps(checks.as_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
