"""A float ONNX backbone as a trainable torch module."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit


@dataclass(frozen=True, slots=True)
class Node:
    """One operator of the graph."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: dict[str, Any]


class OnnxBackbone(nn.Module):
    """The convolutional part of an ONNX classifier, up to its global average pooling.

    Calling it with images (N, 3, H, W) float32, RGB as x / 127.5 - 1, gives the last feature map (N, K, h, w).
    No operation works in place: an in-place activation would corrupt intermediate outputs of an exported graph.
    """

    def __init__(self, path: Path) -> None:
        """Read the weights from the file ``path``; raises :class:`ModelUnfit` for a graph with other operators."""
        super().__init__()
        graph = onnx.load(path, load_external_data=False).graph
        self.image_name = graph.input[0].name
        self.nodes = tuple(_nodes_before_pooling(graph, path))
        needed = {name for node in self.nodes for name in node.inputs}
        self.weights = nn.ParameterDict(
            {
                _key(tensor.name): nn.Parameter(torch.from_numpy(numpy_helper.to_array(tensor).copy()))
                for tensor in graph.initializer
                if tensor.name in needed
            }
        )

    def forward(self, images: Tensor) -> Tensor:
        """The last feature map (N, K, h, w)."""
        return self.values(images)[self.nodes[-1].output]

    def values(self, images: Tensor) -> dict[str, Tensor]:
        """The output of every operator by its name, for ``images`` (N, 3, H, W)."""
        values = {self.image_name: images}
        for node in self.nodes:
            tensors = [values[name] if name in values else self.weights[_key(name)] for name in node.inputs if name]
            values[node.output] = OPERATORS[node.operator](tensors, node.attributes)
        return values

    def cut_after(self, output: str) -> None:
        """Drop the operators after the one that gives ``output``, and the weights that only they need."""
        last = [node.output for node in self.nodes].index(output)
        self.nodes = self.nodes[: last + 1]
        needed = {_key(name) for node in self.nodes for name in node.inputs}
        self.weights = nn.ParameterDict({name: self.weights[name] for name in self.weights if name in needed})

    def channels(self) -> dict[str, int]:
        """How many channels the output of each operator has, by its name."""
        found = {self.image_name: 3}
        for node in self.nodes:
            if node.operator == "Conv":
                found[node.output] = len(self.weights[_key(node.inputs[1])])
            elif node.operator == "Concat":
                found[node.output] = sum(found[name] for name in node.inputs)
            else:
                found[node.output] = found[node.inputs[0]]
        return found

    def parameter_depths(self) -> dict[str, float]:
        """How deep each parameter lies, by its name in :meth:`named_parameters`: 0 at the image, 1 at the top."""
        last = max(len(self.nodes) - 1, 1)
        return {
            f"weights.{_key(name)}": index / last
            for index, node in enumerate(self.nodes)
            for name in node.inputs
            if _key(name) in self.weights
        }

    def weights_by_name(self) -> dict[str, npt.NDArray[np.float32]]:
        """The weights as they are now, by their names in the ONNX graph."""
        names = {name for node in self.nodes for name in node.inputs if _key(name) in self.weights}
        return {name: self.weights[_key(name)].detach().cpu().contiguous().numpy() for name in sorted(names)}


def _nodes_before_pooling(graph: Any, path: Path) -> Iterator[Node]:
    shapes = {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "GlobalAveragePool":
            return
        if node.op_type not in OPERATORS:
            raise ModelUnfit(
                f"The backbone {path.name} holds the operator {node.op_type}, which training does not know.",
                f"Choose a backbone made of {', '.join(OPERATORS)}.",
            )
        attributes = {entry.name: onnx.helper.get_attribute_value(entry) for entry in node.attribute}
        if node.op_type == "Conv":
            defaults = {"strides": [1, 1], "dilations": [1, 1], "group": 1, "kernel_shape": shapes[node.input[1]][2:]}
            attributes = defaults | attributes
        if node.op_type in ("MaxPool", "AveragePool"):
            attributes = {"strides": [1, 1]} | attributes
        yield Node(node.op_type, tuple(node.input), node.output[0], attributes)
    raise ModelUnfit(f"The backbone {path.name} has no global average pooling.", "Choose a classification network.")


def _key(name: str) -> str:
    """``name`` without the dots that torch does not allow in parameter names."""
    return name.replace(".", "_")


def _conv(tensors: list[Tensor], attributes: dict[str, Any]) -> Tensor:
    x, weight = tensors[:2]
    bias = tensors[2] if len(tensors) > 2 else None
    if attributes.get("auto_pad") == b"SAME_UPPER":
        left, right, top, bottom = _same_upper(x, weight, attributes)
    else:
        top, left, bottom, right = attributes.get("pads", (0, 0, 0, 0))
    padding = [top, left]
    if (left, top) != (right, bottom):
        # Only where the sides differ: padding a picture of its own takes longer than padding while convolving.
        x, padding = nn.functional.pad(x, (left, right, top, bottom)), [0, 0]
    strides, dilations, group = attributes["strides"], attributes["dilations"], attributes["group"]
    if torch.is_autocast_enabled("cpu") and group > 1:
        return _whole_precision(x, weight, bias, strides, padding, dilations, group)
    return nn.functional.conv2d(x, weight, bias, strides, padding, dilations, group)


def _max_pool(tensors: list[Tensor], attributes: dict[str, Any]) -> Tensor:
    top, left, bottom, right = attributes.get("pads", (0, 0, 0, 0))
    x = nn.functional.pad(tensors[0], (left, right, top, bottom), value=float("-inf"))
    return nn.functional.max_pool2d(
        x, attributes["kernel_shape"], attributes["strides"], dilation=attributes.get("dilations", 1)
    )


def _average_pool(tensors: list[Tensor], attributes: dict[str, Any]) -> Tensor:
    return nn.functional.avg_pool2d(
        tensors[0],
        attributes["kernel_shape"],
        attributes["strides"],
        ceil_mode=bool(attributes.get("ceil_mode", 0)),
        count_include_pad=bool(attributes.get("count_include_pad", 0)),
    )


def _enlarged(tensors: list[Tensor], attributes: dict[str, Any]) -> Tensor:
    """Every cell as often as the last input says."""
    if attributes.get("mode", b"nearest") != b"nearest":
        raise ValueError("only Resize to the nearest is known")
    return nn.functional.interpolate(tensors[0], scale_factor=tensors[-1].tolist()[2:], mode="nearest")


def _whole_precision(x: Tensor, weight: Tensor, bias: Tensor | None, *settings: Any) -> Tensor:
    """A convolution that autocast leaves alone: the gradient of a depthwise one takes 5 times longer in bfloat16."""
    with torch.autocast("cpu", enabled=False):
        return nn.functional.conv2d(x.float(), weight, bias, *settings)


def _same_upper(x: Tensor, weight: Tensor, attributes: dict[str, Any]) -> list[int]:
    """The padding of ONNX's SAME_UPPER (left, right, top, bottom): what is odd goes to the right and below."""
    pads: list[int] = []
    for axis in (1, 0):
        size, stride = x.shape[axis + 2], attributes["strides"][axis]
        reach = (weight.shape[axis + 2] - 1) * attributes["dilations"][axis] + 1
        total = max((-(-size // stride) - 1) * stride + reach - size, 0)
        pads += [total // 2, total - total // 2]
    return pads


OPERATORS: dict[str, Callable[[list[Tensor], dict[str, Any]], Tensor]] = {
    "Conv": _conv,
    "MaxPool": _max_pool,
    "AveragePool": _average_pool,
    "Resize": _enlarged,
    "Relu": lambda tensors, _: nn.functional.relu(tensors[0]),
    "Clip": lambda tensors, _: tensors[0].clamp(0, 6),
    "Add": lambda tensors, _: tensors[0] + tensors[1],
    "Mul": lambda tensors, _: tensors[0] * tensors[1],
    "InstanceNormalization": lambda tensors, attributes: nn.functional.instance_norm(
        tensors[0], weight=tensors[1], bias=tensors[2], eps=attributes["epsilon"]
    ),
    "Concat": lambda tensors, attributes: torch.cat(tensors, attributes["axis"]),
}
"""The operators that the shipped float backbones are made of (batch normalisation is folded into them)."""
