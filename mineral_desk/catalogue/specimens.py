"""The specimens' records: only people's acts change them."""

from collections.abc import Sequence
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.edit_lines import EDIT, edit_name
from mineral_desk.catalogue.log import Act, Row, Value, acting
from mineral_desk.catalogue.past import row_now
from mineral_desk.catalogue.photos import no_photo
from mineral_desk.catalogue.rows import specimen_row
from mineral_desk.catalogue.specimen_writes import latest_decision, specimen_for, write_record
from mineral_desk.catalogue.text import clean_line, clean_text, now_text
from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS, FieldValues


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

    def for_photo(self, photo_id: int) -> Specimen | None:
        """The specimen that the photo shows or, before that is decided, the one that has its number."""
        return self.of_photo(photo_id) or self._one(
            "WHERE catalogue_number = (SELECT catalogue_number FROM photo WHERE id = ?)", photo_id
        )

    def photo_ids(self, specimen_id: int) -> list[int]:
        """The photos that show the specimen, in the order taken in."""
        rows = self._database.execute(
            "SELECT photo_id FROM specimen_photo WHERE specimen_id = ? ORDER BY photo_id", (specimen_id,)
        )
        return [row[0] for row in rows]

    def count(self) -> int:
        """How many there are."""
        return int(self._database.execute("SELECT count(*) FROM specimen").fetchone()[0])

    def edit(self, specimen_id: int, values: FieldValues, who: str) -> Changes:
        """Set fields of a record by hand (:data:`FIELD_WORDS`). Undoable.

        Raises UsageError for what is no field and where there is no such record.
        """
        if self.get(specimen_id) is None:
            raise UsageError(
                said("This catalogue has no specimen with the id {n}.", n=specimen_id), "Look it up again."
            )
        return self.edit_all([specimen_id], values, who)

    def edit_all(self, specimen_ids: Sequence[int], values: FieldValues, who: str, reason: str = "") -> Changes:
        """Set the same fields of many records as one act, undone as one.

        Records that stand so already, and those that are no more, are passed over. Raises UsageError for what is no
        field.
        """
        _check(values)
        ids = list(dict.fromkeys(specimen_ids))
        differing = sum(1 for one in ids if self._would_change(one, values))
        with acting(self._database, self._path, edit_name(differing), who, reason=reason) as act:
            for specimen_id in ids:
                if act.row("specimen", specimen_id) is not None:
                    _edit(act, specimen_id, values, who)
        return act.changes

    def _would_change(self, specimen_id: int, values: FieldValues) -> bool:
        now = row_now(self._database, "specimen", specimen_id)
        return now is not None and _differs(_edited(values, ""), values, now)

    def edit_of_photo(self, photo_id: int, values: FieldValues, who: str) -> Changes:
        """Set fields of the record that the photo, or the number it has, belongs to; made where there is none.

        Undoable as one act; nothing is written where nothing changes. Raises UsageError as :meth:`edit`, and for a
        photo that a person set aside: it shows no specimen of the catalogue.
        """
        _check(values)
        with acting(self._database, self._path, EDIT, who) as act:
            photo, decision = act.row("photo", photo_id), latest_decision(self._database, photo_id)
            if photo is None:
                raise no_photo(photo_id)
            if decision is not None and decision.verb is Verb.REJECT:
                raise UsageError("This photo was set aside and belongs to no specimen.", "Take it in first.")
            found = self.for_photo(photo_id)
            if _differs(_edited(values, who), values, {} if found is None else act.row("specimen", found.id) or {}):
                _edit(act, specimen_for(act, photo_id, str(photo["catalogue_number"])), values, who)
        return act.changes

    def _one(self, where: str, parameter: Value) -> Specimen | None:
        found = self._database.query(f"SELECT * FROM specimen {where}", (parameter,))  # noqa: S608
        return next(map(specimen_row, found), None)


def _check(values: FieldValues) -> None:
    unknown = set(values) - set(FIELD_WORDS)
    if unknown:
        raise UsageError(
            said("A specimen has no field {fields}.", fields=", ".join(sorted(unknown))),
            "Use the fields of the record.",
        )


def _edit(act: Act, specimen_id: int, values: FieldValues, who: str) -> None:
    row = _edited(values, who)
    if _differs(row, values, act.row("specimen", specimen_id) or {}):
        write_record(act, specimen_id, row)


def _differs(row: Row, values: FieldValues, now: Row) -> bool:
    """Whether ``row`` says anything new; a record that is not there yet is an empty one."""
    return any(row[name] != now.get(name, None if name in SIZE_FIELDS else "") for name in values)


def _edited(values: FieldValues, who: str) -> Row:
    row: Row = {"origin": "typed"}
    for name, value in values.items():
        row[name] = value if name in SIZE_FIELDS else (clean_text if name == "notes" else clean_line)(str(value or ""))
    if "species" in values:
        row |= {"qualifier": "", "identified_by": clean_line(who), "identified_at": now_text()}
    if any(name in values for name in SIZE_FIELDS):
        row |= {"size_method": "typed", "size_by": clean_line(who), "size_at": now_text()}
    return row
