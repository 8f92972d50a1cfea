"""Two backbones as one, and the head that reads both."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.training.efficientnet_lite import backbone_from
from mineral_desk.training.export import export_species_model, largest_difference
from mineral_desk.training.joint_net import TrainedHead, joined_backbones, joint_net, unit
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.species_net import SpeciesNet
from mineral_desk.vision.inference import Network
from tests.training.lite_checkpoint import HEAD, write_checkpoint
from tests.training.test_fullgrad_graph import agree

SIDE = 48
CHANNELS = 8
TRAITS = np.array([[1, 0, 1], [1, 1, 1], [0, 1, 1]], np.float32)


@pytest.fixture
def both(tiny):
    """A folder with a trained classifier, a second backbone and their join."""
    torch.manual_seed(2)
    first = SpeciesNet(OnnxBackbone(tiny / "backbone.onnx"), CHANNELS, 4, TRAITS, 20.0)
    with torch.no_grad():
        first.centre.normal_()
        first.own.normal_()
    (tiny / "first.onnx").write_bytes(export_species_model(first, SIDE))
    write_checkpoint(tiny / "lite.pth")
    (tiny / "second.onnx").write_bytes(backbone_from(tiny / "lite.pth"))
    # the tiny first backbone halves once, the second one halves three times
    return tiny


@pytest.fixture
def joined(both):
    from tests.training.tiny_run import write_backbone

    write_backbone(both / "other.onnx")
    (both / "joint.onnx").write_bytes(joined_backbones(both / "first.onnx", both / "other.onnx"))
    return both


def test_the_maps_lie_side_by_side(joined):
    images = np.random.default_rng(0).uniform(-1, 1, (2, 3, SIDE, SIDE)).astype(np.float32)
    with torch.no_grad():
        found = OnnxBackbone(joined / "joint.onnx")(torch.from_numpy(images)).numpy()
        second = OnnxBackbone(joined / "other.onnx")(torch.from_numpy(images)).numpy()
    first = Network((joined / "first.onnx").read_bytes(), "first.onnx", 1).run({"image": images}, ["activations"])[0]
    np.testing.assert_allclose(found[:, :CHANNELS], first, atol=1e-5)
    np.testing.assert_allclose(found[:, CHANNELS:], second, atol=1e-5)


def test_fullgrad_of_a_join_and_of_clipped_units(joined):
    agree(OnnxBackbone(joined / "joint.onnx"), 2 * CHANNELS, SIDE)
    agree(OnnxBackbone(joined / "second.onnx"), HEAD, SIDE)


def test_both_parts_are_in_the_embedding(joined):
    head = TrainedHead.read(joined / "first.onnx", SIDE)
    rng = np.random.default_rng(4)
    features = rng.normal(size=(12, 2, 2 * CHANNELS)).astype(np.float32)
    labels = np.arange(12) % 3
    net = joint_net(joined / "joint.onnx", head, features, labels, TRAITS, second_share=0.5)
    pooled = torch.from_numpy(features[:, 0])
    parts = ((pooled - net.centre) @ net.projection.T).detach().numpy()
    own = features[:, 0, :CHANNELS] @ head.projection.T + head.projection_offset
    np.testing.assert_allclose(unit(parts[:, :4]), unit(own), atol=1e-5)  # the trained part as it was
    lengths = [np.linalg.norm(part, axis=1).mean() for part in (parts[:, :4], parts[:, 4:])]
    assert lengths[1] / lengths[0] == pytest.approx(0.5, rel=0.35)
    vectors = net.species_vectors().detach().numpy()
    np.testing.assert_allclose(unit(vectors[:, :4]), unit(head.species_weights), atol=1e-5)
    assert (np.linalg.norm(vectors[:, 4:], axis=1) > 0.1).all()


def test_without_a_share_the_trained_classifier_stands_alone(joined):
    head = TrainedHead.read(joined / "first.onnx", SIDE)
    features = np.random.default_rng(4).normal(size=(12, 2, 2 * CHANNELS)).astype(np.float32)
    net = joint_net(joined / "joint.onnx", head, features, np.arange(12) % 3, TRAITS, second_share=0.0)
    images = np.random.default_rng(0).uniform(-1, 1, (3, 3, SIDE, SIDE)).astype(np.float32)
    with torch.no_grad():
        found = net(torch.from_numpy(images)).logits.numpy()
    expected = Network((joined / "first.onnx").read_bytes(), "first.onnx", 1).run({"image": images}, ["logits"])[0]
    assert np.ptp(expected) > 1
    np.testing.assert_allclose(found, expected, atol=0.1)  # weights are kept in half precision


def test_the_file_keeps_half_of_each_weight(joined):
    head = TrainedHead.read(joined / "first.onnx", SIDE)
    features = np.random.default_rng(4).normal(size=(12, 2, 2 * CHANNELS)).astype(np.float32)
    net = joint_net(joined / "joint.onnx", head, features, np.arange(12) % 3, TRAITS)
    halved = export_species_model(net, SIDE)
    assert largest_difference(net, halved, SIDE) < 1e-4
    with torch.no_grad():
        next(iter(net.backbone.parameters())).mul_(1.00001)  # no longer exact in half precision
    assert len(export_species_model(net, SIDE)) > len(halved)
