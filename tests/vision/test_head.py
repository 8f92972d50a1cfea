"""The head in NumPy is the head in the network; its gradient is the true one."""

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.head import Head
from mineral_desk.vision.model_store import ModelStore
from tests.vision.small_model import CHANNELS, SmallModel, picture


@pytest.fixture
def classifier(tmp_path):
    SmallModel().write(tmp_path)
    return Classifier(ModelStore([tmp_path]).load("small"), threads=1)


def test_gives_the_logits_of_the_network(classifier):
    logits, _, activations = classifier.run([picture(3, 40, 40)[:32, :32]])
    np.testing.assert_allclose(classifier.head.logits(activations[0]), logits[0], rtol=1e-4, atol=1e-4)


def test_the_gradient_is_what_small_steps_show(classifier):
    head = Head(*(getattr(classifier.head, name).astype(np.float64) for name in Head.__slots__))
    activations = np.abs(np.random.default_rng(1).normal(size=(CHANNELS, 3, 3)))
    for species in range(7):
        gradient = head.gradient(activations, species)
        for channel in range(CHANNELS):
            step = np.zeros_like(activations)
            step[channel] = 1e-3
            slope = (head.logits(activations + step)[species] - head.logits(activations - step)[species]) / 2e-3
            assert gradient[channel] == pytest.approx(slope, rel=0.02, abs=2e-3)


def test_the_species_vector_itself_is_as_alike_as_can_be(classifier):
    vector = classifier.head.species_weights[2]
    assert classifier.head.best_likeness(vector / np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"projection": np.zeros((4, 5), np.float32)},
        {"species_weights": np.zeros((6, 4), np.float32), "species_bias": np.zeros(6, np.float32)},
    ],
)
def test_a_head_that_does_not_fit_is_refused(tmp_path, wrong):
    SmallModel(arrays=wrong).write(tmp_path)
    with pytest.raises(ModelUnfit):
        Classifier(ModelStore([tmp_path]).load("small"), threads=1)
