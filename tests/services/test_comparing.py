"""Two models on the same photos: the same crop as in the analysis, places, and what got worse."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyse_files, analyse_taken_in
from mineral_desk.services.comparing import NamedPhoto, compare_models, photos_named_here
from mineral_desk.services.comparison_report import ComparedPhoto, ComparisonReport
from mineral_desk.services.desk import Desk
from mineral_desk.vision.classified_view import classified_crop
from tests.vision.small_model import SmallModel

MODELS = (ModelRef("old", "a" * 64), ModelRef("new", "b" * 64))


@pytest.fixture
def museum(desk: Desk, photos: Path) -> list[int]:
    """Photos of the catalogue that were analysed; the first two are named, as Quartz and Azurite."""
    SmallModel().write(desk.folders.own_models)
    desk.settings = replace(desk.settings, analysis=replace(desk.settings.analysis, explain="none"))
    ids = [one.photo_id for one in analyse_files(desk, sorted(photos.glob("FMM*01.jpg")))]
    for photo_id, species in zip(ids, ("Quartz", "Azurite"), strict=False):
        assert photo_id is not None
        reviewing.decide(desk, Decision(photo_id, Verb.CORRECT, "Anna", species, shown=("Gypsum",)))
    return [one for one in ids if one is not None]


def assert_classified_alike(desk: Desk, stored: StoredPhoto) -> None:
    """Classified once more, the photo has the suggestions of its analysis, which are stored with six digits."""
    assert stored.analysis is not None
    again = desk.pipeline.classifier.classify(classified_crop(stored.row.path, stored.analysis)).suggestions
    before = stored.analysis.suggestions
    assert [one.species for one in again.items] == [one.species for one in before.items]
    chances = [one.probability for one in before.items]
    assert [one.probability for one in again.items] == pytest.approx(chances, abs=1e-5)
    assert again.recommendation == before.recommendation


def test_the_crop_is_the_one_that_was_classified(desk: Desk, museum: list[int]) -> None:
    for photo_id in museum:
        stored = desk.reading.stored(photo_id)
        assert_classified_alike(desk, stored)


def test_what_was_overruled_holds_for_both(desk: Desk, museum: list[int]) -> None:
    reviewing.choose_specimen(desk, museum[0], Box(100, 100, 400, 300))
    finish(analyse_taken_in(desk, museum[:1], again=True))
    stored = desk.reading.stored(museum[0])
    assert_classified_alike(desk, stored)


def test_the_decisions_of_a_catalogue_are_the_truth(desk: Desk, museum: list[int]) -> None:
    before = desk.reading.database.execute("SELECT count(*) FROM analysis").fetchone()
    named = photos_named_here(desk)
    assert [(one.photo_id, one.species) for one in named] == [(museum[0], "Quartz"), (museum[1], "Azurite")]
    report = finish(compare_models(desk, ("species", "small"), named))
    assert [one.name for one in report.models] == ["species", "small"]
    for photo in report.photos:
        assert photo.photo_id is not None
        analysis = desk.reading.stored(photo.photo_id).analysis
        assert analysis is not None
        assert photo.names[0] == tuple(one.species for one in analysis.suggestions.items)
    assert desk.reading.database.execute("SELECT count(*) FROM analysis").fetchone() == before


def test_photos_without_analysis_are_analysed_and_those_lost_are_told(desk: Desk, museum: list[int]) -> None:
    rows = [desk.reading.queue.row(one) for one in museum[:2]]
    moved = NamedPhoto(Path("/nowhere/a.jpg"), "Gypsum")
    report = finish(compare_models(desk, ("species", "small"), [NamedPhoto(rows[0].path, "QUARTZ"), moved]))
    stored = desk.reading.stored(museum[0]).analysis
    assert stored is not None
    assert [one.casefold() for one in report.photos[0].names[0]] == [
        one.species.casefold() for one in stored.suggestions.items
    ]
    assert "a.jpg" in report.photos[1].error
    assert len(report.compared) == 1


def test_a_catalogue_without_decisions_has_no_truth(desk: Desk) -> None:
    with pytest.raises(UsageError, match="Nobody has named a photo"):
        photos_named_here(desk)


def compared(file: str, species: str, old: str, new: str, error: str = "") -> ComparedPhoto:
    return ComparedPhoto(file, species, (tuple(old), tuple(new)), error=error)


def test_figures_and_what_got_worse() -> None:
    photos = (
        compared("a", "A", "ABCDE", "BACDE"),  # first, then second
        compared("b", "B", "ACDBE", "BACDE"),  # fourth, then first
        compared("c", "A", "ABCDE", "FGHIJ"),  # first, then not there
        compared("d", "C", "FGHIJ", "FGHIJ"),  # never there
        compared("e", "C", "", "", error="gone"),
    )
    report = ComparisonReport(MODELS, photos, (1, 0))
    assert [(one.file, one.gain) for one in report.worse] == [("c", -5), ("a", -1)]
    assert [(one.file, one.gain) for one in report.improved] == [("b", 3)]
    assert [report.top(0, n) for n in (1, 3, 5)] == [0.5, 0.5, 0.75]
    assert [report.top(1, n) for n in (1, 3, 5)] == [0.25, 0.5, 0.5]
    assert report.mean_of_species(0, 1) == pytest.approx(1 / 3)
    assert report.mean_of_species(1, 5) == pytest.approx((0.5 + 1 + 0) / 3)
    assert [one["file"] for one in report.as_dict()["by_photo"]] == ["c", "a", "d", "b", "e"]
    json.dumps(report.as_dict(), allow_nan=False)
    assert report.rows()[0] == ("", "old", "new", "difference")
    assert report.rows()[1] == ("top 1", "50.0 %", "25.0 %", "-25.0")
    assert report.photo_rows(report.worse)[1] == ("c", "A", "1", "–", "A", "F")


def test_nothing_compared_has_no_figures() -> None:
    report = ComparisonReport(MODELS, ())
    assert np.isnan(report.top(0, 1))
    assert report.rows()[1] == ("top 1", "–", "–", "–")
