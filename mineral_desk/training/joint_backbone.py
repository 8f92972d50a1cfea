"""Two backbones as one, whose last feature map also holds the textures of inner maps.

What a surface looks like close by (grains, cleavage, striations) has faded from a last map, which is coarse. It is
told by how much an inner map x varies over space: its deviation. That is the mean over space of x times x normalised,

    mean(x (x - mean(x)) / deviation(x)) = deviation(x),

so that a map of that product, averaged down to the size of the last map, stands beside it like any other channel, and
head and explanations hold as they are. (Deviations of inner maps as style: Huang and Belongie 2017.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from mineral_desk.training.export import pooling_model

TEXTURES = (("first.", 1), ("second.", 2))
"""The inner maps: of which backbone, and how many halvings of the picture come after it."""
EPSILON = 1e-5


@dataclass(slots=True)
class _Join:
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initializers: list[onnx.TensorProto] = field(default_factory=list)
    tops: list[str] = field(default_factory=list)

    def append(self, prefix: str, backbone: Path) -> None:
        """Take over the backbone's operators up to its global pooling, every name with ``prefix``."""
        graph = onnx.load(backbone, load_external_data=False).graph
        pooling = next(index for index, node in enumerate(graph.node) if node.op_type == "GlobalAveragePool")
        image = graph.input[0].name
        kept = [node for node in graph.node[:pooling] if node.op_type not in ("Identity", "Cast")]
        needed = {name for node in kept for name in node.input}
        for node in kept:
            node.input[:] = ["image" if name == image else prefix + name for name in node.input]
            node.output[:] = [prefix + name for name in node.output]
        for tensor in graph.initializer:
            if tensor.name in needed:
                tensor.name = prefix + tensor.name
                self.initializers.append(tensor)
        self.nodes += kept
        self.tops.append(prefix + graph.node[pooling].input[0])

    def append_texture(self, prefix: str, halvings: int) -> None:
        """The texture of the map before the last ``halvings`` of a backbone (the first map where it has fewer)."""
        halving = [node for node in self.nodes if node.output[0].startswith(prefix) and _halves(node)][-halvings:]
        source, name, side = halving[0].input[0], f"{prefix}texture", 2 ** len(halving)
        channels = self._channels_into(halving[0])
        fixed = {f"{name}.scale": np.ones(channels, np.float32), f"{name}.bias": np.zeros(channels, np.float32)}
        self.initializers += [numpy_helper.from_array(array, key) for key, array in fixed.items()]
        self.nodes += [
            helper.make_node("InstanceNormalization", [source, *fixed], [f"{name}.normalised"], epsilon=EPSILON),
            helper.make_node("Mul", [source, f"{name}.normalised"], [f"{name}.product"]),
            helper.make_node("AveragePool", [f"{name}.product"], [name], kernel_shape=[side] * 2, strides=[side] * 2),
        ]
        self.tops.append(name)

    def _channels_into(self, node: onnx.NodeProto) -> int:
        weights = next(tensor for tensor in self.initializers if tensor.name == node.input[1])
        return int(weights.dims[1] * _attributes(node).get("group", 1))


def joined_backbones(first: Path, second: Path, textures: Sequence[tuple[str, int]] = TEXTURES) -> bytes:
    """One ONNX model whose last feature map (N, K1 + K2 + T, h, w) is that of ``first``, that of ``second`` and the
    ``textures`` (see :data:`TEXTURES`), in this order. The sides of pictures must be multiples of every halving.
    """
    join = _Join()
    join.append("first.", first)
    join.append("second.", second)
    for prefix, halvings in textures:
        join.append_texture(prefix, halvings)
    join.nodes.append(helper.make_node("Concat", join.tops, ["top"], axis=1))
    return pooling_model(join.nodes, "top", join.initializers)


def _halves(node: onnx.NodeProto) -> bool:
    return node.op_type == "Conv" and list(_attributes(node).get("strides", (1, 1))) == [2, 2]


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    return {entry.name: helper.get_attribute_value(entry) for entry in node.attribute}
