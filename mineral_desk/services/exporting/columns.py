"""The columns of the plain CSV and XLSX files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.domain.record_numbers import printable
from mineral_desk.domain.verification import VerificationStatus

Cell = str | float | int | date | None
LIST_SIGN = " | "
"""Between the parts of a cell that holds several, as Darwin Core recommends."""
METHOD_WORDS = {
    "": "",
    "measured": "measured in the photo, accepted",
    "adjusted": "measured in the photo from marks set by hand",
    "typed": "typed",
}
VERIFICATION_TERMS = {
    VerificationStatus.OPEN: "unverified",
    VerificationStatus.VERIFIED: "verified",
    VerificationStatus.CONTESTED: "contested",
}
"""What stands in exports for Darwin Core's identificationVerificationStatus."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what stands in it, and how many letters wide it is in a spreadsheet."""

    heading: str
    value: Callable[[ExportedSpecimen], Cell]
    width: int = 14


def day(moment: datetime | None) -> date | None:
    """The day of a moment (UTC)."""
    return None if moment is None else moment.date()


def photo_names(specimen: ExportedSpecimen) -> str:
    """The names of the photos' files, in the order taken in."""
    return LIST_SIGN.join(printable(photo.path.name) for photo in specimen.photos)


def verification_status(specimen: ExportedSpecimen) -> str:
    """How the name stands: ``unverified``, ``verified`` or ``contested``; empty where there is no name."""
    if not specimen.record.species:
        return ""
    return VERIFICATION_TERMS[specimen.record.verification]


PLAIN: tuple[Column, ...] = (
    Column("catalogue_number", lambda one: one.record.catalogue_number, 16),
    Column("name", lambda one: one.record.species, 22),
    Column("name_qualifier", lambda one: one.qualifier, 13),
    Column("name_on_label", lambda one: one.record.label_name, 22),
    Column("group", lambda one: one.record.group_name, 20),
    Column("identified_by", lambda one: one.identified_by, 16),
    Column("identified_on", lambda one: day(one.identified_at), 13),
    Column("verification", verification_status, 12),
    Column("verified_by", lambda one: one.record.verified_by, 16),
    Column("verified_on", lambda one: day(one.record.verified_at), 12),
    Column("verification_reason", lambda one: one.record.verification_reason, 24),
    Column("length_mm", lambda one: one.record.length_mm, 11),
    Column("length_error_mm", lambda one: one.record.length_error_mm, 15),
    Column("width_mm", lambda one: one.record.width_mm, 11),
    Column("width_error_mm", lambda one: one.record.width_error_mm, 15),
    Column("height_mm", lambda one: one.record.height_mm, 11),
    Column("depth_mm", lambda one: one.record.depth_mm, 11),
    Column("size_method", lambda one: METHOD_WORDS.get(one.size_method, one.size_method), 32),
    Column("size_by", lambda one: one.size_by, 16),
    Column("size_on", lambda one: day(one.size_at), 12),
    Column("locality", lambda one: one.record.locality, 34),
    Column("hardness_mohs", lambda one: one.record.hardness, 14),
    Column("streak", lambda one: one.record.streak, 12),
    Column("lustre", lambda one: one.record.lustre, 12),
    Column("magnetism", lambda one: one.record.magnetism, 12),
    Column("density_g_cm3", lambda one: one.record.density, 14),
    Column("donor", lambda one: one.record.donor, 22),
    Column("storage_place", lambda one: one.record.storage_place, 24),
    Column("notes", lambda one: one.record.notes, 40),
    Column("last_reason", lambda one: one.last_reason, 24),
    Column("photos", photo_names, 40),
    Column("photo_count", lambda one: len(one.photos), 12),
    Column("record_id", lambda one: one.guid, 34),
)
"""See FORMATS.md."""
