"""``mineral-desk export``: the specimens of a catalogue as a file for other programs."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import visible, watch
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import (
    BASES_OF_RECORD,
    ExportFormat,
    ExportOrder,
    ExportReport,
    Profile,
    Separator,
)


def add_commands(commands: Any) -> None:
    """Add ``export``."""
    words = (
        "Write all specimens of a catalogue into one file for other programs. The file is written whole or not at all."
    )
    one = commands.add_parser("export", help="CSV, XLSX, JSON or a Darwin Core archive", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--format", choices=[kind.value for kind in ExportFormat], required=True)
    one.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the file to be written; replaced if there"
    )
    one.add_argument(
        "--profile",
        choices=[profile.value for profile in Profile],
        default=Profile.PLAIN.value,
        help="csv, xlsx: columns named as EMu or Specify imports them (default: plain)",
    )
    one.add_argument(
        "--sidecars", action="store_true", help="also a JSON file for each photo, in the folder OUT.sidecars"
    )
    one.add_argument(
        "--separator",
        choices=[separator.value for separator in Separator],
        default=Separator.COMMA.value,
        help="csv: what parts the cells; semicolon also writes decimal commas (default: comma)",
    )
    one.add_argument("--institution", default="", metavar="CODE", help="dwca: the museum's code")
    one.add_argument("--basis-of-record", choices=BASES_OF_RECORD, default=BASES_OF_RECORD[0], help="dwca")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Export and say what was written."""
    order = ExportOrder(
        ExportFormat(options.format),
        options.out,
        Profile(options.profile),
        options.sidecars,
        Separator(options.separator),
        options.institution,
        options.basis_of_record,
    )
    with open_desk(options.catalogue) as desk:
        report = watch(export(desk, order), "Exporting")
    for line in _lines(report):
        print(visible(line))
    return 0


def _lines(report: ExportReport) -> list[str]:
    lines = [f"{report.specimens} specimen{'' if report.specimens == 1 else 's'} written to {report.out}."]
    if report.nothing_decided:
        lines.append("Nothing is decided yet: a photo without a decision belongs to no specimen.")
    if report.sidecar_folder is not None:
        photos = f"{report.sidecars} photo{'' if report.sidecars == 1 else 's'}"
        lines.append(f"A JSON file for each of {photos} in {report.sidecar_folder}.")
    return lines
