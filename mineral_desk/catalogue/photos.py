"""The photos of a catalogue."""

import json
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.log import acting
from mineral_desk.catalogue.rows import photo_rows
from mineral_desk.catalogue.specimen_writes import renumber
from mineral_desk.catalogue.state import refresh_states
from mineral_desk.catalogue.text import clean_line, now_text
from mineral_desk.domain.analysis import NO_OVERRULES, Overrules
from mineral_desk.domain.catalogue import PhotoRow
from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind, Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.phrase import said
from mineral_desk.domain.quality import KnownPhoto
from mineral_desk.domain.record_numbers import path_from_text, path_to_text
from mineral_desk.domain.records import overrules_from_record, overrules_to_record

_SIGN, _RANGE = 1 << 63, 1 << 64
SAME_SPECIMEN_AT_MOST = 50
SAME_SPECIMEN = """
WHERE s.state <> 'set_aside' AND s.photo_id <> :id AND s.photo_id IN (
    SELECT photo_id FROM specimen_photo
        WHERE specimen_id = (SELECT specimen_id FROM specimen_photo WHERE photo_id = :id)
    UNION SELECT o.id FROM photo AS p JOIN photo AS o ON o.catalogue_number = p.catalogue_number
        WHERE p.id = :id AND o.catalogue_number <> ''
) ORDER BY s.photo_id LIMIT :limit
"""
"""The condition on ``o`` is that of the index over numbers."""


class Photos:
    """Take photos in, find them, give them numbers, overrule the clean-up."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def add(
        self,
        photo: Photo,
        catalogue_number: str = "",
        number_source: str = "",
        perceptual_hash: int | None = None,
        who: str = "",
    ) -> tuple[int, bool, Changes]:
        """Take a photo in: its id, whether it is new, and what was written.

        The same bytes again (sha256) are the photo that is there already. Where its file has gone from the place
        known until now, the new place is taken over; every place is remembered.
        """
        with writing(self._database, self._path):
            cursor = self._database.execute(
                "INSERT INTO photo (path, sha256, byte_size, width_px, height_px, taken_at, focal_length_35mm, "
                "catalogue_number, number_source, perceptual_hash, taken_in_at, taken_in_by) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
                (
                    path_to_text(photo.path),
                    photo.sha256,
                    photo.byte_size,
                    photo.width_px,
                    photo.height_px,
                    None if photo.taken_at is None else photo.taken_at.isoformat(),
                    photo.focal_length_35mm,
                    clean_line(catalogue_number),
                    clean_line(number_source),
                    stored_hash(perceptual_hash),
                    now_text(),
                    clean_line(who),
                ),
            )
            is_new = cursor.rowcount == 1
            photo_id = int(cursor.lastrowid or 0) if is_new else self._id_of(photo.sha256)
            moved = self._note_place(photo_id, photo.path, is_new)
            if is_new:
                refresh_states(self._database, [photo_id])
        written = Changes(frozenset({ChangeKind.PHOTO}), frozenset({photo_id})) if is_new or moved else NOTHING_CHANGED
        return photo_id, is_new, written

    def get(self, photo_id: int) -> PhotoRow:
        """The photo in a list's terms. Raises UsageError where there is none."""
        row = next(photo_rows(self._database, "WHERE s.photo_id = :id", {"id": photo_id}), None)
        if row is None:
            raise no_photo(photo_id)
        return row

    def by_sha256(self, sha256: str) -> PhotoRow | None:
        """The photo with these bytes, if it was taken in."""
        found = self._database.execute("SELECT id FROM photo WHERE sha256 = ?", (sha256,)).fetchone()
        return None if found is None else self.get(found[0])

    def facts(self, photo_id: int) -> Photo:
        """The file's facts as they were when it was taken in, at the place known last."""
        found = next(self._database.query("SELECT * FROM photo WHERE id = ?", (photo_id,)), None)
        if found is None:
            raise no_photo(photo_id)
        return Photo(
            path_from_text(found["path"]),
            found["sha256"],
            found["byte_size"],
            found["width_px"],
            found["height_px"],
            datetime.fromisoformat(found["taken_at"]) if found["taken_at"] else None,
            found["focal_length_35mm"],
        )

    def of_same_specimen(self, photo_id: int, limit: int = SAME_SPECIMEN_AT_MOST) -> list[PhotoRow]:
        """The other photos of the photo's specimen, by its record or its number; those set aside are left out."""
        return list(photo_rows(self._database, SAME_SPECIMEN, {"id": photo_id, "limit": limit}))

    def known(self) -> list[KnownPhoto]:
        """Every photo whose perceptual hash is known, for the search of near-duplicates; in the order taken in."""
        rows = self._database.execute(
            "SELECT path, sha256, perceptual_hash FROM photo WHERE perceptual_hash IS NOT NULL ORDER BY id"
        )
        return [KnownPhoto(_name(path), sha256, bits % _RANGE) for path, sha256, bits in rows]

    def number_source(self, photo_id: int) -> str:
        """Where the photo's catalogue number came from ("file name", "QR", "typed" ...); empty without one."""
        found = self._database.execute("SELECT number_source FROM photo WHERE id = ?", (photo_id,)).fetchone()
        return "" if found is None else str(found[0])

    def set_number(self, photo_id: int, number: str, who: str) -> Changes:
        """Give the photo a number by hand; the specimen's record goes along. Undoable."""
        number = clean_line(number)
        with acting(self._database, self._path, f"Number {number}" if number else "No number", who) as act:
            if act.row("photo", photo_id) is None:
                raise no_photo(photo_id)
            renumber(act, photo_id, number)
        return act.changes

    def overrules(self, photo_id: int) -> Overrules:
        """Where a person said that the clean-up of this photo was wrong."""
        found = self._database.execute("SELECT overrules FROM photo WHERE id = ?", (photo_id,)).fetchone()
        return overrules_from_record(json.loads(found[0])) if found is not None and found[0] else NO_OVERRULES

    def overrule(self, photo_id: int, overrules: Overrules, who: str) -> Changes:
        """Say where the clean-up was wrong, in place of what was said before. Undoable.

        A photo whose issues are accepted is no longer set aside; analysing it again honours the rest.
        """
        before = self.overrules(photo_id)
        name = "Take in anyway" if overrules.accepted_issues - before.accepted_issues else "Overrule the clean-up"
        stored = None if overrules == NO_OVERRULES else json.dumps(overrules_to_record(overrules))
        with acting(self._database, self._path, name, who) as act:
            if act.row("photo", photo_id) is None:
                raise no_photo(photo_id)
            act.update("photo", photo_id, {"overrules": stored})
        return act.changes

    def _id_of(self, sha256: str) -> int:
        return int(self._database.execute("SELECT id FROM photo WHERE sha256 = ?", (sha256,)).fetchone()[0])

    def _note_place(self, photo_id: int, path: Path, is_new: bool) -> bool:
        """Remember the place; True where the photo's file was moved there."""
        self._database.execute(
            "INSERT INTO photo_path (photo_id, path, seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (photo_id, path_to_text(path), now_text()),
        )
        if is_new or not _gone(self.facts(photo_id).path, path):
            return False
        self._database.execute("UPDATE photo SET path = ? WHERE id = ?", (path_to_text(path), photo_id))
        return True


def stored_hash(perceptual_hash: int | None) -> int | None:
    """64 unsigned bits as SQLite's signed integer."""
    if perceptual_hash is None:
        return None
    return perceptual_hash - _RANGE if perceptual_hash >= _SIGN else perceptual_hash


def _name(path: str) -> str:
    """The last part of a path of any system; ``pathlib`` would take seconds for 200,000 of them."""
    return path.replace("\\", "/").rpartition("/")[2]


def no_photo(photo_id: int) -> UsageError:
    """The error for an id that is none."""
    return UsageError(said("This catalogue has no photo with the id {n}.", n=photo_id), "Look it up in the queue.")


def _gone(known: Path, seen: Path) -> bool:
    try:
        return known != seen and not known.exists()
    except OSError:
        return True
