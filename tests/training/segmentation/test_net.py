"""The network and its export: the same probabilities, whatever the size of the picture."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.segmentation.export import export_segmentation_model, largest_difference
from mineral_desk.training.segmentation.net import SegmentationNet
from mineral_desk.vision.inference import Network
from tests.training.segmentation.nets import make_net
from tests.training.segmentation.small import write_backbone


@pytest.fixture
def net(tmp_path):
    write_backbone(tmp_path / "backbone.onnx")
    return make_net(tmp_path / "backbone.onnx", 0)


def test_features_are_linear_outputs_of_five_resolutions(net):
    assert net.feature_names == tuple(f"linear{level}" for level in range(5))
    assert "wide" not in net.backbone.weights


def test_logits_have_half_the_resolution(net):
    assert net.eval()(torch.zeros(2, 3, 64, 96)).shape == (2, 6, 32, 48)


def test_the_exported_model_gives_what_torch_gives(net):
    data = export_segmentation_model(net)
    assert largest_difference(net, data) < 0.01
    assert largest_difference(net, data, 64, 224) < 0.01


def test_the_exported_model_sees_the_picture(net):
    network = Network(export_segmentation_model(net), "small", threads=1)
    images = np.random.default_rng(0).uniform(-1, 1, (2, 3, 64, 64)).astype(np.float32)
    (found,) = network.run({"image": images}, ["probabilities"])
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert np.abs(found[0] - found[1]).max() > 0.01


def test_a_backbone_of_four_resolutions_is_refused(tmp_path):
    write_backbone(tmp_path / "short.onnx", halvings=4)
    with pytest.raises(ModelUnfit, match="strides"):
        SegmentationNet(OnnxBackbone(tmp_path / "short.onnx"))
