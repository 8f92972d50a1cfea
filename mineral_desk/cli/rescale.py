"""``mineral-desk rescale``: sizes anew after the cube's edge was set wrongly."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table
from mineral_desk.domain.rescaling import RescaledPhoto, SizeMm
from mineral_desk.services.desk import Desk
from mineral_desk.services.rescaling import (
    all_photos,
    photos_in_folder,
    photos_taken_in,
    photos_with_edge,
    preview_rescaling,
    rescale,
)

_HEADINGS = ("Photo", "Edge, mm", "Size now, mm", "Size then, mm", "Remark")


def add_commands(commands: Any) -> None:
    """Add ``rescale``."""
    words = "Show what another edge of the reference cube makes of the sizes in a catalogue; --apply writes them."
    one = commands.add_parser("rescale", help="set the cube's edge right in photos measured before", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--edge-mm", type=float, required=True, metavar="MM", help="true edge of the cube")
    one.add_argument("--from-edge-mm", type=float, metavar="MM", help="only photos measured with this edge")
    one.add_argument("--folder", type=Path, metavar="PATH", help="only photos that lie in this folder or below it")
    one.add_argument(
        "--taken-in",
        type=_days,
        metavar="DAY[:DAY]",
        help="only photos taken in on that day, or from the first to the last one (YYYY-MM-DD, UTC)",
    )
    one.add_argument("--apply", action="store_true", help="write the new sizes; 'mineral-desk undo' takes them back")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the table; with ``--apply``, write what it shows as one act."""
    with open_desk(options.catalogue) as desk:
        chosen = _chosen(desk, options.folder, options.from_edge_mm, options.taken_in)
        rows = preview_rescaling(desk, chosen, options.edge_mm)
        changed = [row.photo_id for row in rows if row.edge_changes]
        print_table(_HEADINGS, map(_cells, rows), right={1, 2, 3})
        print(_summary(rows))
        if not options.apply:
            print("Nothing was written; add --apply to write it.")
        elif changed:
            print(f"Written: {rescale(desk, changed, options.edge_mm).name}.")
        else:
            print("There is nothing to write.")
    return 0


def _days(text: str) -> tuple[date, date]:
    """``2026-11-02`` or ``2026-11-01:2026-11-30``."""
    first, _, last = text.partition(":")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-02 or 2026-11-01:2026-11-30") from None
    if days[0] > days[1]:
        raise argparse.ArgumentTypeError(f"{text} ends before it begins")
    return days


def _chosen(desk: Desk, folder: Path | None, edge_mm: float | None, days: tuple[date, date] | None) -> list[int]:
    """The photos that every condition given holds for, in the order taken in."""
    ids = all_photos(desk) if folder is None else photos_in_folder(desk, folder)
    if edge_mm is not None:
        with_edge = set(photos_with_edge(desk, edge_mm))
        ids = [one for one in ids if one in with_edge]
    if days is not None:
        taken_in = set(photos_taken_in(desk, *days))
        ids = [one for one in ids if one in taken_in]
    return ids


def _cells(row: RescaledPhoto) -> tuple[str, ...]:
    old_edge = "" if row.old_edge_mm is None else f"{row.old_edge_mm:g}"
    edge = f"{old_edge} → {row.new_edge_mm:g}" if row.edge_changes else old_edge
    gone = [flag.value.replace("_", " ") for flag in row.old_flags if flag not in row.new_flags]
    come = [flag.value.replace("_", " ") for flag in row.new_flags if flag not in row.old_flags]
    remarks = [row.kept_because, *(f"No longer: {flag}." for flag in gone), *(f"New: {flag}." for flag in come)]
    return row.path.name, edge, _size(row.old), _size(row.new), " ".join(one for one in remarks if one)


def _size(size: SizeMm) -> str:
    sides = ((size.length_mm, size.length_error_mm), (size.width_mm, size.width_error_mm))
    known = [(side, error) for side, error in sides if side is not None]
    return " × ".join(f"{side:.1f}" if error is None else f"{side:.1f} ± {error:.1f}" for side, error in known)


def _summary(rows: Sequence[RescaledPhoto]) -> str:
    kept = sum(bool(row.kept_because) for row in rows)
    return f"{len(rows)} photo{'' if len(rows) == 1 else 's'}: {len(rows) - kept} to be re-scaled, {kept} sizes stay."
