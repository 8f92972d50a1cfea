"""The network that estimates a cube's pose from a crop, and what its training wants of it."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mineral_desk.training.crop_net import WIDTHS, CropNet, export_crop_net
from mineral_desk.training.pose_crops import Batch
from mineral_desk.training.pose_normals import CELL_PX, PLANES
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, ANSWERS_OUTPUT, CHANNELS, CROP_PX, CROPS_INPUT

POSE_WEIGHTS = (3.0, 3.0, 6.0, 1.0, 1.0, 4.0, 1.5)
"""How much an error of each answer after the presence counts."""
HUBER = 0.02
"""Errors (radians, or shares of an edge) above this count by their size, not its square: what cannot be told, as a
yaw in the dark, must not outweigh the last degree of what can.
"""
NORMALS_WEIGHT = 6.0


class PoseNet(CropNet):
    """Crops (N, CHANNELS, CROP_PX, CROP_PX) to answers (N, len(ANSWERS))."""

    def __init__(self) -> None:
        super().__init__(CHANNELS, len(ANSWERS))
        self.normals = nn.Conv2d(WIDTHS[2], PLANES, 1)

    def with_normals(self, crops: Tensor, short_floats: bool = False) -> tuple[Tensor, Tensor]:
        """Answers and surface normals (N, PLANES, C, C); ``short_floats`` makes the convolutions faster in training."""
        maps, cells = self.maps(crops, short_floats), CROP_PX // CELL_PX
        halfway = [seen for seen in maps if seen.shape[-1] == cells][-1]
        return self.answered(maps[-1]), self.normals(halfway.float())


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
    """The trained network as ONNX; the normals are left out."""
    return export_crop_net(net, CROPS_INPUT, ANSWERS_OUTPUT)
