from pathlib import Path

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.boosted_trees import float32_at_most
from mineral_desk.training.cube_examples import Examples
from mineral_desk.training.train_cube_acceptance import TrainingData, cross_validated, export, new_model, write_model
from mineral_desk.vision.measuring.cube_acceptance import cube_acceptance
from mineral_desk.vision.measuring.features import CUBE_FEATURES
from mineral_desk.vision.model_store import ModelStore


@pytest.fixture(scope="module")
def examples() -> Examples:
    rng = np.random.default_rng(1)
    features = rng.normal(size=(600, len(CUBE_FEATURES))).astype(np.float32)
    labels = features[:, 0] + 0.5 * features[:, 4] + rng.normal(0, 0.2, 600) > 0.8
    return Examples(features, labels, np.repeat(np.arange(60), 10))


def test_the_onnx_file_says_what_the_trees_say(examples: Examples, tmp_path: Path) -> None:
    model = new_model(0).fit(examples.features, examples.labels)
    training = TrainingData(examples, {"seeds_1_30": 30, "seeds_31_50": 20}, 10)
    write_model(tmp_path, export(model), training, {"found_at_0.5": 0.9}, "train it")
    loaded = ModelStore([tmp_path]).load("cube_acceptance")
    judged = cube_acceptance(loaded)(examples.features)
    assert np.allclose(judged, model.predict_proba(examples.features)[:, 1], atol=1e-5)
    assert loaded.card.kind == "cube_acceptance"
    assert loaded.card.facts["accuracy"] == {"found_at_0.5": 0.9}
    assert "50 rendered scenes" in loaded.card.data
    assert "seeds_31_50: 20" in loaded.card.data


def test_scores_are_of_photos_not_trained_on(examples: Examples) -> None:
    scores = cross_validated(examples, 0)
    assert scores["area_under_roc"] > 0.9
    shuffled = Examples(
        examples.features, np.random.default_rng(2).permutation(examples.labels), np.repeat(np.arange(60), 10)
    )
    assert cross_validated(shuffled, 0)["area_under_roc"] < 0.65


def test_a_model_for_other_features_is_refused(examples: Examples, tmp_path: Path) -> None:
    from mineral_desk.training.boosted_trees import export_boosted_trees

    model = new_model(0).fit(examples.features[:, :5], examples.labels)
    data = export_boosted_trees(model, 5, "features", "probability")
    write_model(tmp_path, data, TrainingData(examples, {"one": 1}, 0), {}, "")
    with pytest.raises(ModelUnfit, match="features"):
        cube_acceptance(ModelStore([tmp_path]).load("cube_acceptance"))


def test_thresholds_are_rounded_so_that_no_float32_changes_sides() -> None:
    rng = np.random.default_rng(0)
    thresholds = rng.normal(size=200)
    rounded = float32_at_most(thresholds)
    assert (rounded.astype(float) <= thresholds).all()
    assert (np.nextafter(rounded, np.float32(np.inf)).astype(float) > thresholds).all()


def test_the_shipped_model_fits_the_features_measured_here(models_folder: Path) -> None:
    loaded = ModelStore([models_folder]).load("cube_acceptance")
    judged = cube_acceptance(loaded)(np.zeros((3, len(CUBE_FEATURES)), np.float32))
    assert judged.shape == (3,)
    assert ((judged >= 0) & (judged <= 1)).all()
