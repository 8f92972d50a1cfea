"""FullGrad as an ONNX graph: derivatives written out as operators (Srinivas and Fleuret 2019).

A backbone of Conv, Relu, Clip (ReLU6), Add, Concat, pooling, enlargement and textures (``joint_backbone.py``) has the
simplest of backward passes: the derivatives are ConvTranspose with the same weights, a product with 0 or 1, a copy, a
part of the channels, sums or shares of cells. So the backward pass is a graph like any other.

For a score with the derivative g_l by the output of convolution l, whose bias is b_l:

    map_l = (sum over channels of |g_l b_l|) / (largest |g_l b_l|)

and for the picture x itself the same with ``x dscore/dx``. Maps of one resolution are added in the graph; adding the
resolutions is left to the program.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from mineral_desk.training.onnx_backbone import Node, OnnxBackbone

GRADIENT_INPUT = "pooled_gradient"
"""The derivative (1, K) of the explained score by the pooled features."""


@dataclass(slots=True)
class BackwardGraph:
    """Operators and constants that are added to a model, and the outputs they make, by their side in pixels."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initializers: list[onnx.TensorProto] = field(default_factory=list)
    outputs: dict[str, int] = field(default_factory=dict)
    _number: int = 0

    def add(self, operator: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        """Append an operator; the name of its result."""
        self._number += 1
        output = output or f"back.{self._number}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, array: np.ndarray) -> str:
        """Append a constant; its name."""
        self._number += 1
        name = f"back.{self._number}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return name


def fullgrad_graph(backbone: OnnxBackbone, image: str, size_px: int) -> BackwardGraph:
    """The backward pass from :data:`GRADIENT_INPUT` to the maps, for pictures of ``size_px`` named ``image``."""
    sides = _sides(backbone, size_px)
    graph = BackwardGraph()
    gradients: dict[str, list[str]] = defaultdict(list)
    top = backbone.nodes[-1].output
    gradients[top].append(_unpooled(graph, top, sides[top]))
    maps: dict[int, list[str]] = defaultdict(list)
    for node in reversed(backbone.nodes):
        arriving = gradients.pop(node.output, [])
        if not arriving:  # a normalisation whose share is in the product's
            continue
        gradient = arriving[0] if len(arriving) == 1 else graph.add("Sum", arriving)
        if node.operator == "Conv":
            maps[sides[node.output]].append(_bias_map(graph, backbone, node, gradient))
        for name, one in _input_gradients(graph, backbone, node, gradient, sides).items():
            gradients[name].append(one)
    of_picture = graph.add("Mul", [image, graph.add("Sum", gradients[backbone.image_name])])
    maps[size_px].append(_rescaled_sum(graph, graph.add("Abs", [of_picture])))
    for side, several in sorted(maps.items()):
        name = f"fullgrad_{side}"
        graph.add("Sum", several, name)
        graph.outputs[name] = side
    return graph


def _unpooled(graph: BackwardGraph, top: str, side: int) -> str:
    """The derivative by every cell of the last feature map: the same in all cells of a channel."""
    column = graph.add("Unsqueeze", [GRADIENT_INPUT, graph.constant(np.array([2, 3], np.int64))])
    share = graph.add("Mul", [column, graph.constant(np.array(1 / side**2, np.float32))])
    return graph.add("Expand", [share, graph.add("Shape", [top])])


def _input_gradients(
    graph: BackwardGraph, backbone: OnnxBackbone, node: Node, gradient: str, sides: dict[str, int]
) -> dict[str, str]:
    """The derivatives by the inputs of ``node``, by the inputs' names."""
    if node.operator == "Add":
        return dict.fromkeys(node.inputs, gradient)
    if node.operator == "Concat":
        return _parts(graph, node, gradient, backbone.channels())
    return {node.inputs[0]: _first_input_gradient(graph, node, gradient, sides)}


def _first_input_gradient(graph: BackwardGraph, node: Node, gradient: str, sides: dict[str, int]) -> str:
    """The derivative by what an operator with a single varying input is applied to."""
    if node.operator in ("Relu", "Clip", "Mul"):
        return graph.add("Mul", [gradient, _factor(graph, node)])
    if node.operator == "Conv":
        return _conv_input_gradient(graph, node, gradient, sides)
    if node.operator == "MaxPool":
        return _max_pool_input_gradient(graph, node, gradient)
    if node.operator == "AveragePool":
        return _average_pool_input_gradient(graph, node, gradient, sides)
    if node.operator == "Resize":
        return _resize_input_gradient(graph, node, gradient, sides)
    raise ValueError(f"no derivative of {node.operator} is known")


def _factor(graph: BackwardGraph, node: Node) -> str:
    """What the derivative by the output is multiplied with, cell by cell."""
    if node.operator == "Mul":
        # a map times itself normalised: where all cells have the same derivative, what goes through the
        # normalisation adds up to nothing, as the derivative of a deviation is the normalised map
        return node.inputs[1]
    # the sign of what a ReLU lets through is 1 where it lets through
    return graph.add("Sign", [node.output]) if node.operator == "Relu" else _lets_through(graph, node.output)


def _lets_through(graph: BackwardGraph, clipped: str) -> str:
    """1 where a ReLU6 gave a value between 0 and 6, else 0."""
    room = graph.add("Sub", [graph.constant(np.array(6, np.float32)), clipped])
    return graph.add("Mul", [graph.add("Sign", [room]), graph.add("Sign", [clipped])])


def _parts(graph: BackwardGraph, node: Node, gradient: str, channels: dict[str, int]) -> dict[str, str]:
    """The channels of ``gradient`` that belong to each of the maps set side by side."""
    parts, first, axes = {}, 0, graph.constant(np.array([1], np.int64))
    for name in node.inputs:
        last = first + channels[name]
        limits = [graph.constant(np.array([limit], np.int64)) for limit in (first, last)]
        parts[name] = graph.add("Slice", [gradient, *limits, axes])
        first = last
    return parts


def _conv_input_gradient(graph: BackwardGraph, node: Node, gradient: str, sides: dict[str, int]) -> str:
    stride = node.attributes["strides"][0]
    reach = _reach(node)
    before, after = padding(node, sides[node.inputs[0]], sides[node.output], reach)
    rest = sides[node.inputs[0]] + before + after - reach - (sides[node.output] - 1) * stride
    return graph.add(
        "ConvTranspose",
        [gradient, node.inputs[1]],
        strides=[stride, stride],
        dilations=list(node.attributes["dilations"]),
        group=node.attributes["group"],
        kernel_shape=list(node.attributes["kernel_shape"]),
        pads=[before, before, after, after],
        output_padding=[rest, rest],
    )


def _max_pool_input_gradient(graph: BackwardGraph, node: Node, gradient: str) -> str:
    """Each derivative goes to the cell that was the largest; a cell that was so in several windows gets their sum."""
    image = node.inputs[0]
    places = f"{node.output}.places"
    graph.nodes.append(helper.make_node("MaxPool", [image], [f"{node.output}.again", places], **node.attributes))
    flat = graph.constant(np.array([-1], np.int64))
    nothing = graph.add("ConstantOfShape", [graph.add("Shape", [image])])
    rows = [graph.add("Reshape", [name, flat]) for name in (nothing, places, gradient)]
    summed = graph.add("ScatterElements", rows, axis=0, reduction="add")
    return graph.add("Reshape", [summed, graph.add("Shape", [image])])


def _average_pool_input_gradient(graph: BackwardGraph, node: Node, gradient: str, sides: dict[str, int]) -> str:
    """Every cell of a window gets its share. Raises :class:`ValueError` for windows that overlap or are cut."""
    (side, other), strides = node.attributes["kernel_shape"], list(node.attributes["strides"])
    whole = sides[node.inputs[0]] == side * sides[node.output]
    if strides != [side, other] or side != other or not whole:
        raise ValueError("no derivative is known of average pooling whose windows overlap or are cut")
    shared = graph.add("Mul", [gradient, graph.constant(np.array(1 / side**2, np.float32))])
    scales = graph.constant(np.array([1, 1, side, side], np.float32))
    return graph.add("Resize", [shared, "", scales], mode="nearest", coordinate_transformation_mode="asymmetric")


def _resize_input_gradient(graph: BackwardGraph, node: Node, gradient: str, sides: dict[str, int]) -> str:
    """The sum over all cells that an enlarged cell became. Raises :class:`ValueError` for other ways of resizing."""
    side, rest = divmod(sides[node.output], sides[node.inputs[0]])
    if rest or side < 1 or node.attributes.get("mode", b"nearest") != b"nearest":
        raise ValueError("no derivative is known of resizing other than to whole multiples, to the nearest")
    mean = graph.add("AveragePool", [gradient], kernel_shape=[side, side], strides=[side, side])
    return graph.add("Mul", [mean, graph.constant(np.array(side**2, np.float32))])


def padding(node: Node, side: int, output_side: int, reach: int) -> tuple[int, int]:
    """The zeros before and after each row and column that a convolution adds to an input with ``side`` pixels."""
    if node.attributes.get("auto_pad") == b"SAME_UPPER":
        total = max((output_side - 1) * node.attributes["strides"][0] + reach - side, 0)
        return total // 2, total - total // 2
    pads = node.attributes.get("pads", (0, 0, 0, 0))
    return pads[0], pads[2]


def _bias_map(graph: BackwardGraph, backbone: OnnxBackbone, node: Node, gradient: str) -> str:
    bias = backbone.weights_by_name()[node.inputs[2]]
    size = graph.constant(np.abs(bias).reshape(1, -1, 1, 1))
    return _rescaled_sum(graph, graph.add("Mul", [graph.add("Abs", [gradient]), size]))


def _rescaled_sum(graph: BackwardGraph, values: str) -> str:
    """The sum over channels (N, 1, h, w) of ``values`` >= 0, divided by the largest of them."""
    channels = graph.constant(np.array([1], np.int64))
    largest = graph.add("ReduceMax", [values], axes=[1, 2, 3], keepdims=1)
    safe = graph.add("Max", [largest, graph.constant(np.array(1e-30, np.float32))])
    return graph.add("Div", [graph.add("ReduceSum", [values, channels], keepdims=1), safe])


def _reach(node: Node) -> int:
    """How many pixels in a row a convolution looks at, from the first to the last."""
    side: int = node.attributes["kernel_shape"][0]
    dilation: int = node.attributes.get("dilations", (1, 1))[0]
    return (side - 1) * dilation + 1


def _sides(backbone: OnnxBackbone, size_px: int) -> dict[str, int]:
    """The side in pixels of every tensor of the forward pass, for square pictures."""
    sides = {backbone.image_name: size_px}
    for node in backbone.nodes:
        side = sides[node.inputs[0]]
        if node.operator == "Resize":
            side = round(side * float(backbone.weights_by_name()[node.inputs[-1]][-1]))
        elif node.operator in ("Conv", "MaxPool", "AveragePool"):
            stride = node.attributes["strides"][0]
            if node.attributes.get("auto_pad") == b"SAME_UPPER":
                side = -(-side // stride)
            else:
                before, after = padding(node, side, 0, _reach(node))
                side = (side + before + after - _reach(node)) // stride + 1
        sides[node.output] = side
    return sides
