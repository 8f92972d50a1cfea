"""The segmentation network: a pretrained convolutional encoder and a light decoder over its five resolutions."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.onnx_backbone import Node, OnnxBackbone
from mineral_desk.vision.measuring.classes import SegmentClass

STRIDES = (2, 4, 8, 16, 32)
CHANNELS = 64
FINE_CHANNELS = 24
"""Channels at half the input's resolution, where each costs most."""

ACTIVATIONS = ("Relu", "Clip")


def feature_names(nodes: Sequence[Node]) -> tuple[str, ...]:
    """The last linear output at each of :data:`STRIDES`: what the next block of a residual network starts from.

    Raises :class:`ModelUnfit` for a backbone without all of these resolutions.
    """
    strides: dict[str, int] = {}
    activated = {node.inputs[0] for node in nodes if node.operator in ACTIVATIONS}
    last: dict[int, str] = {}
    for node in nodes:
        below = max((strides[name] for name in node.inputs if name in strides), default=1)
        stride = below * node.attributes["strides"][0] if node.operator == "Conv" else below
        strides[node.output] = stride
        if node.operator not in ACTIVATIONS and node.output not in activated:
            last[stride] = node.output
    if not set(STRIDES) <= set(last):
        raise ModelUnfit(
            f"The backbone gives features at the strides {sorted(last)}; {list(STRIDES)} are needed.",
            "Choose a classification network that halves its resolution five times.",
        )
    return tuple(last[stride] for stride in STRIDES)


class Convolution(nn.Module):
    """Convolution, batch normalisation, ReLU; the padding keeps height and width."""

    def __init__(self, inputs: int, outputs: int, side: int, groups: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, side, padding=side // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs, momentum=0.05)

    def forward(self, x: Tensor) -> Tensor:
        """(N, outputs, h, w)."""
        return nn.functional.relu(self.norm(self.conv(x)))

    def folded(self) -> tuple[Tensor, Tensor]:
        """Weight and bias of the one convolution that this is once trained."""
        mean, variance = self.norm.running_mean, self.norm.running_var
        if mean is None or variance is None:
            raise ValueError("the normalisation keeps no running statistics")
        gain = self.norm.weight / torch.sqrt(variance + self.norm.eps)
        return self.conv.weight * gain[:, None, None, None], self.norm.bias - gain * mean


class Separable(nn.Sequential):
    """Twice a depthwise and a pointwise convolution."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__(
            Convolution(channels, channels, side, groups=channels),
            Convolution(channels, channels, 1),
            Convolution(channels, channels, side, groups=channels),
            Convolution(channels, channels, 1),
        )


class SegmentationNet(nn.Module):
    """Logits (N, C, H / 2, W / 2) of the classes for images (N, 3, H, W), H and W multiples of 32.

    A feature pyramid (Lin et al. 2017): from the coarsest features, to which their mean over the whole photo is
    added, each finer level adds its own (1 x 1 convolution) to the enlarged coarser one and smooths the sum.
    """

    def __init__(self, backbone: OnnxBackbone) -> None:
        """Build an untrained decoder on ``backbone``; raises :class:`ModelUnfit` where its resolutions do not do."""
        super().__init__()
        self.feature_names = feature_names(backbone.nodes)
        backbone.cut_after(self.feature_names[-1])
        self.backbone = backbone
        sizes = self._feature_sizes()
        self.context = nn.Conv2d(sizes[-1], CHANNELS, 1)
        self.laterals = nn.ModuleList(Convolution(size, CHANNELS, 1) for size in sizes[1:])
        self.blocks = nn.ModuleList(Separable(CHANNELS, side) for side in (3, 3, 5, 5))
        self.narrow = Convolution(CHANNELS, FINE_CHANNELS, 1)
        self.fine = Convolution(sizes[0], FINE_CHANNELS, 1)
        self.last = Convolution(FINE_CHANNELS, FINE_CHANNELS, 3)
        self.classes = nn.Conv2d(FINE_CHANNELS, len(SegmentClass), 1)

    @torch.no_grad()
    def _feature_sizes(self) -> list[int]:
        values = self.backbone.values(torch.zeros(1, 3, 64, 64))
        sizes = [values[name].shape[2] for name in self.feature_names]
        if any(finer != 2 * coarser for finer, coarser in pairwise(sizes)):
            raise ModelUnfit("The backbone does not halve its resolution evenly.", "Choose another backbone.")
        return [values[name].shape[1] for name in self.feature_names]

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, C, H / 2, W / 2); ``images`` (N, 3, H, W) float32 RGB as x / 127.5 - 1."""
        values = self.backbone.values(images)
        finest, *levels = (values[name] for name in self.feature_names)
        below = nn.functional.relu(self.context(levels[-1].mean((2, 3), keepdim=True)))
        for level, lateral, block in reversed(list(zip(levels, self.laterals, self.blocks, strict=True))):
            below = block(lateral(level) + below)
            below = self.narrow(below) if level is levels[0] else below
            below = enlarged(below)
        logits: Tensor = self.classes(self.last(below + self.fine(finest)))
        return logits


def enlarged(x: Tensor) -> Tensor:
    """Twice the height and width, bilinear."""
    return nn.functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
