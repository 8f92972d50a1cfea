"""Checking sizes typed by people, many at a time: over a catalogue, or a list beside a folder of photos."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mineral_desk.catalogue.typed_sizes import typed_photos
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.contradiction import CANNOT_TELL, Agreement, check_typed_size
from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.record_numbers import path_to_text
from mineral_desk.domain.typed_photo import CheckedPhoto, TypedPhoto
from mineral_desk.services.contradiction_words import check_in_words, typed_in_words, why_not
from mineral_desk.services.desk import Desk
from mineral_desk.services.report_rows import Rows
from mineral_desk.services.wording import size_in_words

Analyse = Callable[[Path], Analysis]
HEADINGS = ("Photo", "Number", "Typed, mm", "Measured, mm", "Apart, sd", "What it may be")
FINDINGS = (Agreement.CONTRADICTS, Agreement.MAY_AGREE)


@dataclass(frozen=True, slots=True)
class SizeChecks:
    """The outcome for every photo, what is most surely a slip first."""

    photos: tuple[CheckedPhoto, ...]

    @property
    def findings(self) -> tuple[CheckedPhoto, ...]:
        """The photos whose typed size differs from the measured one."""
        return tuple(one for one in self.photos if one.check.agreement in FINDINGS)

    @property
    def faults(self) -> tuple[str, ...]:
        """Why photos could not be checked, in words."""
        return tuple(one.fault for one in self.photos if one.fault)

    def count(self, agreement: Agreement) -> int:
        """How many photos came out so; those that failed are not among them."""
        return sum(one.check.agreement is agreement and not one.fault for one in self.photos)

    def summary(self) -> tuple[str, ...]:
        """How many agree, differ and cannot be told, and why they cannot."""
        counts = {agreement: self.count(agreement) for agreement in Agreement}
        words = (
            f"{len(self.photos)} typed sizes: {counts[Agreement.CONTRADICTS]} contradicted, "
            f"{counts[Agreement.MAY_AGREE]} different but perhaps right, {counts[Agreement.AGREES]} agree, "
            f"{counts[Agreement.CANNOT_TELL]} cannot be told, {len(self.faults)} failed."
        )
        untold = (one for one in self.photos if one.check.agreement is Agreement.CANNOT_TELL and not one.fault)
        reasons = Counter(why_not(one) for one in untold).most_common()
        lines = [words, *(f"  {count} cannot be told: {reason}." for reason, count in reasons)]
        if self.photos and counts[Agreement.CANNOT_TELL] == len(self.photos):
            lines.append("Nothing can be told: no photo shows a size that the program vouches for.")
        return tuple(lines)

    def rows(self, photos: Sequence[CheckedPhoto]) -> Rows:
        """A table of ``photos``, its headings first."""
        return (HEADINGS, *(_row(one) for one in photos))

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        counts = {agreement.value: self.count(agreement) for agreement in Agreement} | {"failed": len(self.faults)}
        return {"counts": counts, "photos": [_record(one) for one in self.photos]}

    def csv_rows(self) -> Rows:
        """The photos of :meth:`as_dict` as a table, its headings first."""
        records = [_record(one) for one in self.photos]
        cells = [tuple("" if value is None else str(value) for value in record.values()) for record in records]
        return (tuple(records[0]), *cells) if records else ()


def check_sizes(photos: Sequence[TypedPhoto], analyse: Analyse) -> Job[SizeChecks]:
    """Compare the typed with the measured size of each photo; those without a measurement are analysed now.

    A photo that cannot be analysed has its fault, and the run goes on.
    """
    checked = []
    for done, photo in enumerate(photos, start=1):
        checked.append(_checked(photo, analyse))
        yield Progress(done, len(photos), photo.path.name)
    return SizeChecks(tuple(sorted(checked, key=lambda one: one.check.certainty, reverse=True)))


def typed_in_catalogue(desk: Desk) -> tuple[TypedPhoto, ...]:
    """The decided photos of the open catalogue whose sizes were typed, with what was measured."""
    return tuple(typed_photos(desk.reading.database))


def _checked(photo: TypedPhoto, analyse: Analyse) -> CheckedPhoto:
    measurement, fault = photo.measurement, photo.fault
    if measurement is None and not fault and photo.typed.sides_mm:
        measurement, fault = _measured(photo.path, analyse)
    if fault or measurement is None:
        return CheckedPhoto(photo, NOT_MEASURED, CANNOT_TELL, fault)
    return CheckedPhoto(photo, measurement, check_typed_size(photo.typed, measurement))


def _measured(path: Path, analyse: Analyse) -> tuple[Measurement, str]:
    try:
        analysis = analyse(path)
    except MineralDeskError as fault:
        return NOT_MEASURED, str(fault)
    return analysis.measurement, analysis.error


def _row(one: CheckedPhoto) -> tuple[str, ...]:
    differs = one.check.agreement in FINDINGS
    return (
        one.photo.path.name,
        one.photo.catalogue_number,
        typed_in_words(one),
        size_in_words(one.measurement),
        f"{one.check.deviation_sd:.1f}" if differs else "",
        check_in_words(one),
    )


def _record(one: CheckedPhoto) -> dict[str, Any]:
    typed, found = one.photo.typed, one.measurement
    return {
        "file": path_to_text(one.photo.path),
        "catalogue_number": one.photo.catalogue_number,
        "typed_length_mm": typed.length_mm,
        "typed_width_mm": typed.width_mm,
        "typed_height_mm": typed.height_mm,
        "length_mm": found.length_mm,
        "length_error_mm": found.length_error_mm,
        "width_mm": found.width_mm,
        "width_error_mm": found.width_error_mm,
        **asdict(one.check),
        "words": check_in_words(one),
    }
