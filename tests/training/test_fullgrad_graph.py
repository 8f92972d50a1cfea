"""FullGrad written out as ONNX operators is what automatic differentiation gives."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import onnx
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
        inputs = [values[name] if name in values else weights[name] for name in node.inputs if name]
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


def test_agrees_where_cells_are_pooled_and_enlarged(tmp_path):
    """Largest cells of windows that overlap, means, and every cell four times, as ResNet and HRNet have them."""
    rng = np.random.default_rng(0)
    shapes = {"w.1": (6, 3, 3, 3), "b.1": (6,), "w.2": (6, 6, 3, 3), "b.2": (6,)}
    arrays = {name: (rng.normal(size=shape) * 0.4).astype(np.float32) for name, shape in shapes.items()}
    arrays["scales"] = np.array([1, 1, 2, 2], np.float32)
    make, pads = onnx.helper.make_node, [1, 1, 1, 1]
    nodes = [
        make("Conv", ["image", "w.1", "b.1"], ["c1"], strides=[1, 1], pads=pads, group=1, dilations=[1, 1]),
        make("MaxPool", ["c1"], ["p1"], kernel_shape=[3, 3], strides=[2, 2], pads=pads),
        make("AveragePool", ["p1"], ["p2"], kernel_shape=[2, 2], strides=[2, 2]),
        make("Conv", ["p2", "w.2", "b.2"], ["c2"], strides=[1, 1], pads=pads, group=1, dilations=[1, 1]),
        make("Resize", ["c2", "", "scales"], ["r1"], mode="nearest", coordinate_transformation_mode="asymmetric"),
        make("Add", ["r1", "p1"], ["sum"]),
        make("Relu", ["sum"], ["top"]),
        make("GlobalAveragePool", ["top"], ["pooled"]),
    ]
    floats = onnx.TensorProto.FLOAT
    graph = onnx.helper.make_graph(
        nodes,
        "pooled",
        [onnx.helper.make_tensor_value_info("image", floats, ["N", 3, 48, 48])],
        [onnx.helper.make_tensor_value_info("top", floats, None)],
        [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, tmp_path / "pooled.onnx")
    backbone = OnnxBackbone(tmp_path / "pooled.onnx")
    images = rng.uniform(-1, 1, (2, 3, 48, 48)).astype(np.float32)
    expected = Network((tmp_path / "pooled.onnx").read_bytes(), "pooled.onnx", threads=1).run(
        {"image": images}, ["top"]
    )
    np.testing.assert_allclose(backbone(torch.from_numpy(images)).detach().numpy(), expected[0], atol=1e-4)
    agree(backbone, 6, 48)
