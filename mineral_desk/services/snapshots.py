"""Snapshots: copies of the catalogue that the program makes by itself while work goes on, and thins out."""

import re
import shutil
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from mineral_desk.catalogue.complaints import in_words, no_answer
from mineral_desk.catalogue.connection import open_to_look
from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.holdings import guid, last_ids
from mineral_desk.catalogue.opening import SUFFIX
from mineral_desk.domain.errors import CatalogueError, OutputError
from mineral_desk.domain.keeping import Snapshot
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job
from mineral_desk.domain.rotation import to_delete
from mineral_desk.domain.stepping import Report, stepwise
from mineral_desk.services.desk import Desk

NAME = re.compile(r"(\d{6,}) (\d{4}-\d\d-\d\d \d\d-\d\d-\d\d)" + re.escape(SUFFIX))
MOMENT = "%Y-%m-%d %H-%M-%S"
ROOM_LEFT = 2
"""A snapshot is made only where the disk has this many times its size free."""


def snapshot_folder(desk: Desk) -> Path:
    """Where the snapshots of the open catalogue lie: by its name, for people, and its GUID, as names change."""
    catalogue = desk.reading
    with in_words(catalogue.path):
        return desk.folders.snapshots / f"{catalogue.path.stem} {guid(catalogue.database)[:8]}"


def snapshots_in(folder: Path) -> list[Snapshot]:
    """The snapshots in ``folder``, oldest first; other files are none."""
    found = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        named = NAME.fullmatch(path.name)
        if named is not None:
            with suppress(ValueError):
                found.append(Snapshot(int(named[1]), datetime.strptime(named[2], MOMENT), path))
    return sorted(found, key=lambda one: one.number)


def take_snapshot(desk: Desk) -> Job[Snapshot | None]:
    """Copy the open catalogue unless nothing was written since the last snapshot, then thin the old ones out.

    The copy is verified before it counts, so that damage anywhere in the catalogue is found by the next snapshot, and
    nothing is thinned out after one that failed. Raises CatalogueDamaged, CatalogueReadOnly, CatalogueGone, and
    OutputError where the disk has too little room.
    """
    path, folder = desk.reading.path, snapshot_folder(desk)
    return stepwise(lambda report: _take(path, folder, report))


def _take(catalogue: Path, folder: Path, report: Report) -> Snapshot | None:
    before = snapshots_in(folder)
    if before and _ids(before[-1].path) == _ids(catalogue):
        return None
    _need_room(catalogue, folder)
    now = datetime.now().astimezone().replace(microsecond=0, tzinfo=None)
    number = before[-1].number + 1 if before else 1
    taken = Snapshot(number, now, folder / f"{number:06} {now:{MOMENT}}{SUFFIX}")
    back_up_file(catalogue, taken.path, report)
    _delete(to_delete([*before, taken]))
    return taken


def _ids(path: Path) -> tuple[int, ...] | None:
    """How new the file is; None where it cannot be read."""
    try:
        with in_words(path), closing(open_to_look(path)) as database:
            return last_ids(database)
    except CatalogueError:
        return None


def _need_room(catalogue: Path, folder: Path) -> None:
    there = next(one for one in (folder, *folder.parents) if one.is_dir())
    try:
        free, needed = shutil.disk_usage(there).free, catalogue.stat().st_size * ROOM_LEFT
    except OSError as fault:
        raise no_answer(catalogue) from fault
    if free < needed:
        raise OutputError(
            said(
                "No snapshot of {name} was made: {there} has {free} MB free where {needed} MB are wanted.",
                name=catalogue.name,
                there=there,
                free=free // 1_000_000,
                needed=needed // 1_000_000,
            ),
            "Make room there; what you decide is saved all the same.",
        )


def _delete(snapshots: Iterable[Snapshot]) -> None:
    """One that cannot be deleted now is deleted with the next ones."""
    for one in snapshots:
        with suppress(OSError):
            one.path.unlink()
