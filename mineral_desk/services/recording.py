"""The record of a specimen: names, place, donor, notes, as people type them."""

from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.change import Changes
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.services.desk import Desk


def record_of(desk: Desk, photo_id: int) -> Specimen | None:
    """The record that the photo belongs to or, before that is decided, that of its number; None where there is none."""
    return desk.reading.specimens.for_photo(photo_id)


def edit_record(desk: Desk, photo_id: int, values: FieldValues) -> Changes:
    """Set fields of the record of the photo's specimen, in the name of whoever works here; one act, undone as one.

    A record is made where there is none. Raises :class:`UsageError` for a photo that was set aside.
    """
    who = desk.settings.who
    return desk.write(lambda catalogue: catalogue.specimens.edit_of_photo(photo_id, values, who))
