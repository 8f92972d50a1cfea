"""Begin the training of a network that looks at crops with the weights of one that was exported before."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.phrase import said
from mineral_desk.training.crop_net import CropNet, Detour, Step

CROPS_TO_START = 512
"""So many tell what the layers usually see."""
ANOTHER_FILE = "Give the file of a network of the same kind, or train without one."
Weights = tuple[Tensor, Tensor]
"""Weights and bias of a layer."""


def start(net: CropNet, file: Path | None, checkpoint: Path, crops: Callable[[int], npt.NDArray[np.float32]]) -> None:
    """Let ``net`` begin as the ONNX ``file`` where there is one, and no checkpoint to go on from.

    ``crops`` gives so many of the usual ones, (N, channels, CROP_PX, CROP_PX).
    """
    if file is not None and not checkpoint.exists():
        start_from(net, file, torch.from_numpy(crops(CROPS_TO_START)))


@torch.no_grad()
def start_from(net: CropNet, file: Path, crops: Tensor) -> None:
    """Give ``net`` the weights in the ONNX ``file``, which :func:`export_crop_net` wrote.

    Normalisations were folded into its convolutions. They are unfolded again so that on ``crops`` (N, channels,
    CROP_PX, CROP_PX), which should be many and usual, the network answers as the file does, in training as well.
    Raises :class:`ModelUnfit` where the file holds other layers.
    """
    weights = _weights(file)
    seen = crops
    for layer in net.layers:
        if isinstance(layer, Detour):
            inner = functional.relu(_settled(layer.first, next(weights), seen, file))
            seen = functional.relu(seen + _settled(layer.second, next(weights), inner, file))
        else:
            assert isinstance(layer, Step)
            seen = functional.relu(_settled(layer, next(weights), seen, file))
    for dense in (net.hidden, net.answers):
        _fill(dense, next(weights), file)


def _weights(file: Path) -> Iterator[Weights]:
    """Those of each layer in the order of their use; endless, so that a shorter file is told as unfit."""
    graph = onnx.load(file).graph
    arrays = {one.name: torch.from_numpy(np.array(numpy_helper.to_array(one))) for one in graph.initializer}
    for node in graph.node:
        if node.op_type in {"Conv", "Gemm"}:
            yield arrays[node.input[1]], arrays[node.input[2]]
    while True:
        yield torch.zeros(0), torch.zeros(0)


def _settled(step: Step, weights: Weights, seen: Tensor, file: Path) -> Tensor:
    """What the step makes of ``seen`` before negative values are cut off; its normalisation changes nothing of it."""
    _fill(step.convolution, weights, file)
    plain: Tensor = step.convolution(seen)
    norm, bias = step.norm, weights[1]
    variance, mean = torch.var_mean(plain, dim=(0, 2, 3), correction=0)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_(torch.sqrt(variance + norm.eps))
    norm.bias.copy_(mean + bias)
    return plain + bias[:, None, None]


def _fill(layer: nn.Conv2d | nn.Linear, weights: Weights, file: Path) -> None:
    if layer.weight.shape != weights[0].shape:
        raise ModelUnfit(said("{name} holds other layers than this network has.", name=file.name), ANOTHER_FILE)
    layer.weight.copy_(weights[0])
    if layer.bias is not None:
        layer.bias.copy_(weights[1])
