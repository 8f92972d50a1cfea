"""A catalogue with what makes exports difficult: Cyrillic, formulas, line breaks, equal file names, what was undone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.measurement import Outline
from mineral_desk.domain.progress import finish
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import ExportFormat, ExportOrder, ExportReport
from tests.catalogue.conftest import make_analysis, make_photo

DANGEROUS = '=HYPERLINK("http://x","y")'
SQUARE = ((100, 100), (400, 100), (400, 300), (100, 300))
NOTE = "First line\n-second; =2+3"
Export = Callable[..., ExportReport]


def take_in(catalogue: Catalogue, name: str, number: str, folder: str = "card", species: str = "Malachite") -> int:
    photo = replace(make_photo(f"{folder}/{name}"), path=Path(folder) / name)
    photo_id, _, _ = catalogue.photos.add(photo, number, "file name", who="Anna")
    analysis = replace(make_analysis(photo, species), outline=Outline(np.array(SQUARE, np.float32), 0.9))
    catalogue.analyses.add(photo_id, analysis, "fingerprint")
    return photo_id


def fill(catalogue: Catalogue) -> None:
    """Four specimens of five photos, one photo that is not decided, one decision that was taken back."""
    sized = SizeDecision(SizeVerb.ACCEPTED, 52.1, 33.0, None, 1.25, 0.9)
    first = take_in(catalogue, "IMG_1.jpg", "FMM 82451")
    malachite = Decision(first, Verb.ACCEPT, "Anna", "Malachite", size=sized, shown=("Malachite", "Azurite"))
    catalogue.decisions.add(replace(malachite, analysis_id=1))
    second = take_in(catalogue, "IMG_1.JPG", "FMM 82451", "card 2")
    catalogue.decisions.add(Decision(second, Verb.CORRECT, "Борис", "Azurite", shown=("Malachite",), analysis_id=2))
    catalogue.history.undo("Борис")
    catalogue.decisions.add(Decision(second, Verb.ACCEPT, "Anna", "Malachite"))
    catalogue.specimens.edit_of_photo(
        first,
        {
            "label_name": "Малахитъ",
            "group_name": "Rosasite group",
            "locality": "Гумешевский рудник, Урал",
            "donor": DANGEROUS,
            "storage_place": "Cabinet 14, drawer 6",
            "notes": NOTE,
        },
        "Anna",
    )
    catalogue.verifications.add([1], VerificationStatus.VERIFIED, "Борис", "в лупу")
    typed = SizeDecision(SizeVerb.TYPED, 60.0, 41.5, 20.0, depth_mm=15.0)
    third = take_in(catalogue, "камень № 7.jpg", "007")
    catalogue.decisions.add(Decision(third, Verb.GROUP, "Anna", "Garnet group", size=typed))
    fourth = take_in(catalogue, "con.jpg", "")
    catalogue.decisions.add(Decision(fourth, Verb.UNSURE, "Anna"))
    catalogue.specimens.edit_of_photo(fourth, {"species": "@Quartz", "height_mm": 5.0}, "Вера")
    edited = catalogue.history.can_undo()
    assert edited is not None
    catalogue.history.give_reason(edited.id, "=label", "Вера")
    take_in(catalogue, "waiting.jpg", "9")


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.write(fill)
    return desk


@pytest.fixture
def exported(filled: Desk, tmp_path: Path) -> Export:
    """``exported(ExportFormat.CSV, "a.csv", ...)`` writes the file into an awkward folder and returns the report."""

    def write(kind: ExportFormat, name: str, **about: object) -> ExportReport:
        return finish(export(filled, ExportOrder(kind, tmp_path / "Вывоз № 1" / name, **about)))  # type: ignore[arg-type]

    return write
