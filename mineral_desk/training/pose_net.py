"""The network that estimates a cube's pose from a crop: a few convolutions and two dense layers."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from mineral_desk.training.export import finished
from mineral_desk.training.pose_crops import Batch
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, ANSWERS_OUTPUT, CHANNELS, CROP_PX, CROPS_INPUT

WIDTHS = (24, 48, 80, 112)
"""Channels after each halving of the crop."""
SQUEEZED, HIDDEN = 40, 192
POSE_WEIGHTS = (2.0, 2.0, 3.0, 1.0, 1.0, 2.0, 1.0)
"""How much an error of each answer after the presence counts."""
HUBER = 0.1


class PoseNet(nn.Module):
    """Crops (N, CHANNELS, CROP_PX, CROP_PX) to answers (N, len(ANSWERS))."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = CHANNELS
        for width in WIDTHS:
            layers += [nn.Conv2d(before, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            layers += [nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            before = width
        layers += [nn.Conv2d(before, SQUEEZED, 1, bias=False), nn.BatchNorm2d(SQUEEZED), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        side = CROP_PX // 2 ** len(WIDTHS)
        self.hidden = nn.Linear(SQUEEZED * side * side, HIDDEN)
        self.answers = nn.Linear(HIDDEN, len(ANSWERS))

    def forward(self, crops: Tensor) -> Tensor:
        """The answers."""
        flat = self.layers(crops).flatten(1)
        answers: Tensor = self.answers(functional.relu(self.hidden(flat)))
        return answers


def pose_loss(answers: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of the presence and, where a cube is, Huber's loss of its pose."""
    truth, weights = torch.from_numpy(batch.answers), torch.from_numpy(batch.weights)
    presence = functional.binary_cross_entropy_with_logits(answers[:, 0], truth[:, 0], weight=weights[:, 0])
    away = functional.huber_loss(answers[:, 1:], truth[:, 1:], reduction="none", delta=HUBER) / HUBER
    pose = (away * torch.tensor(POSE_WEIGHTS)).mean(1)
    return presence + (pose * weights[:, 1]).sum() / weights[:, 1].sum().clamp(min=1)


def export_pose_net(net: PoseNet) -> bytes:
    """The trained network as ONNX, normalisations folded into the convolutions."""
    arrays: dict[str, np.ndarray] = {}
    nodes: list[onnx.NodeProto] = []
    last = CROPS_INPUT
    modules = list(net.eval().layers)
    for number in range(0, len(modules), 3):
        convolution, norm = modules[number], modules[number + 1]
        assert isinstance(convolution, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        arrays[f"w{number}"], arrays[f"b{number}"] = _folded(convolution, norm)
        stride, pad = convolution.stride[0], int(convolution.padding[0])
        inputs = [last, f"w{number}", f"b{number}"]
        nodes.append(helper.make_node("Conv", inputs, [f"c{number}"], strides=[stride] * 2, pads=[pad] * 4))
        nodes.append(helper.make_node("Relu", [f"c{number}"], [f"r{number}"]))
        last = f"r{number}"
    for name, layer in (("hidden", net.hidden), ("answers", net.answers)):
        arrays[f"{name}.w"], arrays[f"{name}.b"] = (value.detach().numpy() for value in (layer.weight, layer.bias))
    nodes += [
        helper.make_node("Flatten", [last], ["flat"]),
        helper.make_node("Gemm", ["flat", "hidden.w", "hidden.b"], ["dense"], transB=1),
        helper.make_node("Relu", ["dense"], ["active"]),
        helper.make_node("Gemm", ["active", "answers.w", "answers.b"], [ANSWERS_OUTPUT], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "cube_pose",
        [helper.make_tensor_value_info(CROPS_INPUT, TensorProto.FLOAT, ["N", CHANNELS, CROP_PX, CROP_PX])],
        [helper.make_tensor_value_info(ANSWERS_OUTPUT, TensorProto.FLOAT, ["N", len(ANSWERS)])],
        [numpy_helper.from_array(array.astype(np.float32), name) for name, array in arrays.items()],
    )
    return finished(graph)


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias that do both."""
    assert norm.running_var is not None
    assert norm.running_mean is not None
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    bias = norm.bias - norm.running_mean * gain
    return (convolution.weight * gain[:, None, None, None]).detach().numpy(), bias.detach().numpy()
