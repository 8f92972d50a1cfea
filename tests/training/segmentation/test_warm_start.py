"""A shipped model as the start of another training: the same function, and ready to be trained."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.segmentation.batches import Batch
from mineral_desk.training.segmentation.export import export_segmentation_model, largest_difference
from mineral_desk.training.segmentation.net import Convolution
from mineral_desk.training.segmentation.trainer import network_images
from mineral_desk.training.segmentation.warm_start import blend, load_folded, warm_start
from tests.training.segmentation.nets import make_net
from tests.training.segmentation.small import scene, write_backbone


@pytest.fixture
def shipped(tmp_path):
    write_backbone(tmp_path / "backbone.onnx")
    (tmp_path / "shipped.onnx").write_bytes(export_segmentation_model(make_net(tmp_path / "backbone.onnx", 0)))
    return tmp_path / "shipped.onnx"


def images(seeds):
    pixels, kinds = zip(*(scene(seed) for seed in seeds), strict=True)
    return network_images(Batch(np.stack(pixels), np.stack(kinds)))


def test_the_network_gives_what_the_shipped_model_gives(shipped):
    net = make_net(shipped.parent / "backbone.onnx", 1)
    assert largest_difference(net, shipped.read_bytes()) > 0.05
    load_folded(net, shipped)
    assert largest_difference(net, shipped.read_bytes()) < 1e-4
    warm_start(net, shipped, [images(range(8))])
    assert largest_difference(net, shipped.read_bytes()) < 1e-4


def test_in_training_it_gives_much_the_same(shipped):
    net = make_net(shipped.parent / "backbone.onnx", 1)
    warm_start(net, shipped, [images(range(8)), images(range(8, 16))])
    with torch.no_grad():
        usual = net.eval()(images(range(8))).softmax(1)
        trained = net.train()(images(range(8))).softmax(1)
    assert float((usual - trained).abs().mean()) < 0.02


def test_the_normalisations_know_what_they_find(shipped):
    net = make_net(shipped.parent / "backbone.onnx", 1)
    warm_start(net, shipped, [images(range(8))])
    seen = {}
    for part in net.modules():
        if isinstance(part, Convolution):
            part.norm.register_forward_pre_hook(lambda norm, given: seen.update({norm: given[0]}))
    with torch.no_grad():
        net.eval()(images(range(8)))
    assert len(seen) == 23
    for norm, values in seen.items():
        assert torch.allclose(norm.running_mean, values.mean((0, 2, 3)), atol=1e-3)
        assert torch.allclose(norm.running_var, values.var((0, 2, 3), correction=0), rtol=1e-2, atol=1e-4)


def test_weights_have_the_size_of_untrained_ones(shipped):
    net = make_net(shipped.parent / "backbone.onnx", 1)
    warm_start(net, shipped, [images(range(8))])
    rms = net.laterals[3].conv.weight.square().mean().sqrt()
    assert float(rms.detach()) == pytest.approx(1 / np.sqrt(3 * net.laterals[3].conv.in_channels), rel=1e-3)


def test_a_blend_lies_between_both(shipped):
    net = make_net(shipped.parent / "backbone.onnx", 1)
    data = export_segmentation_model(net)
    blend(net, shipped, 0.0)
    assert largest_difference(net, data) < 0.01
    blend(net, shipped, 0.3)
    assert min(largest_difference(net, one) for one in (data, shipped.read_bytes())) > 0.01
    blend(net, shipped, 1.0)
    assert largest_difference(net, shipped.read_bytes()) < 1e-4


def test_a_file_without_a_decoder_is_refused(shipped):
    with pytest.raises(ModelUnfit, match=r"backbone\.onnx has no weight decoder_"):
        load_folded(make_net(shipped.parent / "backbone.onnx", 1), shipped.parent / "backbone.onnx")
