"""Networks that look at a crop and answer with a few numbers: convolutions with a few detours, and two dense layers."""

from itertools import pairwise
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from mineral_desk.training.export import finished
from mineral_desk.vision.measuring.pose_estimate import CROP_PX

WIDTHS = (24, 48, 80, 128)
"""Channels after each halving of the crop; all but the first are followed by a residual block."""
SQUEEZED, HIDDEN = 40, 256


class Detour(nn.Module):
    """A residual block: two convolutions whose result is added to what went in (He et al. 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = Step(width, width, 3, 1)
        self.second = Step(width, width, 3, 1)

    def forward(self, seen: Tensor) -> Tensor:
        """The same shape."""
        return functional.relu(seen + self.second.unbent(self.first(seen)))


class Step(nn.Module):
    """A convolution, normalised over the batch, negative values cut off."""

    def __init__(self, before: int, after: int, size: int, stride: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(before, after, size, stride, size // 2, bias=False)
        self.norm = nn.BatchNorm2d(after)

    def unbent(self, seen: Tensor) -> Tensor:
        """The result with its negative values."""
        result: Tensor = self.norm(self.convolution(seen))
        return result

    def forward(self, seen: Tensor) -> Tensor:
        """(N, after, H / stride, W / stride)."""
        return functional.relu(self.unbent(seen))


class CropNet(nn.Module):
    """Crops (N, channels, CROP_PX, CROP_PX) to answers (N, answers)."""

    def __init__(self, channels: int, answers: int) -> None:
        super().__init__()
        self.channels = channels
        layers: list[Step | Detour] = [Step(channels, WIDTHS[0], 3, 2)]
        for before, width in pairwise(WIDTHS):
            layers += [Step(before, width, 3, 2), Detour(width)]
        layers.append(Step(WIDTHS[-1], SQUEEZED, 1, 1))
        self.layers = nn.ModuleList(layers)
        side = CROP_PX // 2 ** len(WIDTHS)
        self.hidden = nn.Linear(SQUEEZED * side * side, HIDDEN)
        self.answers = nn.Linear(HIDDEN, answers)

    def forward(self, crops: Tensor) -> Tensor:
        """The answers."""
        return self.answered(self.maps(crops)[-1])

    def maps(self, crops: Tensor, short_floats: bool = False) -> list[Tensor]:
        """What each layer gives to the next; ``short_floats`` makes the convolutions faster in training."""
        seen, maps = crops, []
        with torch.autocast("cpu", torch.bfloat16, enabled=short_floats):
            for layer in self.layers:
                seen = layer(seen)
                maps.append(seen)
        return maps

    def answered(self, last: Tensor) -> Tensor:
        """The answers to the last of the :meth:`maps`."""
        answers: Tensor = self.answers(functional.relu(self.hidden(last.float().flatten(1))))
        return answers


def export_crop_net(net: CropNet, crops: str, answers: str) -> bytes:
    """The trained network as ONNX, normalisations folded into the convolutions; ``crops`` and ``answers`` are the names
    of input and output.
    """
    graph = _Graph()
    last = crops
    for layer in net.eval().layers:
        if isinstance(layer, Detour):
            inner = graph.convolved(layer.second, graph.bent(graph.convolved(layer.first, last)))
            last = graph.bent(graph.node("Add", [last, inner]))
        else:
            assert isinstance(layer, Step)
            last = graph.bent(graph.convolved(layer, last))
    dense = graph.bent(graph.dense(net.hidden, graph.node("Flatten", [last]), "hidden"))
    graph.dense(net.answers, dense, answers)
    made = helper.make_graph(
        graph.nodes,
        "crop_net",
        [helper.make_tensor_value_info(crops, TensorProto.FLOAT, ["N", net.channels, CROP_PX, CROP_PX])],
        [helper.make_tensor_value_info(answers, TensorProto.FLOAT, ["N", net.answers.out_features])],
        [numpy_helper.from_array(array.astype(np.float32), name) for name, array in graph.arrays.items()],
    )
    return finished(made)


class _Graph:
    """ONNX nodes and weights as they are added; each method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.arrays: dict[str, np.ndarray] = {}

    def node(self, kind: str, inputs: list[str], name: str = "", **attributes: Any) -> str:
        result = name or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [result], **attributes))
        return result

    def bent(self, seen: str) -> str:
        return self.node("Relu", [seen])

    def convolved(self, step: Step, seen: str) -> str:
        number = len(self.nodes)
        self.arrays[f"w{number}"], self.arrays[f"b{number}"] = _folded(step.convolution, step.norm)
        stride, pad = step.convolution.stride[0], int(step.convolution.padding[0])
        return self.node("Conv", [seen, f"w{number}", f"b{number}"], strides=[stride] * 2, pads=[pad] * 4)

    def dense(self, layer: nn.Linear, seen: str, name: str) -> str:
        self.arrays[f"{name}.w"], self.arrays[f"{name}.b"] = (
            value.detach().numpy() for value in (layer.weight, layer.bias)
        )
        return self.node("Gemm", [seen, f"{name}.w", f"{name}.b"], name, transB=1)


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias that do both."""
    assert norm.running_var is not None
    assert norm.running_mean is not None
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    bias = norm.bias - norm.running_mean * gain
    return (convolution.weight * gain[:, None, None, None]).detach().numpy(), bias.detach().numpy()
