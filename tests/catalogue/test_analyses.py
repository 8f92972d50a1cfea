"""Analyses come back as they were, with their embeddings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.change import ChangeKind
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.records import analysis_to_record
from tests.catalogue.conftest import make_analysis, make_photo

TakeIn = Callable[..., int]


def test_an_analysis_is_added_and_found_again(catalogue: Catalogue) -> None:
    photo = make_photo()
    photo_id, _, _ = catalogue.photos.add(photo, who="Anna")
    first, second = make_analysis(photo), make_analysis(photo, "Azurite")
    changes = catalogue.analyses.add(photo_id, first, "one")
    assert changes.kinds == {ChangeKind.ANALYSIS, ChangeKind.PHOTO}
    assert changes.photo_ids == {photo_id}
    catalogue.analyses.add(photo_id, second, "two")
    latest = catalogue.analyses.latest(photo_id)
    assert latest is not None
    assert (latest[0], analysis_to_record(latest[1])) == (2, analysis_to_record(second))
    found = catalogue.analyses.find(photo_id, "one")
    assert found is not None
    assert analysis_to_record(found) == analysis_to_record(first)
    assert catalogue.analyses.find(photo_id, "three") is None
    assert catalogue.analyses.latest(99) is None


def test_a_failed_analysis_is_not_found_so_that_it_is_tried_again(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg", error="It is cut short.")
    assert catalogue.analyses.find(photo_id, "fingerprint") is None
    latest = catalogue.analyses.latest(photo_id)
    assert latest is not None
    assert latest[1].error == "It is cut short."


def test_numbers_that_are_none_are_stored_as_null(catalogue: Catalogue) -> None:
    photo = make_photo()
    photo_id, _, _ = catalogue.photos.add(photo, who="Anna")
    nan = float("nan")
    measurement = Measurement(MeasurementStatus.FLAGGED, length_mm=nan, width_mm=float("inf"), mm_per_px=nan)
    catalogue.analyses.add(photo_id, replace(make_analysis(photo), measurement=measurement), "f")
    row = next(catalogue.database.query("SELECT length_mm, width_mm, record FROM analysis"))
    assert (row["length_mm"], row["width_mm"]) == (None, None)
    assert "NaN" not in row["record"]
    assert "Infinity" not in row["record"]


def test_stored_holds_the_latest_analysis_and_decision_at_the_photos_place(catalogue: Catalogue) -> None:
    photo = make_photo(folder=Path("gone"))
    photo_id, _, _ = catalogue.photos.add(photo, who="Anna")
    assert catalogue.stored(photo_id).analysis is None
    catalogue.analyses.add(photo_id, make_analysis(photo), "f")
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite"))
    catalogue.photos.add(replace(photo, path=Path("here/IMG_0001.jpg")), who="Anna")
    stored = catalogue.stored(photo_id)
    assert stored.analysis is not None
    assert stored.decision is not None
    assert stored.analysis_id == 1
    assert stored.analysis.photo.path == stored.row.path == Path("here/IMG_0001.jpg")
    catalogue.history.undo("Anna")
    assert catalogue.stored(photo_id).decision is None


def test_an_embedding_comes_back_to_half_precision(catalogue: Catalogue, take_in: TakeIn) -> None:
    latest = catalogue.analyses.latest(take_in("a.jpg", embedding=np.array([0.6, -0.8], np.float32)))
    assert latest is not None
    assert latest[1].embedding is not None
    assert latest[1].embedding == pytest.approx([0.6, -0.8], abs=1e-3)
