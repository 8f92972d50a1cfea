"""Photos with known species, as a folder and a table."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.domain.photo import Pixels


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """A photo file, what it shows, and which collection it comes from (empty: unknown).

    ``has_foreign`` says that a label plate or a ruler is in the picture: what is not the specimen must be covered.
    """

    path: Path
    species: str
    collection: str = ""
    has_foreign: bool = False
    title: str = ""
    """What the photo is called where it comes from."""

    def bytes(self) -> bytes:
        """The file's content; raises :class:`UnreadablePhoto`."""
        try:
            return self.path.read_bytes()
        except OSError as fault:
            raise UnreadablePhoto(f"The photo {self.path.name} cannot be read: {fault.strerror}.") from fault


def read_photo_table(folder: Path, table: Path | None = None) -> list[LabelledPhoto]:
    """The photos of ``folder`` that ``table`` lists; by default the CSV file of the same name beside the folder.

    Columns: ``file`` and ``species``; optionally ``collection``, ``label_plate_in_photo``, ``ruler_in_photo``,
    ``commons_file`` (the title).
    Raises :class:`UsageError` when the table is missing or lacks a column.
    """
    table = table or folder.with_suffix(".csv")
    if not table.is_file():
        raise UsageError(f"There is no table {table}.", "Give a CSV file with the columns file and species.")
    with table.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if not {"file", "species"} <= set(reader.fieldnames or ()):
            raise UsageError(f"The table {table} lacks the columns file and species.", "Add them to its first line.")
        return [
            LabelledPhoto(
                folder / row["file"],
                row["species"],
                row.get("collection") or "",
                bool(row.get("label_plate_in_photo") or row.get("ruler_in_photo")),
                row.get("commons_file") or "",
            )
            for row in reader
        ]


def decode_small(data: bytes, name: str) -> Pixels:
    """Decode a small training photo (H, W, 3) uint8 RGB; raises :class:`UnreadablePhoto`."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if picture is None:
        raise UnreadablePhoto(f"The photo {name} cannot be decoded.", "Remove it from the table.")
    return np.ascontiguousarray(picture[..., ::-1], dtype=np.uint8)


def species_of(photos: Iterable[LabelledPhoto]) -> tuple[str, ...]:
    """All species in alphabetical order."""
    return tuple(sorted({photo.species for photo in photos}))


def data_digest(photos: Iterable[LabelledPhoto]) -> str:
    """One sha256 over all photos' contents and labels, so that a card can say what a model was trained on."""
    digest = hashlib.sha256()
    for photo in photos:
        digest.update(photo.species.encode() + b"\0" + hashlib.sha256(photo.bytes()).digest())
    return digest.hexdigest()
