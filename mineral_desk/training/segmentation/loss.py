"""What the segmentation network is trained to make small."""

import torch
from torch import Tensor, nn

from mineral_desk.training.segmentation.pictures import UNKNOWN
from mineral_desk.vision.measuring.classes import SegmentClass

CLASS_WEIGHTS = {
    SegmentClass.BACKGROUND: 1.0,
    SegmentClass.SPECIMEN: 1.5,
    SegmentClass.CUBE: 4.0,
    SegmentClass.LABEL: 2.0,
    SegmentClass.RULER: 2.0,
    SegmentClass.STAND: 1.2,
}
BOUNDARY_WEIGHT = 3.0
"""How much more pixels near a boundary of the specimen or the cube count: sizes are read there."""
BOUNDARY_SIDE = 7
DICE_WEIGHT = 0.5


def shares(kinds: Tensor) -> tuple[Tensor, Tensor]:
    """Each class's share (N, C, h, w) of every block of 2 x 2 pixels of ``kinds`` (N, 2 h, 2 w), and which blocks
    (N, h, w) are wholly known.
    """
    known = kinds != UNKNOWN
    one_hot = nn.functional.one_hot(torch.where(known, kinds, 0).long(), len(SegmentClass)).permute(0, 3, 1, 2)
    blocks = nn.functional.avg_pool2d(one_hot.float(), 2)
    return blocks, nn.functional.avg_pool2d(known[:, None].float(), 2)[:, 0] > 0.99


def segmentation_loss(logits: Tensor, kinds: Tensor) -> Tensor:
    """Cross-entropy with weights for rare classes and for boundaries, plus Dice loss of each picture's classes.

    ``logits`` (N, C, h, w); ``kinds`` (N, 2 h, 2 w) uint8. The Dice loss (Milletari et al. 2016) weighs a small cube
    as much as a large one.
    """
    wanted, known = shares(kinds)
    log_found = logits.log_softmax(1)
    weights = torch.tensor([CLASS_WEIGHTS[kind] for kind in SegmentClass], device=logits.device)
    near = _near_boundary(wanted[:, [SegmentClass.SPECIMEN, SegmentClass.CUBE]])
    weight = (wanted * weights[:, None, None]).sum(1) * (1 + BOUNDARY_WEIGHT * near) * known
    entropy = -(wanted * log_found).sum(1)
    cross_entropy = (weight * entropy).sum() / weight.sum().clamp_min(1)
    return cross_entropy + DICE_WEIGHT * _dice(log_found.exp(), wanted, known)


def _near_boundary(planes: Tensor) -> Tensor:
    """1 near a boundary of any of the ``planes`` (N, K, h, w), else 0: (N, h, w)."""
    pad = BOUNDARY_SIDE // 2
    most = nn.functional.max_pool2d(planes, BOUNDARY_SIDE, 1, pad)
    least = -nn.functional.max_pool2d(-planes, BOUNDARY_SIDE, 1, pad)
    return (most - least).amax(1)


def _dice(found: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    mask = known[:, None].float()
    both = (found * wanted * mask).sum((2, 3))
    sizes = ((found + wanted) * mask).sum((2, 3))
    present = (wanted * mask).sum((2, 3)) > 1
    dice = 1 - (2 * both + 1) / (sizes + 1)
    return (dice * present).sum() / present.sum().clamp_min(1)
