"""The network that estimates a cube's pose from a crop: convolutions with a few detours, and two dense layers."""

from itertools import pairwise
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from mineral_desk.training.export import finished
from mineral_desk.training.pose_crops import Batch
from mineral_desk.training.pose_normals import CELL_PX, PLANES
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, ANSWERS_OUTPUT, CHANNELS, CROP_PX, CROPS_INPUT

WIDTHS = (24, 48, 80, 128)
"""Channels after each halving of the crop; all but the first are followed by a residual block."""
SQUEEZED, HIDDEN = 40, 256
POSE_WEIGHTS = (3.0, 3.0, 6.0, 1.0, 1.0, 4.0, 1.5)
"""How much an error of each answer after the presence counts."""
HUBER = 0.02
"""Errors (radians, or shares of an edge) above this count by their size, not its square: what cannot be told, as a
yaw in the dark, must not outweigh the last degree of what can.
"""
NORMALS_WEIGHT = 6.0


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


class PoseNet(nn.Module):
    """Crops (N, CHANNELS, CROP_PX, CROP_PX) to answers (N, len(ANSWERS))."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[Step | Detour] = [Step(CHANNELS, WIDTHS[0], 3, 2)]
        for before, width in pairwise(WIDTHS):
            layers += [Step(before, width, 3, 2), Detour(width)]
        layers.append(Step(WIDTHS[-1], SQUEEZED, 1, 1))
        self.layers = nn.ModuleList(layers)
        side = CROP_PX // 2 ** len(WIDTHS)
        self.hidden = nn.Linear(SQUEEZED * side * side, HIDDEN)
        self.answers = nn.Linear(HIDDEN, len(ANSWERS))
        self.normals = nn.Conv2d(WIDTHS[2], PLANES, 1)

    def forward(self, crops: Tensor) -> Tensor:
        """The answers."""
        return self.with_normals(crops)[0]

    def with_normals(self, crops: Tensor, short_floats: bool = False) -> tuple[Tensor, Tensor]:
        """Answers and surface normals (N, PLANES, C, C); ``short_floats`` makes the convolutions faster in training."""
        cells = CROP_PX // CELL_PX
        seen, halfway = crops, crops
        with torch.autocast("cpu", torch.bfloat16, enabled=short_floats):
            for layer in self.layers:
                seen = layer(seen)
                halfway = seen if seen.shape[-1] == cells else halfway
        flat = seen.float().flatten(1)
        answers: Tensor = self.answers(functional.relu(self.hidden(flat)))
        return answers, self.normals(halfway.float())


def pose_loss(answers: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of the presence and, where a cube is, Huber's loss of its pose."""
    truth, weights = torch.from_numpy(batch.answers), torch.from_numpy(batch.weights)
    presence = functional.binary_cross_entropy_with_logits(answers[:, 0], truth[:, 0], weight=weights[:, 0])
    away = functional.huber_loss(answers[:, 1:], truth[:, 1:], reduction="none", delta=HUBER) / HUBER
    pose = (away * torch.tensor(POSE_WEIGHTS)).mean(1)
    return presence + (pose * weights[:, 1]).sum() / weights[:, 1].sum().clamp(min=1)


def normals_loss(normals: Tensor, batch: Batch) -> Tensor:
    """Mean squared error of the surface normals."""
    return NORMALS_WEIGHT * functional.mse_loss(normals, torch.from_numpy(batch.normals))


def export_pose_net(net: PoseNet) -> bytes:
    """The trained network as ONNX, normalisations folded into the convolutions; the normals are left out."""
    graph = _Graph()
    last = CROPS_INPUT
    for layer in net.eval().layers:
        if isinstance(layer, Detour):
            inner = graph.convolved(layer.second, graph.bent(graph.convolved(layer.first, last)))
            last = graph.bent(graph.node("Add", [last, inner]))
        else:
            assert isinstance(layer, Step)
            last = graph.bent(graph.convolved(layer, last))
    dense = graph.bent(graph.dense(net.hidden, graph.node("Flatten", [last]), "hidden"))
    graph.dense(net.answers, dense, ANSWERS_OUTPUT)
    made = helper.make_graph(
        graph.nodes,
        "cube_pose",
        [helper.make_tensor_value_info(CROPS_INPUT, TensorProto.FLOAT, ["N", CHANNELS, CROP_PX, CROP_PX])],
        [helper.make_tensor_value_info(ANSWERS_OUTPUT, TensorProto.FLOAT, ["N", len(ANSWERS)])],
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
