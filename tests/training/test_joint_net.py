"""Two backbones as one, and the head that reads both."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.training.efficientnet_lite import backbone_from
from mineral_desk.training.export import export_species_model, largest_difference
from mineral_desk.training.joint_backbone import joined_backbones
from mineral_desk.training.joint_net import TrainedHead, joint_net, unit
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.species_net import SpeciesNet
from mineral_desk.vision.inference import Network
from tests.training.lite_checkpoint import HEAD, write_checkpoint
from tests.training.test_fullgrad_graph import agree

SIDE = 48
CHANNELS = 8
TEXTURES = 6
"""Both tiny backbones halve once: their textures are those of the picture's three colours."""
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
    np.testing.assert_allclose(found[:, CHANNELS : 2 * CHANNELS], second, atol=1e-5)
    assert found.shape[1] == 2 * CHANNELS + TEXTURES


def test_fullgrad_of_a_join_and_of_clipped_units(joined):
    agree(OnnxBackbone(joined / "joint.onnx"), 2 * CHANNELS + TEXTURES, SIDE)
    agree(OnnxBackbone(joined / "second.onnx"), HEAD, SIDE)


def test_a_texture_is_the_deviation_of_an_inner_map(both):
    (both / "twice.onnx").write_bytes(joined_backbones(both / "second.onnx", both / "second.onnx"))
    backbone = OnnxBackbone(both / "twice.onnx")
    images = torch.from_numpy(np.random.default_rng(0).uniform(-1, 1, (2, 3, SIDE, SIDE)).astype(np.float32))
    with torch.no_grad():
        values = backbone.values(images)
    inner = [values[node.inputs[0]] for node in backbone.nodes if node.operator == "InstanceNormalization"]
    assert [one.shape[-1] for one in inner] == [SIDE // 4, SIDE // 2]  # one and two halvings from the end
    wanted = torch.cat([one.std((2, 3), correction=0) for one in inner], 1)
    found = values[backbone.nodes[-1].output].mean((2, 3))[:, 2 * HEAD :]
    assert wanted.std() > 0.05
    torch.testing.assert_close(found, wanted, atol=2e-3, rtol=2e-3)
    agree(backbone, 2 * HEAD + wanted.shape[1], SIDE)


def test_all_parts_are_in_the_embedding(joined):
    head = TrainedHead.read(joined / "first.onnx", SIDE)
    rng = np.random.default_rng(4)
    features = rng.normal(size=(12, 2, 2 * CHANNELS + TEXTURES)).astype(np.float32)
    labels = np.arange(12) % 3
    net = joint_net(joined / "joint.onnx", head, features, labels, TRAITS, second_share=0.5, texture_share=0.2)
    pooled = torch.from_numpy(features[:, 0])
    parts = ((pooled - net.centre) @ net.projection.T).detach().numpy()
    own = features[:, 0, :CHANNELS] @ head.projection.T + head.projection_offset
    np.testing.assert_allclose(unit(parts[:, :4]), unit(own), atol=2e-3)  # the trained part as it was
    second = 4 + CHANNELS
    lengths = [np.linalg.norm(part, axis=1).mean() for part in (parts[:, :4], parts[:, 4:second], parts[:, second:])]
    assert lengths[1] / lengths[0] == pytest.approx(0.5, rel=0.35)
    assert lengths[2] / lengths[0] == pytest.approx(0.2, rel=0.35)
    vectors = net.species_vectors().detach().numpy()
    np.testing.assert_allclose(unit(vectors[:, :4]), unit(head.species_weights), atol=1e-5)
    assert (np.linalg.norm(vectors[:, 4:], axis=1) > 0.1).all()


def test_without_a_share_the_trained_classifier_stands_alone(joined):
    head = TrainedHead.read(joined / "first.onnx", SIDE)
    features = np.random.default_rng(4).normal(size=(12, 2, 2 * CHANNELS + TEXTURES)).astype(np.float32)
    alone = {"second_share": 0.0, "texture_share": 0.0}
    net = joint_net(joined / "joint.onnx", head, features, np.arange(12) % 3, TRAITS, **alone)
    images = np.random.default_rng(0).uniform(-1, 1, (3, 3, SIDE, SIDE)).astype(np.float32)
    with torch.no_grad():
        found = net(torch.from_numpy(images)).logits.numpy()
    expected = Network((joined / "first.onnx").read_bytes(), "first.onnx", 1).run({"image": images}, ["logits"])[0]
    assert np.ptp(expected) > 1
    np.testing.assert_allclose(found, expected, atol=0.1)  # weights are kept in half precision


def test_the_file_keeps_half_of_each_weight(joined):
    head = TrainedHead.read(joined / "first.onnx", SIDE)
    features = np.random.default_rng(4).normal(size=(12, 2, 2 * CHANNELS + TEXTURES)).astype(np.float32)
    net = joint_net(joined / "joint.onnx", head, features, np.arange(12) % 3, TRAITS)
    halved = export_species_model(net, SIDE)
    assert largest_difference(net, halved, SIDE) < 1e-4
    for weights in (net.projection, next(iter(net.backbone.parameters()))):
        with torch.no_grad():
            weights.mul_(1.00001)  # no longer exact in half precision
        longer = export_species_model(net, SIDE)
        assert len(longer) > len(halved)
        halved = longer
