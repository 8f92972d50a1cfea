"""Operators written out for ONNX, and towers that are built in other ways."""

import pytest

pytest.importorskip("mineral_desk.training.open_clip.library")

import torch
from torch import nn

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.progress import finish
from mineral_desk.training.open_clip import exporting
from mineral_desk.training.open_clip.exporting import Order, export
from mineral_desk.training.open_clip.files import Origin
from mineral_desk.training.open_clip.loading import freeze
from mineral_desk.training.open_clip.map_graph import MapTail, _put_one, _put_several, _softmax, map_model, map_parity
from mineral_desk.training.open_clip.tower import find_cut, run_tower
from mineral_desk.vision.model_store import ModelStore
from tests.training.open_clip.small import SPECIES, random_clip


@pytest.mark.parametrize(("start", "end", "step"), [(0, 3, 1), (2, 7, 1), (None, None, 2), (1, None, 2), (-3, None, 1)])
@pytest.mark.parametrize("axis", [0, 1])
def test_slices_are_exchanged_as_torch_does(start, end, step, axis):
    whole = torch.arange(49.0).reshape(7, 7)
    part = -whole.transpose(0, axis)[start:end:step].transpose(0, axis)
    expected = torch.ops.aten.slice_scatter(whole, part, axis, start, end, step)
    assert not torch.equal(expected, whole)
    torch.testing.assert_close(_put_several(whole, part, axis, start, end, step), expected)


@pytest.mark.parametrize("index", [0, 3, -1])
def test_one_slice_is_exchanged_as_torch_does(index):
    whole = torch.arange(12.0).reshape(3, 4)
    expected = torch.ops.aten.select_scatter(whole, torch.zeros(3), 1, index)
    torch.testing.assert_close(_put_one(whole, torch.zeros(3), 1, index), expected)


def test_the_softmax_is_torchs_own():
    values = torch.randn(3, 5) * 50
    torch.testing.assert_close(_softmax(values, 1), values.softmax(1))


class ChannelsLast(nn.Module):
    """A tower of which the last feature map is (N, h, w, K), as in Swin."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Module()
        self.trunk.num_features = 6
        self.trunk.stem = nn.Conv2d(3, 6, 4, 4)
        self.trunk.head = nn.Sequential(nn.LayerNorm(6), nn.GELU())
        self.project = nn.Linear(6, 5)

    def forward(self, images):
        features = self.trunk.stem(images).permute(0, 2, 3, 1)
        return self.project(self.trunk.head(features).mean((1, 2)))


def test_a_feature_map_with_its_channels_last_is_turned():
    torch.manual_seed(0)
    visual = ChannelsLast().eval()
    freeze(visual)
    cut = find_cut(visual, 32)
    assert cut is not None
    assert cut.channels_last
    _, states = run_tower(visual, torch.randn(2, 3, 32, 32), cut)
    tail = MapTail(visual, cut, 32)
    activations, gradient = tail(states[:1], torch.randn(1, 5))
    assert activations.shape == gradient.shape == (1, 6, 8, 8)
    torch.testing.assert_close(activations, states[:1].permute(0, 3, 1, 2))
    assert map_parity(tail, map_model(tail, states[:1], 5), [states[:1], states[1:]], 5) < 1e-5


def test_a_tower_that_nobody_knows_is_not_cut():
    assert find_cut(nn.Sequential(nn.Conv2d(3, 4, 4), nn.Flatten()), 32) is None


def test_a_tower_of_which_no_maps_can_be_made_is_exported_without(tmp_path, monkeypatch):
    def untraceable(*_):
        raise ModelUnfit("No maps can be made of this image tower: it is odd.")

    monkeypatch.setattr(exporting, "map_model", untraceable)
    done = finish(export(random_clip(tmp_path, "small-vit"), Order(tmp_path, "odd", SPECIES), Origin("the tests")))
    assert not done.has_maps
    assert "makes no activation maps" in done.in_words()
    assert not ModelStore([tmp_path]).load("odd").maps
