"""Untrained networks whose normalisations are as different from each other as trained ones."""

from pathlib import Path

import torch

from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.segmentation.net import SegmentationNet


def make_net(backbone: Path, seed: int) -> SegmentationNet:
    """The same network for the same ``seed``, on the ``backbone`` in that file."""
    torch.manual_seed(seed)
    made = SegmentationNet(OnnxBackbone(backbone))
    for module in made.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
    return made
