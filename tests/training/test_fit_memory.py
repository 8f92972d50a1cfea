"""The constants of the memory are fitted by collection and put into the card, and nothing else in it changes."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("torch")

from mineral_desk.domain.model import MemoryCalibration, TrustLevel
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions
from mineral_desk.services.memory_trial import LeftOut, TrialPhoto
from mineral_desk.services.truth_files import KnownSpecies
from mineral_desk.training.fit_memory import fit, fit_and_measure, write_constants
from mineral_desk.vision.model_card import read_card

GROUPS = {f"S{number}": f"G{number // 2}" for number in range(8)}


def museum(seed: int, collection: str, spread: float) -> list[TrialPhoto]:
    """Eight species of six specimens around a direction each; the model is right one time in five."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(8, 16))
    photos = []
    for species in range(8):
        for number in range(6):
            vector = centres[species] + spread * rng.normal(size=16)
            name = f"{collection}-{species}-{number}"
            guess = species if rng.random() < 0.2 else int(rng.integers(8))
            starter = Suggestions((Suggestion(f"S{guess}", 0.2),))
            unit = (vector / np.linalg.norm(vector)).astype(np.float32)
            photos.append(TrialPhoto(KnownSpecies(Path(name), f"S{species}", collection, name), starter, unit))
    return photos


def test_likeness_that_tells_counts_and_likeness_that_does_not_counts_little():
    telling, noise = fit(museum(0, "a", 0.5), 100), fit(museum(0, "a", 50.0), 100)
    assert telling.weight > noise.weight
    photos = [*museum(0, "a", 0.5), *museum(1, "b", 0.5), *museum(2, "c", 0.5)]
    fitted = fit_and_measure(photos, 100, GROUPS, {"more": [0.9] * 40}, {"mugs": [0.2, 0.5, 0.95]})
    calibration, report = fitted.calibration, fitted.reports[LeftOut.SPECIMEN]
    assert report.accuracy("both", 1) > 0.9 > report.accuracy("model alone", 1)
    assert {level.recommendation for level in calibration.levels} == {
        Recommendation.STRONG, Recommendation.MEDIUM, Recommendation.LOW,
    }  # fmt: skip
    assert report.accuracy("both", 1, recommendation="strong") >= 0.9
    assert fitted.least_familiarity == pytest.approx(0.9, abs=1e-3)
    assert fitted.caught == {"mugs": (2, 3)}
    assert fitted.lost["more"] == (40, 40)  # the other collections are surer than that
    figures = fitted.figures()["leave_one_specimen_out"]
    assert figures["recommendations"]["strong"]["top_1_proven"] > 0.8
    assert sum(line["photos"] for line in figures["reliability"]) == len(photos)


def test_a_few_photos_do_not_make_the_votes_as_sharp_as_can_be():
    """Four species, hardly more alike within than between: the sharper the votes, the better for just these photos."""
    likeness = np.full((8, 8), 0.75) + np.kron(np.eye(4), np.full((2, 2), 0.05)) + 0.2 * np.eye(8)
    vectors = np.linalg.cholesky(likeness).astype(np.float32)
    starter = Suggestions((Suggestion("S9", 0.2),))
    photos = [
        TrialPhoto(KnownSpecies(Path(f"{number}"), f"S{number // 2}", "a", f"{number}"), starter, vector)
        for number, vector in enumerate(vectors)
    ]
    assert 10 < fit(photos, 100).sharpness < 120


def test_noise_earns_no_recommendation():
    photos = [*museum(0, "a", 50.0), *museum(1, "b", 50.0)]
    calibration = fit_and_measure(photos, 100, GROUPS).calibration
    assert [one.least_probability > 1 for one in calibration.levels[:2]] == [True, True]
    assert calibration.least_group > 1


def test_constants_are_put_into_the_card_and_replaced(tmp_path: Path, models_folder: Path):
    for name in ("species.toml", "species.labels.txt"):
        (tmp_path / name).write_bytes((models_folder / name).read_bytes())
    card = tmp_path / "species.toml"
    before = tomllib.loads(card.read_text("utf-8"))
    constants = MemoryCalibration(7.5, 1.25, 16, (TrustLevel(Recommendation.LOW, 0.2, 0.1),), 0.6)
    write_constants(card, constants, 0.9)
    write_constants(card, constants, 0.95)
    after = tomllib.loads(card.read_text("utf-8"))
    assert read_card(card).memory == constants
    assert read_card(card).calibration.least_familiarity == 0.95
    for table in ("memory", "abstaining"):
        before.pop(table)
        after.pop(table)
    assert after == before
