"""Writing a trained network as ONNX, and proving that it computes what torch computes."""

import io
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.export import OPSET, backbone_graph, finished, fullgrad_model
from mineral_desk.training.fewshot.network import ImageNetwork, first_line
from mineral_desk.training.finishing import PARITY_LIMIT
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.vision.inference import Network

MODEL_OUTPUTS = ("logits", "embedding", "activations", "species_weights", "species_bias")
"""The last two are constants: the head's weights, for maps in closed form."""
LEAST_CHANGE = 1e-6
"""Outputs that differ by less between two pictures would prove nothing."""

Graph = tuple[list[onnx.NodeProto], list[onnx.TensorProto]]


def export_network(net: ImageNetwork) -> bytes:
    """The ONNX model of ``net``: input ``image`` (N, 3, size_px, size_px), outputs :data:`MODEL_OUTPUTS`.

    Raises :class:`ModelUnfit` for a network that holds what ONNX does not know.
    """
    nodes, initializers = feature_graph(net)
    size_px, classes, channels = net.shape.size_px, *net.head.weight.shape
    arrays = {"species_weights": net.head.weight, "species_bias": net.head.bias}
    initializers += [
        numpy_helper.from_array(tensor.detach().cpu().numpy(), f"head.{name}") for name, tensor in arrays.items()
    ]
    nodes += [
        helper.make_node("GlobalAveragePool", ["activations"], ["head.pooled"]),
        helper.make_node("Flatten", ["head.pooled"], ["head.flat"]),
        helper.make_node("LpNormalization", ["head.flat"], ["embedding"], axis=1, p=2),
        helper.make_node("Gemm", ["head.flat", "head.species_weights", "head.species_bias"], ["logits"], transB=1),
        *(helper.make_node("Identity", [f"head.{name}"], [name]) for name in arrays),
    ]
    shapes: dict[str, list[int | str | None]] = {
        "logits": ["N", classes],
        "embedding": ["N", channels],
        "activations": ["N", channels, None, None],
        "species_weights": [classes, channels],
        "species_bias": [classes],
    }
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "image_network",
        [helper.make_tensor_value_info("image", floats, ["N", 3, size_px, size_px])],
        [helper.make_tensor_value_info(name, floats, shapes[name]) for name in MODEL_OUTPUTS],
        initializers,
    )
    return finished(graph)


def feature_graph(net: ImageNetwork) -> Graph:
    """The operators from ``image`` to ``activations`` with their weights. Raises :class:`ModelUnfit`."""
    if isinstance(net.body, OnnxBackbone):
        nodes, initializers = backbone_graph(net.body)
        for node in nodes:
            node.input[:] = ["normalised" if name == "image" else name for name in node.input]
        first = helper.make_node("Conv", ["image", "normalise.weight", "normalise.bias"], ["normalised"], group=3)
        layer = net.normalise.state_dict()
        initializers += [numpy_helper.from_array(layer[key].cpu().numpy(), f"normalise.{key}") for key in layer]
        last = helper.make_node("Identity", [nodes[-1].output[0]], ["activations"])
        return [first, *nodes, last], initializers
    graph = _traced(net)
    nodes = _without_aliases(graph)  # adds to the initializers
    return nodes, list(graph.initializer)


class _FeatureMap(nn.Module):
    """What is traced: pictures in, the last feature map out."""

    def __init__(self, net: ImageNetwork) -> None:
        super().__init__()
        self.net = net

    def forward(self, images: Tensor) -> Tensor:
        return self.net.feature_map(images)


def _traced(net: ImageNetwork) -> onnx.GraphProto:
    """The graph of a timm network. Nothing may work in place: that would corrupt intermediate outputs."""
    for module in net.modules():
        if getattr(module, "inplace", False):
            module.inplace = False  # type: ignore[assignment]
    size_px, stream = net.shape.size_px, io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _FeatureMap(net).cpu().eval(),
                (torch.zeros(2, 3, size_px, size_px),),
                stream,  # type: ignore[arg-type]
                opset_version=OPSET,
                dynamo=False,
                input_names=["image"],
                output_names=["activations"],
                dynamic_axes={"image": {0: "N"}, "activations": {0: "N"}},
            )
    except Exception as fault:  # torch says in many ways that ONNX has no such operator
        words = f"The network {net.shape.network} cannot be written as ONNX: {first_line(fault)}"
        raise ModelUnfit(words, "Its checkpoint is kept; choose another network for the program.") from fault
    return onnx.load_from_string(stream.getvalue()).graph


def _without_aliases(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """The operators, those left out that only give a weight another name; constants become weights."""
    weights = {tensor.name for tensor in graph.initializer}
    meant: dict[str, str] = {}
    nodes = []
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            tensor = node.attribute[0].t
            tensor.name = node.output[0]
            graph.initializer.append(tensor)
            continue
        if node.op_type == "Identity" and node.input[0] in weights:
            meant[node.output[0]] = node.input[0]
            continue
        node.input[:] = [meant.get(name, name) for name in node.input]
        nodes.append(node)
    return nodes


def export_fullgrad(net: ImageNetwork) -> bytes:
    """The model of FullGrad maps; empty where the backward pass of one of the operators is not known.

    The first layer, which only normalises, counts as a layer with a bias like any other.
    """
    if not net.has_map:
        return b""
    nodes, initializers = feature_graph(net)
    size_px, floats = net.shape.size_px, TensorProto.FLOAT
    nodes = [node for node in nodes if not (node.op_type == "Identity" and node.output[0] == "activations")]
    nodes.append(helper.make_node("GlobalAveragePool", [nodes[-1].output[0]], ["pooled"]))
    graph = helper.make_graph(
        nodes,
        "features",
        [helper.make_tensor_value_info("image", floats, [1, 3, size_px, size_px])],
        [helper.make_tensor_value_info("pooled", floats, None)],
        initializers,
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "features.onnx"
        file.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)]).SerializeToString())
        try:
            return fullgrad_model(OnnxBackbone(file), net.head.in_features, size_px)
        except (ModelUnfit, ValueError, KeyError, IndexError, RuntimeError, onnx.checker.ValidationError):
            return b""


def largest_difference(net: ImageNetwork, data: bytes, images: np.ndarray) -> float:
    """The largest difference of any output between ONNX Runtime and torch, as a share of that output's largest value
    where that is above 1. ``images`` (N >= 2, 3, size_px, size_px) are different pictures.

    Raises :class:`ModelUnfit` when an output does not depend on the picture, or the difference is too large.
    """
    names = MODEL_OUTPUTS[:3]
    found = Network(data, "exported.onnx", threads=1).run({"image": images}, names)
    with torch.inference_mode():
        logits, features, activations = net.cpu().eval()(torch.from_numpy(images))
    units = nn.functional.normalize(features, dim=1)
    largest = 0.0
    for name, array, wanted in zip(names, found, (logits, units, activations), strict=True):
        expected = wanted.numpy()
        if float(np.abs(expected[0] - expected[1]).max()) < LEAST_CHANGE:
            raise ModelUnfit(f"The output {name} is the same for all pictures.", "Train the network again.")
        scale = max(1.0, float(np.abs(expected).max()))
        largest = max(largest, float(np.abs(array - expected).max()) / scale)
    if not largest <= PARITY_LIMIT:
        raise ModelUnfit(f"The exported model differs from the trained one by {largest:.2g}.", "Report this.")
    return largest
