"""A small EfficientNet-Lite checkpoint, and what it computes in torch. Needs torch."""

from pathlib import Path

import torch
from torch import Tensor, nn

STEM = 8
BLOCKS = ((8, 8, 3, 1), (8, 12, 3, 2), (12, 12, 3, 1), (12, 16, 5, 2))
"""Channels in and out, side of the depthwise kernel and stride of each block; the first one does not expand."""
HEAD = 24


def write_checkpoint(path: Path) -> dict[str, Tensor]:
    """Write random weights named as the published ones are."""
    torch.manual_seed(5)
    weights: dict[str, Tensor] = {}
    _add(weights, "_conv_stem", "_bn0", (STEM, 3, 3, 3))
    for number, (before, after, side, _) in enumerate(BLOCKS):
        block, wide = f"_blocks.{number}.", before if number == 0 else 6 * before
        if number:
            _add(weights, f"{block}_expand_conv", f"{block}_bn0", (wide, before, 1, 1))
        _add(weights, f"{block}_depthwise_conv", f"{block}_bn1", (wide, 1, side, side))
        _add(weights, f"{block}_project_conv", f"{block}_bn2", (after, wide, 1, 1))
    _add(weights, "_conv_head", "_bn1", (HEAD, BLOCKS[-1][1], 1, 1))
    torch.save(weights, path)
    return weights


def features_in_torch(weights: dict[str, Tensor], images: Tensor) -> Tensor:
    """The pooled features (N, 24) of ``images`` (N, 3, H, W) with the normalisations as they are."""
    values = _layer(weights, images, "_conv_stem", "_bn0", 2).clamp(0, 6)
    for number, (before, after, _, stride) in enumerate(BLOCKS):
        block, inner = f"_blocks.{number}.", values
        if number:
            inner = _layer(weights, inner, f"{block}_expand_conv", f"{block}_bn0", 1).clamp(0, 6)
        inner = _layer(weights, inner, f"{block}_depthwise_conv", f"{block}_bn1", stride).clamp(0, 6)
        inner = _layer(weights, inner, f"{block}_project_conv", f"{block}_bn2", 1)
        values = inner + values if number and before == after else inner
    return _layer(weights, values, "_conv_head", "_bn1", 1).clamp(0, 6).mean((2, 3))


def _add(weights: dict[str, Tensor], name: str, norm: str, shape: tuple[int, ...]) -> None:
    size = shape[0]
    weights[f"{name}.weight"] = torch.randn(shape) / (shape[1] * shape[2] * shape[3]) ** 0.5
    weights[f"{norm}.weight"], weights[f"{norm}.bias"] = torch.rand(size) + 2, torch.randn(size)
    weights[f"{norm}.running_mean"], weights[f"{norm}.running_var"] = torch.randn(size) / 4, torch.rand(size) + 0.5


def _layer(weights: dict[str, Tensor], images: Tensor, name: str, norm: str, stride: int) -> Tensor:
    kernel = weights[f"{name}.weight"]
    pads = []
    for size in (images.shape[3], images.shape[2]):  # the padding of TensorFlow's SAME
        total = max((-(-size // stride) - 1) * stride + kernel.shape[-1] - size, 0)
        pads += [total // 2, total - total // 2]
    group = len(kernel) if kernel.shape[1] == 1 else 1
    values = nn.functional.conv2d(nn.functional.pad(images, pads), kernel, None, stride, 0, 1, group)
    mean, variance = weights[f"{norm}.running_mean"], weights[f"{norm}.running_var"]
    return nn.functional.batch_norm(
        values, mean, variance, weights[f"{norm}.weight"], weights[f"{norm}.bias"], eps=1e-3
    )
