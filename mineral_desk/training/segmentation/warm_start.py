"""A shipped model as a network that can be trained further: the way back from what the export folded away."""

import copy
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.segmentation.export import Assembly, add_decoder
from mineral_desk.training.segmentation.net import Convolution, SegmentationNet

Arrays = dict[str, npt.NDArray[np.float32]]


def warm_start(net: SegmentationNet, model: Path, images: Iterable[Tensor]) -> None:
    """Give ``net`` the function of the exported ``model``, ready to be trained on.

    The statistics of the normalisations are measured on ``images``, batches (N, 3, H, W) of training pictures.
    Raises :class:`ModelUnfit` where the file does not fit the network.
    """
    load_folded(net, model)
    measure_statistics(net, images)


@torch.no_grad()
def load_folded(net: SegmentationNet, model: Path) -> None:
    """The weights of the file ``model`` in ``net``; its normalisations add the folded biases and do nothing else."""
    arrays = _weights(model)
    for name in net.backbone.weights_by_name():
        weight = net.backbone.weights[name.replace(".", "_")]
        weight.copy_(_fitting(arrays, name, weight, model))
    add_decoder(net, _Loading(arrays, model))


@torch.no_grad()
def blend(net: SegmentationNet, model: Path, share: float) -> None:
    """Mix the weights of ``net``, trained on from ``model``, with those of ``model``, which get this ``share``.

    The mean of the weights before and after (Wortsman et al. 2022, *Robust fine-tuning*) keeps most of what the
    further training brought and loses less of what it does not show. The normalisations are folded away by it.
    """
    before = copy.deepcopy(net)
    load_folded(before, model)
    for part in net.modules():
        if isinstance(part, Convolution):
            weight, bias = part.folded()
            part.conv.weight.copy_(weight)
            part.norm.bias.copy_(bias)
            _bypass(part)
    for after, old in zip(net.parameters(), before.parameters(), strict=True):
        after.lerp_(old, share)


@torch.no_grad()
def measure_statistics(net: SegmentationNet, images: Iterable[Tensor]) -> None:
    """Let the normalisations of a loaded ``net`` normalise again, without changing what the network computes.

    With mean m and variance v of a convolution's output over all ``images``, its normalisation gets these as running
    statistics, the weight sqrt(v) and the bias b + m. In training it then finds what it expects. The convolution's
    own weights, whose size no longer matters, get that of untrained ones: a step of the optimiser is as large for
    small weights as for large ones and would wipe out the small.
    """
    sums = [_Sums(part) for part in net.modules() if isinstance(part, Convolution)]
    hooks = [one.part.conv.register_forward_hook(one.add) for one in sums]
    net.eval()
    for batch in images:
        net(batch)
    for one, hook in zip(sums, hooks, strict=True):
        hook.remove()
        one.settle()


def _weights(model: Path) -> Arrays:
    """The weights in the file ``model`` by their names before they were halved."""
    graph = onnx.load(model, load_external_data=False).graph
    return {
        tensor.name.removeprefix("half."): numpy_helper.to_array(tensor).astype(np.float32)
        for tensor in graph.initializer
    }


def _fitting(arrays: Arrays, name: str, place: Tensor, model: Path) -> Tensor:
    if name not in arrays or arrays[name].shape != tuple(place.shape):
        raise ModelUnfit(
            f"The model {model.name} has no weight {name} of the shape {list(place.shape)}.",
            "Start from a segmentation model that was trained on the same backbone.",
        )
    return torch.from_numpy(arrays[name])


class _Loading(Assembly):
    """Goes through the network as the export does, but puts weights into it instead of taking them out."""

    def __init__(self, arrays: Arrays, model: Path) -> None:
        super().__init__()
        self._arrays, self._model = arrays, model

    def plain(self, x: str, weight: Tensor, bias: Tensor, groups: int = 1) -> str:
        number = len(self.nodes)
        for name, tensor in (("weight", weight), ("bias", bias)):
            tensor.copy_(_fitting(self._arrays, f"decoder_{number}.{name}", tensor, self._model))
        return self.add("Conv", x, group=groups)

    def convolution(self, x: str, part: Convolution) -> str:
        _bypass(part)
        return self.add("Relu", self.plain(x, part.conv.weight, part.norm.bias, part.conv.groups))


class _Sums:
    """Mean and variance of a convolution's output, channel by channel."""

    def __init__(self, part: Convolution) -> None:
        self.part = part
        self._count = 0
        self._sum = torch.zeros(part.conv.out_channels, dtype=torch.float64)
        self._squares = self._sum.clone()

    def add(self, _: nn.Module, __: object, output: Tensor) -> None:
        """A forward hook of the convolution."""
        values = output.double()
        self._count += values.numel() // values.shape[1]
        self._sum += values.sum((0, 2, 3)).cpu()
        self._squares += values.square().sum((0, 2, 3)).cpu()

    def settle(self) -> None:
        """Put the statistics into the normalisation, and bring the weights to their usual size."""
        conv, norm = self.part.conv, self.part.norm
        mean = self._sum / self._count
        deviation = (self._squares / self._count - mean.square()).clamp_min(0).sqrt()
        gain = _usual_size(conv.weight) / conv.weight.square().mean((1, 2, 3)).sqrt().clamp_min(1e-9)
        conv.weight.mul_(gain[:, None, None, None])
        _statistic(norm.running_mean).copy_(mean * gain)
        _statistic(norm.running_var).copy_((deviation * gain).square())
        norm.weight.copy_(((deviation * gain).square() + norm.eps).sqrt() / gain)
        norm.bias.add_(mean.to(norm.bias))


def _bypass(part: Convolution) -> None:
    """Let the normalisation add its bias and do nothing else."""
    nn.init.zeros_(_statistic(part.norm.running_mean))
    nn.init.constant_(_statistic(part.norm.running_var), 1 - part.norm.eps)
    nn.init.ones_(part.norm.weight)


def _usual_size(weight: Tensor) -> float:
    """The root mean square of a convolution's untrained weights in torch."""
    return 1 / float(np.sqrt(3 * weight[0].numel()))


def _statistic(values: Tensor | None) -> Tensor:
    if values is None:
        raise ValueError("the normalisation keeps no running statistics")
    return values
