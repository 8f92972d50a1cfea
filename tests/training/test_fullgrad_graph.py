"""FullGrad written out as ONNX operators is what automatic differentiation gives."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.training.export import export_fullgrad_model
from mineral_desk.training.onnx_backbone import OPERATORS, OnnxBackbone
from mineral_desk.training.species_net import SpeciesNet
from mineral_desk.vision.inference import Network


def reference(backbone, image, gradient):
    """The maps by side, with torch's own derivatives."""
    picture = torch.from_numpy(image).requires_grad_()
    values, convolutions = {backbone.image_name: picture}, []
    weights = {name: torch.from_numpy(array) for name, array in backbone.weights_by_name().items()}
    for node in backbone.nodes:
        inputs = [values[name] if name in values else weights[name] for name in node.inputs]
        values[node.output] = OPERATORS[node.operator](inputs, node.attributes)
        if node.operator == "Conv":
            values[node.output].retain_grad()
            convolutions.append((values[node.output], weights[node.inputs[2]]))
    (values[backbone.nodes[-1].output].mean((2, 3)) * torch.from_numpy(gradient)).sum().backward()
    terms = [(output.grad * bias[:, None, None]).abs() for output, bias in convolutions]
    maps = {}
    for term in [*terms, (picture * picture.grad).abs()]:
        side = term.shape[-1]
        maps[side] = maps.get(side, 0) + (term.sum(1) / term.max())[0].detach().numpy()
    return maps


def agree(backbone, channels, size_px):
    with torch.no_grad():
        for parameter in backbone.parameters():
            parameter.copy_(parameter.half().float())  # what the file stores
    net = SpeciesNet(backbone, channels, 2, np.eye(2, dtype=np.float32), 1.0)
    network = Network(export_fullgrad_model(net, size_px), "fullgrad.onnx", threads=1)
    rng = np.random.default_rng(3)
    image = rng.uniform(-1, 1, (1, 3, size_px, size_px)).astype(np.float32)
    gradient = rng.normal(size=(1, channels)).astype(np.float32)
    names = [port.name for port in network.outputs]
    found = network.run({"image": image, "pooled_gradient": gradient}, names)
    expected = reference(backbone, image, gradient)
    assert sorted(expected) == [int(name.removeprefix("fullgrad_")) for name in names]
    for one in found:
        wanted = expected[one.shape[-1]]
        assert np.ptp(wanted) > 0.01
        # a unit so near 0 that rounding decides whether it is on changes a few cells
        difference = np.abs(one[0, 0] - wanted) / wanted.max()
        assert difference.mean() < 1e-3
        assert difference.max() < 0.05


@pytest.mark.parametrize("size_px", [48, 49])
def test_agrees_with_automatic_differentiation(tiny, size_px):
    agree(OnnxBackbone(tiny / "backbone.onnx"), 8, size_px)


def test_agrees_on_the_real_backbone(shared_data):
    agree(OnnxBackbone(shared_data / "backbones" / "mobilenet_edgetpu_1.0.float.onnx"), 1280, 96)
