"""The record of a specimen: names, place, donor, notes, as people type them; its history, and its earlier states."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.catalogue import HistoryLine, Specimen
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.past import PastState
from mineral_desk.domain.phrase import said
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose history is meant: a record, or a photo that belongs to none yet."""

    specimen_id: int | None = None
    photo_id: int | None = None


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """A record with the photos that show it, in the order taken in, and all that happened to them, latest first."""

    record: Specimen
    photo_ids: tuple[int, ...]
    history: tuple[HistoryLine, ...]


def subject_called(desk: Desk, named: str) -> Subject:
    """The record of a photo's file, wherever that lies now, or of a catalogue number.

    Raises :class:`UsageError` where there is neither.
    """
    path = Path(named)
    if path.is_file():
        row = reviewing.find_photo(desk, path)
        if row is None:
            raise UsageError(
                said("{path} is not in {catalogue}.", path=path, catalogue=desk.reading.path), "Take it in first."
            )
        return subject_of_photo(desk, row.id)
    record = desk.reading.specimens.by_number(named)
    if record is None:
        raise UsageError(said("There is no photo and no record {named}.", named=named), "Check how it is spelled.")
    return Subject(record.id)


def subject_of_photo(desk: Desk, photo_id: int) -> Subject:
    """The record that the photo belongs to, or the photo alone."""
    record = desk.reading.specimens.of_photo(photo_id)
    return Subject(None if record is None else record.id, photo_id)


def history_of(desk: Desk, subject: Subject) -> list[HistoryLine]:
    """What happened to the record and its photos, or to the photo, latest first."""
    if subject.specimen_id is not None:
        return desk.reading.history.record_lines(subject.specimen_id)
    assert subject.photo_id is not None  # one of both is there
    return desk.reading.history.lines(subject.photo_id)


def preview_state(desk: Desk, subject: Subject, as_of: int) -> PastState:
    """What bringing the state after act ``as_of`` back would change. Raises :class:`UsageError` where it cannot be."""
    return desk.reading.states.preview(as_of, specimen_id=subject.specimen_id, photo_id=subject.photo_id)


def restore_state(desk: Desk, subject: Subject, as_of: int, reason: str = "") -> Changes:
    """Bring the state after act ``as_of`` back, as a new act. Raises as :func:`preview_state`."""
    who = desk.settings.who
    return desk.write(
        lambda catalogue: catalogue.states.restore(
            as_of, who, specimen_id=subject.specimen_id, photo_id=subject.photo_id, reason=reason
        )
    )


def give_reason(desk: Desk, operation_id: int, reason: str) -> Changes:
    """Say why an act was done, after it."""
    who = desk.settings.who
    return desk.write(lambda catalogue: catalogue.history.give_reason(operation_id, reason, who))


def record_of(desk: Desk, photo_id: int) -> Specimen | None:
    """The record that the photo belongs to or, before that is decided, that of its number; None where there is none."""
    return desk.reading.specimens.for_photo(photo_id)


def whole_record(desk: Desk, specimen_id: int) -> WholeRecord | None:
    """A record with all that is shown of it beside a list; None where it is gone."""
    record = desk.reading.specimens.get(specimen_id)
    if record is None:
        return None
    photo_ids = tuple(desk.reading.specimens.photo_ids(specimen_id))
    return WholeRecord(record, photo_ids, tuple(desk.reading.history.record_lines(specimen_id)))


def edit_record(desk: Desk, photo_id: int, values: FieldValues) -> Changes:
    """Set fields of the record of the photo's specimen, in the name of whoever works here; one act, undone as one.

    A record is made where there is none. Raises :class:`UsageError` for a photo that was set aside.
    """
    who = desk.settings.who
    return desk.write(lambda catalogue: catalogue.specimens.edit_of_photo(photo_id, values, who))


def edit_records(desk: Desk, specimen_ids: Sequence[int], values: FieldValues, reason: str = "") -> Changes:
    """Set the same fields of many records; one act, undone as one."""
    who = desk.settings.who
    return desk.write(lambda catalogue: catalogue.specimens.edit_all(specimen_ids, values, who, reason))
