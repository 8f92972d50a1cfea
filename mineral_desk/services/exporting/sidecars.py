"""A JSON file for each photo, named after it, with all that the catalogue knows about it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mineral_desk.domain.exported import ExportedPhoto, ExportedSpecimen
from mineral_desk.domain.record_numbers import printable
from mineral_desk.services.exporting.file_names import FreeNames
from mineral_desk.services.exporting.json_file import as_json
from mineral_desk.services.exporting.records import decision_to_record, photo_facts, record_to_record

FORMAT, VERSION = "mineral-desk/photo", 1
ENDING = ".json"


def sidecar_folder(out: Path) -> Path:
    """The folder beside the exported file: ``minerals.csv`` has ``minerals.sidecars``."""
    return out.with_name(f"{out.stem}.sidecars")


def sidecar_json(photo: ExportedPhoto, specimen: ExportedSpecimen | None) -> str:
    """The photo, the record of its specimen, each decision, and the last analysis as ``analyse --jsonl`` writes it.

    The analysis is JSON already and is taken over as it is stored: reading and writing it again would take most of the
    time.
    """
    told = {
        "format": FORMAT,
        "version": VERSION,
        "photo": photo_facts(photo),
        "specimen": None if specimen is None else record_to_record(specimen),
        "decisions": [decision_to_record(one) for one in photo.decisions],
    }
    return f'{as_json(told)[:-1]}, "analysis": {photo.analysis_json or "null"}}}\n'


class Sidecars:
    """Sidecars while they are made: in a folder of their own first, each at its place once all are there."""

    def __init__(self, scratch: Path, folder: Path) -> None:
        self._scratch, self.folder = scratch, folder
        self._names = FreeNames()
        self.count = 0

    def add(self, photo: ExportedPhoto, specimen: ExportedSpecimen | None) -> None:
        """Write the photo's sidecar. Of two photos of the same name the later one's has its hash in the name."""
        name = self._names.take(printable(photo.path.name), photo.sha256, ENDING)
        (self._scratch / name).write_text(sidecar_json(photo, specimen), encoding="utf-8", newline="\n")
        self.count += 1

    def settle(self) -> None:
        """Move all to their folder; files of the same names there are replaced one by one, each whole."""
        self.folder.mkdir(exist_ok=True)
        for name in sorted(os.listdir(self._scratch)):  # noqa: PTH208  names only: there may be 170,000
            (self._scratch / name).replace(self.folder / name)


@contextmanager
def sidecars_beside(out: Path) -> Iterator[Sidecars]:
    """Sidecars beside ``out``; what was not settled when the block ends leaves nothing behind."""
    with TemporaryDirectory(prefix=".export", dir=out.parent) as scratch:
        yield Sidecars(Path(scratch), sidecar_folder(out))
