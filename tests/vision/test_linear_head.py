"""A network that ends in pooling and one linear layer: scores, gradient, maps, and what it may not claim."""

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.geometry import Box
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.explain import explain, has_place
from mineral_desk.vision.linear_head import LinearHead
from mineral_desk.vision.model_store import ModelStore, chosen_model
from tests.vision.linear_model import CHANNELS, LinearModel
from tests.vision.small_model import SPECIES, picture


def classifier(folder, **about):
    LinearModel(**about).write(folder)
    return Classifier(ModelStore([folder]).load("linear"), threads=1)


def test_gives_the_logits_of_the_network(tmp_path):
    model = classifier(tmp_path)
    logits, _, activations = model.run([picture(3, 40, 40)[:32, :32]])
    assert isinstance(model.head, LinearHead)
    assert np.ptp(logits) > 0.1
    np.testing.assert_allclose(model.head.logits(activations[0]), logits[0], rtol=1e-4, atol=1e-4)


def test_the_gradient_is_what_a_step_shows(tmp_path):
    head = classifier(tmp_path).head
    activations = np.abs(np.random.default_rng(1).normal(size=(CHANNELS, 3, 3))).astype(np.float32)
    for channel in range(CHANNELS):
        step = np.zeros_like(activations)
        step[channel] = 1
        slope = head.logits(activations + step) - head.logits(activations)
        np.testing.assert_allclose([head.gradient(activations, k)[channel] for k in range(7)], slope, atol=1e-4)


def test_explains_where_the_features_have_a_place(tmp_path):
    model, pixels = classifier(tmp_path), picture(3, 40, 50)
    found = model.classify(pixels)
    one = explain(model, found, pixels, Box(0, 0, 50, 40), found.suggestions.best.species)
    assert has_place(found)
    assert one.heat_map.shape == (8, 8)
    assert np.ptp(one.heat_map) > 0.1


def test_explains_nothing_where_they_have_none(tmp_path):
    model, pixels = classifier(tmp_path, pooled=True), picture(3, 40, 50)
    found = model.classify(pixels)
    assert len(found.suggestions.items) == 5
    assert not has_place(found)
    with pytest.raises(ModelUnfit, match="does not tell where in a photo it looks"):
        explain(model, found, pixels, Box(0, 0, 50, 40), SPECIES[0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"species_weights": np.zeros((7, 5), np.float32)},
        {"species_weights": np.zeros((6, CHANNELS), np.float32), "species_bias": np.zeros(6, np.float32)},
        {"told_weights": np.ones((7, CHANNELS), np.float32)},
    ],
    ids=["features", "species", "other weights"],
)
def test_a_head_that_does_not_fit_is_refused(tmp_path, wrong):
    with pytest.raises(ModelUnfit):
        classifier(tmp_path, arrays=wrong)


def test_an_unknown_form_of_head_is_refused(tmp_path):
    card = LinearModel().write(tmp_path)
    card.write_text(card.read_text().replace('head = "linear"', 'head = "quadratic"'))
    with pytest.raises(ModelUnfit, match="quadratic"):
        ModelStore([tmp_path]).card("linear")


@pytest.mark.parametrize("ending", ["", ".toml", ".onnx"])
def test_a_model_elsewhere_is_chosen_by_its_path(tmp_path, ending):
    LinearModel().write(tmp_path / "my models")
    store, name = chosen_model(ModelStore([tmp_path]), str(tmp_path / "my models" / f"linear{ending}"))
    assert store.card(name).labels == SPECIES
    assert chosen_model(store, "linear") == (store, "linear")
