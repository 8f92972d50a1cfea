"""The closed form of GradCAM++ is what automatic differentiation gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.vision.explain.gradcam import (
    channel_weights,
    gradcam_plus_plus,
    gradcam_plus_plus_by_cell,
    scaled_to_one,
)
from mineral_desk.vision.head import Head


def make_head(seed, channels=12, dimensions=5, species=9):
    rng = np.random.default_rng(seed)
    shapes = [(dimensions, channels), (dimensions,), (species, dimensions), (species,)]
    return Head(*(rng.normal(size=shape).astype(np.float32) for shape in shapes))


def make_activations(seed, channels=12):
    return np.maximum(np.random.default_rng(seed).normal(size=(channels, 5, 7)), 0).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_automatic_differentiation(seed):
    torch = pytest.importorskip("torch")
    head, activations = make_head(seed), make_activations(seed)
    weights = {name: torch.from_numpy(getattr(head, name)) for name in Head.__slots__}
    cells = torch.from_numpy(activations).requires_grad_()
    projected = weights["projection"] @ cells.mean((1, 2)) + weights["projection_offset"]
    logits = weights["species_weights"] @ (projected / projected.norm()) + weights["species_bias"]
    logits[seed].backward()
    gradient = cells.grad
    # equation 19 of the paper, written out cell by cell
    alpha = gradient**2 / (2 * gradient**2 + (cells * gradient**3).sum((1, 2), keepdim=True))
    alpha = torch.where(gradient != 0, alpha, 0)
    expected = torch.relu(((alpha * torch.relu(gradient)).sum((1, 2))[:, None, None] * cells).sum(0)).detach().numpy()
    assert np.ptp(expected) > 0
    found = gradcam_plus_plus(activations, head, seed)
    np.testing.assert_allclose(found, scaled_to_one(expected), atol=2e-5)


def test_channels_that_speak_against_weigh_nothing():
    activations = np.ones((3, 2, 2), np.float32)
    weights = channel_weights(activations, np.array([-1.0, 0.0, 1.0], np.float32))
    assert weights[0] == weights[1] == 0
    assert weights[2] == pytest.approx(4 / (2 + 4))


def test_the_map_points_at_the_cell_that_speaks_for_the_species():
    activations = np.zeros((2, 4, 4), np.float32)
    activations[0, 1, 2] = 3
    activations[1, 3, 0] = 3
    head = Head(np.eye(2, dtype=np.float32), np.zeros(2, np.float32), np.eye(2, dtype=np.float32), np.zeros(2, "f"))
    for species, cell in ((0, (1, 2)), (1, (3, 0))):
        found = gradcam_plus_plus(activations, head, species)
        assert np.unravel_index(found.argmax(), found.shape) == cell
        assert found.max() == 1


def test_no_activation_gives_an_empty_map():
    found = gradcam_plus_plus(np.zeros((12, 5, 7), np.float32), make_head(0), 0)
    assert not found.any()


@given(st.integers(0, 1000), st.floats(0.1, 50))
def test_maps_lie_between_0_and_1(seed, strength):
    found = gradcam_plus_plus(make_activations(seed) * np.float32(strength), make_head(seed), 1)
    assert np.isfinite(found).all()
    assert found.min() == 0
    assert found.max() <= 1


@pytest.mark.parametrize("seed", range(3))
def test_by_cell_is_the_closed_form_where_all_cells_have_the_same_derivative(seed):
    head, activations = make_head(seed), make_activations(seed)
    gradient = np.broadcast_to(head.gradient(activations, seed)[:, None, None] / 35, activations.shape)
    expected = gradcam_plus_plus(activations, head, seed)
    assert np.ptp(expected) > 0
    np.testing.assert_allclose(gradcam_plus_plus_by_cell(activations, gradient), expected, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_by_cell_is_the_equation_written_out(seed):
    rng = np.random.default_rng(seed)
    tokens, gradient = rng.normal(size=(2, 9, 4, 4)).astype(np.float32)
    expected = np.zeros((4, 4))
    for channel, derivative in zip(tokens.astype(float), gradient.astype(float), strict=True):
        total, weight = max(channel.sum(), 0), 0.0
        for g in derivative.ravel():
            alpha = g**2 / (2 * g**2 + g**3 * total) if g > 0 else 0
            weight += alpha * max(g, 0)
        expected += weight * channel
    found = gradcam_plus_plus_by_cell(tokens, gradient)
    np.testing.assert_allclose(found, scaled_to_one(np.maximum(expected, 0).astype(np.float32)), atol=1e-4)
    assert np.count_nonzero(found) > 0


@given(st.integers(0, 1000), st.floats(0.01, 50))
def test_maps_by_cell_lie_between_0_and_1(seed, strength):
    rng = np.random.default_rng(seed)
    tokens, gradient = rng.normal(size=(2, 9, 4, 4)).astype(np.float32) * np.float32(strength)
    found = gradcam_plus_plus_by_cell(tokens, gradient)
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1


def test_nothing_for_the_species_gives_an_empty_map_by_cell():
    assert not gradcam_plus_plus_by_cell(np.ones((3, 2, 2), np.float32), -np.ones((3, 2, 2), np.float32)).any()
