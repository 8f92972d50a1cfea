"""What is exported computes what torch computes, in every output, and explains itself."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("timm")
pytest.importorskip("onnx")

import onnx
import torch

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.model import Calibration
from mineral_desk.training.fewshot.exporting import export_fullgrad, export_network, largest_difference
from mineral_desk.training.fewshot.model_files import NO_MAPS, Exported, write_files
from mineral_desk.training.fewshot.network import ImageNetwork, Shape
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.explain import explain, has_place
from mineral_desk.vision.explain.gradcam import gradcam_plus_plus
from mineral_desk.vision.inference import Network
from mineral_desk.vision.model_store import ModelStore

NAMES = ("Azurite", "Malachite", "Sulphur")


def pictures(size_px, count=2):
    return np.random.default_rng(0).uniform(-1, 1, (count, 3, size_px, size_px)).astype(np.float32)


def trained(shape):
    """A network whose normalisations have seen something: untrained ones leave parts of it at 0."""
    torch.manual_seed(0)
    net = ImageNetwork(shape)
    with torch.no_grad():
        for parameter in net.body.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    net.train()
    net(torch.from_numpy(pictures(shape.size_px, 4)))
    return net.eval()


@pytest.mark.parametrize(
    "shape",
    [
        Shape("test_resnet", 3, 64),
        Shape("test_vit", 3, 64),
        Shape("test_vit", 3, 64, average_tokens=True),
        Shape("test_convnext", 3, 64),
    ],
    ids=lambda shape: f"{shape.network}{' averaged' if shape.average_tokens else ''}",
)
def test_every_output_agrees(shape, tmp_path):
    net = trained(shape)
    data = export_network(net)
    assert largest_difference(net, data, pictures(64)) < 1e-4
    exported = Exported(data, export_fullgrad(net), NAMES, 64, net.has_map, 0.0)
    write_files(tmp_path, "tried", exported, Calibration(), {"version": "1"})
    classifier = Classifier(ModelStore([tmp_path]).load("tried"), threads=1)
    pixels = np.random.default_rng(1).integers(0, 256, (80, 64, 3)).astype(np.uint8)
    found = classifier.classify(pixels)
    assert {item.species for item in found.suggestions.items} == set(NAMES)
    assert has_place(found) is net.has_map
    assert (NO_MAPS in (tmp_path / "tried.toml").read_text()) is not net.has_map


def test_an_onnx_backbone_agrees_too(tiny, tmp_path):
    net = ImageNetwork(Shape(str(tiny / "backbone.onnx"), 3, 48)).eval()
    with torch.no_grad():
        net.normalise.weight.mul_(0.9)  # so that it matters
        net.normalise.bias.add_(0.1)
    assert largest_difference(net, export_network(net), pictures(48)) < 1e-5
    assert export_fullgrad(net)


def test_a_constant_output_proves_nothing():
    net = trained(Shape("test_resnet", 3, 64))
    data = export_network(net)
    with pytest.raises(ModelUnfit, match="is the same for all pictures"):
        largest_difference(net, data, np.repeat(pictures(64, 1), 2, axis=0))
    with torch.no_grad():
        net.head.weight.add_(0.1)
    with pytest.raises(ModelUnfit, match="differs from the trained one"):
        largest_difference(net, data, pictures(64))


def test_fullgrad_is_what_automatic_differentiation_gives():
    net = trained(Shape("test_resnet", 3, 64))
    file = export_fullgrad(net)
    operators = {node.op_type for node in onnx.load_from_string(file).graph.node}
    assert {"Conv", "MaxPool", "AveragePool", "Add", "ScatterElements"} <= operators
    network = Network(file, "fullgrad.onnx", threads=1)
    image, gradient = pictures(64, 1), net.head.weight[1].detach().numpy()[None]
    outputs = [port.name for port in network.outputs]
    found = network.run({"image": image, "pooled_gradient": gradient}, outputs)
    terms = input_and_bias_terms(net, image, 1)
    # the finest map holds the picture's own term and that of the layer that normalises, the others convolutions'
    finest = next(one[0, 0] for one in found if one.shape[-1] == 64)
    expected = sum(term.sum(0) / max(term.max(), 1e-30) for term in terms)
    assert np.ptp(expected) > 0.1
    # the file holds weights in half precision
    assert np.abs(finest - expected).mean() / expected.max() < 5e-3
    assert np.corrcoef(finest.ravel(), expected.ravel())[0, 1] > 0.999


def input_and_bias_terms(net, image, species):
    """|x dscore/dx| and |b dscore/dy| of the first layer y, with torch's own derivatives."""
    x = torch.from_numpy(image).requires_grad_()
    normed = net.normalise(x)
    normed.retain_grad()
    features = net.body.forward_features(normed).mean((2, 3))
    (features @ net.head.weight[species]).sum().backward()
    bias = net.normalise.bias.detach()[:, None, None]
    terms = ((x * x.grad).abs()[0], (normed.grad[0] * bias).abs())
    return [term.detach().numpy() for term in terms]


def test_maps_of_a_linear_network_are_those_of_automatic_differentiation(tmp_path):
    """GradCAM++ with torch's derivatives, after equations 10, 11 and 19 of its paper."""
    net = trained(Shape("test_resnet", 3, 64))
    exported = Exported(export_network(net), b"", NAMES, 64, True, 0.0)
    write_files(tmp_path, "tried", exported, Calibration(), {"version": "1"})
    classifier = Classifier(ModelStore([tmp_path]).load("tried"), threads=1)
    pixels = np.random.default_rng(1).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    found = classifier.classify(pixels)
    image = torch.from_numpy(pixels.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1)
    activations = net.feature_map(image).detach().requires_grad_()
    net.head(activations.mean((2, 3)))[0, 1].backward()
    a, g = activations[0].detach(), activations.grad[0]
    alpha = g**2 / (2 * g**2 + g**3 * a.sum((1, 2), keepdim=True) + 1e-12)
    heat = torch.relu((torch.relu(g) * alpha).sum((1, 2), keepdim=True).mul(a).sum(0)).numpy()
    ours = gradcam_plus_plus(found.activations, classifier.head, 1)
    assert np.ptp(heat) > 0
    np.testing.assert_allclose(ours, (heat - heat.min()) / np.ptp(heat), atol=2e-3)


def test_explains_a_photo(tmp_path):
    net = trained(Shape("test_resnet", 3, 64))
    exported = Exported(export_network(net), export_fullgrad(net), NAMES, 64, True, 0.0)
    write_files(tmp_path, "tried", exported, Calibration(), {"version": "1"})
    classifier = Classifier(ModelStore([tmp_path]).load("tried"), threads=1)
    pixels = np.random.default_rng(1).integers(0, 256, (70, 90, 3)).astype(np.uint8)
    for method in ("gradcam++", "fullgrad"):
        one = explain(classifier, classifier.classify(pixels), pixels, Box(5, 5, 80, 60), "Malachite", method)
        assert np.isfinite(one.road_combined)
        assert np.ptp(one.heat_map) > 0.5
