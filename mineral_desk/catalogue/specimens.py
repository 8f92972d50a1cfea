"""The specimens' records: only people's acts change them."""

from collections.abc import Mapping
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.log import Row, Value, acting
from mineral_desk.catalogue.rows import specimen_row
from mineral_desk.catalogue.text import clean_line, clean_text, now_text
from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import UsageError

_SIZES = ("length_mm", "length_error_mm", "width_mm", "width_error_mm", "height_mm", "depth_mm")


class Specimens:
    """Read and edit specimens."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def get(self, specimen_id: int) -> Specimen | None:
        """The specimen with that id."""
        return self._one("WHERE id = ?", specimen_id)

    def by_number(self, number: str) -> Specimen | None:
        """The specimen with that catalogue number."""
        return self._one("WHERE catalogue_number = ?", clean_line(number))

    def of_photo(self, photo_id: int) -> Specimen | None:
        """The specimen that the photo shows, once that was decided."""
        return self._one("WHERE id = (SELECT specimen_id FROM specimen_photo WHERE photo_id = ?)", photo_id)

    def photo_ids(self, specimen_id: int) -> list[int]:
        """The photos that show the specimen, in the order taken in."""
        rows = self._database.execute(
            "SELECT photo_id FROM specimen_photo WHERE specimen_id = ? ORDER BY photo_id", (specimen_id,)
        )
        return [row[0] for row in rows]

    def count(self) -> int:
        """How many there are."""
        return int(self._database.execute("SELECT count(*) FROM specimen").fetchone()[0])

    def edit(self, specimen_id: int, values: Mapping[str, str | float | None], who: str) -> Changes:
        """Set fields of a record by hand: species, notes and the sizes in mm with their errors. Undoable."""
        unknown = set(values) - {"species", "notes", *_SIZES}
        if unknown:
            raise UsageError(f"A specimen has no field {', '.join(sorted(unknown))}.", "Use the fields of the record.")
        row = _edited(values, who)
        with acting(self._database, self._path, "Edit the record", who) as act:
            now = act.row("specimen", specimen_id)
            if now is None:
                raise UsageError(f"This catalogue has no specimen with the id {specimen_id}.", "Look it up again.")
            if any(now[name] != row[name] for name in values):
                act.update("specimen", specimen_id, row)
        return act.changes

    def _one(self, where: str, parameter: Value) -> Specimen | None:
        found = self._database.query(f"SELECT * FROM specimen {where}", (parameter,))  # noqa: S608
        return next(map(specimen_row, found), None)


def _edited(values: Mapping[str, str | float | None], who: str) -> Row:
    row: Row = {"origin": "typed"}
    for name, value in values.items():
        row[name] = value if name in _SIZES else (clean_text if name == "notes" else clean_line)(str(value or ""))
    if "species" in values:
        row |= {"qualifier": "", "identified_by": clean_line(who), "identified_at": now_text()}
    if any(name in values for name in _SIZES):
        row |= {"size_method": "typed", "size_by": clean_line(who), "size_at": now_text()}
    return row
