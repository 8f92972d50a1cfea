"""``mineral-desk import-csv``: a list of specimens, CSV or XLSX, into a catalogue."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, visible, watch
from mineral_desk.domain.importing import FATE_WORDS, IMPORT_FIELDS
from mineral_desk.services.exporting.order import Profile
from mineral_desk.services.importing.columns import columns_for, remember_columns, say_columns
from mineral_desk.services.importing.encodings import ENCODINGS, checked_encoding
from mineral_desk.services.importing.importing import import_list, preview
from mineral_desk.services.importing.order import ImportOrder, ImportReport, JudgedRow
from mineral_desk.services.importing.tables import Table, open_table

SHOWN_ROWS = 5
DESCRIPTION = (
    "Reads specimens from a CSV or XLSX file (whatever its name) into a catalogue, as one act that undo takes back. "
    "Records that are there keep what they say: only empty fields are filled, and what differs is told. "
    "Columns are recognised by their headings; --map says otherwise, and is remembered for lists with these headings."
)


def add_commands(commands: Any) -> None:
    """Add ``import-csv``."""
    one = commands.add_parser("import-csv", help="specimens from a CSV or XLSX file", description=DESCRIPTION)
    one.add_argument("list", type=Path, metavar="FILE")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"read a column as a field: {', '.join(IMPORT_FIELDS)}; nothing after = leaves it out; may be repeated",
    )
    one.add_argument(
        "--profile",
        choices=[profile.value for profile in Profile],
        default=Profile.PLAIN.value,
        help="read only the columns that EMu or Specify names so",
    )
    one.add_argument("--dry-run", action="store_true", help="tell what would come of it, write nothing")
    one.add_argument("--update", action="store_true", help="where the list and the catalogue differ, take the list's")
    one.add_argument(
        "--failed", type=Path, metavar="FILE", help="write rows not wholly taken over here, with the reason"
    )
    one.add_argument("--encoding", metavar="NAME", help=f"where it is guessed wrong: {', '.join(ENCODINGS)}")
    one.add_argument("--who", default="", metavar="NAME", help="in whose name (default: the one in the settings)")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import; 1 if some row was not, or not wholly, taken over."""
    encoding = checked_encoding(options.encoding) if options.encoding is not None else ""
    with open_desk(options.catalogue) as desk:
        table, user = open_table(options.list, encoding), desk.folders.user
        mapped = say_columns(table.headings, columns_for(table.headings, user, Profile(options.profile)), options.map)
        order = ImportOrder(table, mapped, options.update, options.dry_run, options.failed, options.who)
        rows = preview(desk, order, SHOWN_ROWS)
        _print_columns(order, rows)
        report = watch(import_list(desk, order), "Importing")
        if options.map and not options.dry_run:
            remember_columns(table.headings, mapped, user)
    _print(report)
    return 1 if report.needs_a_person else 0


def _print_columns(order: ImportOrder, rows: list[JudgedRow]) -> None:
    table: Table = order.table
    first = rows[0].row.cells if rows else ()
    lines = [
        (heading, IMPORT_FIELDS.get(name, "– left out –"), first[place] if place < len(first) else "")
        for place, (heading, name) in enumerate(zip(table.headings, order.mapped, strict=True))
    ]
    print_table(("Column", "Read as", "First row"), lines)
    print(f"Encoding: {table.encoding.removesuffix('-sig')}." if table.encoding else "An XLSX file.")


def _print(report: ImportReport) -> None:
    for judged in report.told:
        number = f", {judged.row.number}" if judged.row.number else ""
        say(f"Row {judged.row.line}{number}: {'; '.join(judged.reasons)}.")
    if report.needs_a_person > len(report.told):
        say(f"… and {report.needs_a_person - len(report.told)} more; --failed FILE lists all of them.")
    counts = ", ".join(f"{report.counts[fate]} {words}" for fate, words in FATE_WORDS.items() if report.counts[fate])
    print(f"{report.total} row{'' if report.total == 1 else 's'}: {counts or 'nothing to import'}.")
    if report.failed is not None:
        print(visible(f"What needs a person is in {report.failed}; mend it and import it again."))
    if report.dry_run:
        print("Nothing was written; leave --dry-run out to write it.")
    elif report.changes:
        print("Written as one act; 'mineral-desk undo' takes all of it back.")
