"""A catalogue with every kind of specimen that a plan must tell apart."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.services.desk import Desk
from tests.catalogue.conftest import make_analysis, make_photo

Add = Callable[..., int]


def add_photo(
    catalogue: Catalogue,
    number: str,
    size: SizeDecision | None,
    status: MeasurementStatus = MeasurementStatus.MEASURED,
    name: str = "",
) -> int:
    """A photo that is named and whose size is decided so; returns the photo's id."""
    photo = replace(make_photo(name or f"{number}.jpg"))
    photo_id, _, _ = catalogue.photos.add(photo, number, "file name", who="Anna")
    catalogue.analyses.add(photo_id, make_analysis(photo, status=status), "fingerprint")
    size = size or SizeDecision()
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Quartz", catalogue_number=number, size=size))
    return photo_id


def accepted(length_mm: float, width_mm: float, error_mm: float = 1.0) -> SizeDecision:
    return SizeDecision(SizeVerb.ACCEPTED, length_mm, width_mm, None, error_mm, error_mm)


def typed(length_mm: float, width_mm: float, height_mm: float | None = None) -> SizeDecision:
    return SizeDecision(SizeVerb.TYPED, length_mm, width_mm, height_mm)


def fill(catalogue: Catalogue) -> None:
    add_photo(catalogue, "FMM 10", typed(30.0, 20.0, 15.0))
    add_photo(catalogue, "FMM 2", accepted(82.4, 40.0, 2.1))
    add_photo(catalogue, "FMM 3", accepted(52.0, 33.0))
    add_photo(catalogue, "FMM 3", accepted(52.4, 21.0), name="turned.jpg")
    add_photo(catalogue, "FMM 4", typed(312.0, 220.0))
    add_photo(catalogue, "FMM 5", None, MeasurementStatus.FLAGGED)
    add_photo(catalogue, "FMM 6", SizeDecision(SizeVerb.NONE), MeasurementStatus.NOT_MEASURED)
    add_photo(catalogue, "FMM 7", None)
    add_photo(catalogue, "=FMM 8", None, MeasurementStatus.NOT_MEASURED)
    photo_id = add_photo(catalogue, "FMM 9", None, MeasurementStatus.FLAGGED)
    catalogue.specimens.edit_of_photo(photo_id, {"length_mm": 40.0}, "Anna")


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.write(fill)
    return desk
