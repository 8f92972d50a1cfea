"""Real catalogue files, and photos and analyses to fill them with."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.catalogue.opening import Catalogue, create_catalogue
from mineral_desk.domain.analysis import NO_OVERRULES, Analysis, ModelRef, Overrules
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import IssueCode, QualityIssue, QualityReport, Verdict
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions


def make_photo(name: str = "IMG_0001.jpg", folder: Path = Path("photos")) -> Photo:
    """A photo whose bytes are its name."""
    return Photo(folder / name, hashlib.sha256(name.encode()).hexdigest(), 1000, 640, 480)


def make_analysis(
    photo: Photo,
    species: str = "Malachite",
    *,
    recommendation: Recommendation = Recommendation.STRONG,
    status: MeasurementStatus = MeasurementStatus.MEASURED,
    verdict: Verdict = Verdict.OK,
    issues: tuple[IssueCode, ...] = (),
    overrules: Overrules = NO_OVERRULES,
    error: str = "",
    embedding: np.ndarray | None = None,
) -> Analysis:
    """An analysis with what the queue asks about."""
    flags = () if status is MeasurementStatus.MEASURED else (Flag(FlagCode.NO_CUBE),)
    size = None if status is MeasurementStatus.NOT_MEASURED else 52.1
    return Analysis(
        photo,
        QualityReport(verdict, tuple(QualityIssue(code, 4.0, 3.0) for code in issues), perceptual_hash=2**64 - 5),
        measurement=Measurement(status, flags, length_mm=size, width_mm=size),
        suggestions=Suggestions((Suggestion(species, 0.71),), recommendation),
        models={"classifier": ModelRef("starter", "c" * 64)},
        overrules=overrules,
        error=error,
        embedding=embedding,
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """A new catalogue in a folder with an awkward name; its file must be sound after the test."""
    folder = tmp_path / "Музей № 1"
    folder.mkdir()
    with create_catalogue(folder / "каталог.mdc") as one:
        yield one
        assert one.check() == []


@pytest.fixture
def take_in(catalogue: Catalogue) -> Callable[..., int]:
    """Take a photo in and analyse it; returns its id."""

    def take(name: str, number: str = "", **about: object) -> int:
        photo = make_photo(name)
        photo_id, _, _ = catalogue.photos.add(photo, number, "file name" if number else "", who="Anna")
        catalogue.analyses.add(photo_id, make_analysis(photo, **about), "fingerprint")  # type: ignore[arg-type]
        return photo_id

    return take
