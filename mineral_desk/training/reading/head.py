"""The head that reads letters from the recognition network's features, and its way into an ONNX file."""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.reading.examples import LastLayer
from mineral_desk.vision.inference import Network
from mineral_desk.vision.second_reading import CLASSES_OUTPUT, PROBABILITIES_OUTPUT, RATIOS_INPUT

WIDTH = 160
OPSET = 17
PARITY_LIMIT = 1e-4
"""ONNX Runtime and torch may differ by this much in any probability."""


class Residual(nn.Module):
    """Looks at the steps around each step and adds what it found."""

    def __init__(self, width: int, reach: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(width, width, 2 * reach + 1, padding=reach),
            nn.GELU(),
            nn.Dropout(0.1),
            nn.Conv1d(width, width, 1),
        )

    def forward(self, steps: Tensor) -> Tensor:
        """(N, W, T) to the same."""
        found: Tensor = self.layers(steps)
        return steps + found


class Head(nn.Module):
    """Features (N, T, D) to logits (N, T, letters + 1), class 0 is the blank."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, mean: npt.NDArray[np.float32], deviation: npt.NDArray[np.float32], letters: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.first = nn.Conv1d(len(mean), WIDTH, 5, padding=2)
        self.blocks = nn.Sequential(nn.GELU(), Residual(WIDTH, 2), Residual(WIDTH, 2), nn.GELU())
        self.last = nn.Conv1d(WIDTH, letters + 1, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Every step is seen with four steps on both sides (32 pixels) and more."""
        steps = ((features - self.mean) / self.deviation).transpose(1, 2)
        logits: Tensor = self.last(self.blocks(self.first(steps)))
        return logits.transpose(1, 2)


class _Exported(nn.Module):
    """From log ratios to probabilities."""

    projection: Tensor
    offset: Tensor

    def __init__(self, head: Head, layer: LastLayer) -> None:
        super().__init__()
        self.head = head
        self.register_buffer("projection", torch.from_numpy(layer.projection.astype(np.float32)))
        self.register_buffer("offset", torch.from_numpy(layer.offset.astype(np.float32)))

    def forward(self, ratios: Tensor) -> Tensor:
        return torch.softmax(self.head(ratios @ self.projection + self.offset), dim=-1)


def export_head(head: Head, layer: LastLayer) -> bytes:
    """The head as ONNX: log ratios (N, T, S) in, probabilities (N, T, letters + 1) and, a constant, classes (S,) out.

    Raises :class:`ModelUnfit` when ONNX Runtime does not give what torch gives.
    """
    net = _Exported(head.cpu().eval(), layer).eval()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "head.onnx"
        torch.onnx.export(
            net,
            (torch.zeros(1, 8, len(layer.classes)),),
            file,
            input_names=[RATIOS_INPUT],
            output_names=[PROBABILITIES_OUTPUT],
            dynamic_axes={RATIOS_INPUT: {0: "N", 1: "T"}, PROBABILITIES_OUTPUT: {0: "N", 1: "T"}},
            opset_version=OPSET,
            dynamo=False,
        )
        model = onnx.load(file)
    graph = model.graph
    graph.initializer.append(numpy_helper.from_array(layer.classes, "head.classes"))
    graph.node.append(helper.make_node("Identity", ["head.classes"], [CLASSES_OUTPUT]))
    graph.output.append(helper.make_tensor_value_info(CLASSES_OUTPUT, onnx.TensorProto.INT64, [len(layer.classes)]))
    data = bytes(model.SerializeToString())
    _compare(net, data, len(layer.classes))
    return data


def _compare(net: _Exported, data: bytes, ratios: int) -> None:
    picture = torch.randn(1, 33, ratios, generator=torch.Generator().manual_seed(0)) * 8
    with torch.no_grad():
        expected = net(picture).numpy()
    (found,) = Network(data, "head.onnx", threads=1).run({RATIOS_INPUT: picture.numpy()}, [PROBABILITIES_OUTPUT])
    difference = float(np.abs(found - expected).max())
    if not difference < PARITY_LIMIT:
        raise ModelUnfit(f"The exported head differs from the trained one by {difference:.2g}.", "Report this.")
