"""Writing the trained classifier as one self-contained ONNX file."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.fullgrad_graph import GRADIENT_INPUT, fullgrad_graph
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.species_net import SpeciesNet
from mineral_desk.vision.colour import COLOUR_OUTPUTS, ColourTable
from mineral_desk.vision.inference import Network

MODEL_OUTPUTS = (
    "logits",
    "embedding",
    "activations",
    "projection",
    "projection_offset",
    "species_weights",
    "species_bias",
)
"""The last four are constants: the head's weights, for maps in closed form and for another prior."""

OPSET = 17


def export_species_model(net: SpeciesNet, size_px: int, colours: ColourTable | None = None) -> bytes:
    """The ONNX model of ``net``, its weights put into the backbone's own operators.

    Weights that half precision holds exactly are stored in it.

    Input ``image`` (N, 3, size_px, size_px). The graph is assembled rather than traced: a traced graph can hold
    operations in place that corrupt the intermediate outputs. ``colours`` become constant outputs.
    """
    nodes, initializers = backbone_graph(net.backbone)
    if all(_fits_half_precision(weights) for weights in net.backbone.parameters()):
        initializers, casts = in_half_precision(initializers)
        nodes = casts + nodes
    head = {
        "projection": net.projection,
        "projection_offset": -(net.projection @ net.centre),
        "species_weights": net.scale * net.species_vectors(),
        "species_bias": net.bias,
    }
    arrays = {name: tensor.detach().cpu().numpy().astype(np.float32) for name, tensor in head.items()}
    if colours is not None:
        arrays |= dict(zip(COLOUR_OUTPUTS, (colours.species, colours.mean, colours.deviation), strict=True))
    constants = {name: numpy_helper.from_array(array, f"head.{name}") for name, array in arrays.items()}
    if _fits_half_precision(net.projection):
        halves, casts = in_half_precision([constants.pop("projection")])
        initializers, nodes = initializers + halves, casts + nodes
    initializers += constants.values()
    nodes += _head_nodes(net.backbone.nodes[-1].output)
    nodes += [helper.make_node("Identity", [f"head.{name}"], [name]) for name in arrays]
    shapes = {
        "logits": ["N", len(arrays["species_bias"])],
        "embedding": ["N", len(arrays["projection"])],
        "activations": ["N", arrays["projection"].shape[1], None, None],
        **{name: list(array.shape) for name, array in arrays.items()},
    }
    graph = helper.make_graph(
        nodes,
        "species",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, size_px, size_px])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shapes[name]) for name in shapes],
        initializers,
    )
    return finished(graph)


def export_fullgrad_model(net: SpeciesNet, size_px: int) -> bytes:
    """The ONNX model of FullGrad maps: one picture and a derivative in, maps of several resolutions out.

    Weights are stored in half precision, which halves the file and leaves maps as they are to the eye.
    """
    return fullgrad_model(net.backbone, net.projection.shape[1], size_px)


def fullgrad_model(backbone: OnnxBackbone, channels: int, size_px: int) -> bytes:
    """The same for a backbone alone, whose last feature map has so many ``channels``."""
    nodes, initializers = backbone_graph(backbone)
    back = fullgrad_graph(backbone, "image", size_px)
    halves, casts = in_half_precision(initializers)
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        casts + nodes + back.nodes,
        "fullgrad",
        [
            helper.make_tensor_value_info("image", floats, [1, 3, size_px, size_px]),
            helper.make_tensor_value_info(GRADIENT_INPUT, floats, [1, channels]),
        ],
        [helper.make_tensor_value_info(name, floats, [1, 1, side, side]) for name, side in back.outputs.items()],
        halves + back.initializers,
    )
    return finished(graph)


def pooling_model(nodes: list[onnx.NodeProto], top: str, initializers: list[onnx.TensorProto]) -> bytes:
    """A backbone as a model file: ``image`` (N, 3, H, W) to ``features``, the mean over space of the map ``top``."""
    pooled = [
        helper.make_node("GlobalAveragePool", [top], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["features"]),
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, "H", "W"])
    features = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", "K"])
    return finished(helper.make_graph([*nodes, *pooled], "backbone", [image], [features], initializers))


def finished(graph: onnx.GraphProto) -> bytes:
    """The content of a model file with ``graph``, checked."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="Mineral Desk")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def _fits_half_precision(weights: torch.Tensor) -> bool:
    return bool(torch.equal(weights, weights.half().float()))


def in_half_precision(initializers: list[onnx.TensorProto]) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """The weights in half precision, and the operators that widen them again when the model is loaded."""
    halves, casts = [], []
    for tensor in initializers:
        array = numpy_helper.to_array(tensor).astype(np.float16)
        halves.append(numpy_helper.from_array(array, f"half.{tensor.name}"))
        casts.append(helper.make_node("Cast", [f"half.{tensor.name}"], [tensor.name], to=TensorProto.FLOAT))
    return halves, casts


def backbone_graph(backbone: OnnxBackbone) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """The backbone's operators with the weights as they are now."""
    weights = backbone.weights_by_name()
    renamed = {backbone.image_name: "image"}
    nodes = [
        helper.make_node(
            node.operator, [renamed.get(name, name) for name in node.inputs], [node.output], **node.attributes
        )
        for node in backbone.nodes
    ]
    return nodes, [numpy_helper.from_array(array, name) for name, array in weights.items()]


def _head_nodes(features: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Identity", [features], ["activations"]),
        helper.make_node("GlobalAveragePool", [features], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("Gemm", ["flat", "head.projection", "head.projection_offset"], ["projected"], transB=1),
        helper.make_node("LpNormalization", ["projected"], ["embedding"], axis=1, p=2),
        helper.make_node("Gemm", ["embedding", "head.species_weights", "head.species_bias"], ["logits"], transB=1),
    ]


def largest_difference(net: SpeciesNet, data: bytes, size_px: int) -> float:
    """The largest difference of any output between the ONNX model and torch, on random pictures.

    Raises :class:`ModelUnfit` when an output does not depend on the picture: equal constants would prove nothing.
    """
    images = np.random.default_rng(0).uniform(-1, 1, (2, 3, size_px, size_px)).astype(np.float32)
    found = Network(data, "species.onnx", threads=1).run({"image": images}, MODEL_OUTPUTS[:3])
    with torch.no_grad():
        expected = [tensor.cpu().numpy() for tensor in net.cpu().eval()(torch.from_numpy(images))]
    for name, array in zip(MODEL_OUTPUTS, expected, strict=False):
        if float(np.abs(array[0] - array[1]).max()) < 1e-6:
            raise ModelUnfit(f"The output {name} is the same for all pictures.", "Train the model again.")
    return max(float(np.abs(one - other).max()) for one, other in zip(found, expected, strict=True))


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_bytes(data)
    partial.replace(path)
