"""The network that checks fitted wire-frames: what it is shown and how its verdicts are judged."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from mineral_desk.training.check_crops import draw_checked
from mineral_desk.training.check_sources import FittedWindows
from mineral_desk.training.crop_net import CropNet, export_crop_net
from mineral_desk.training.crop_trainer import Lesson
from mineral_desk.vision.measuring.fit_check import CHECKED_CHANNELS, CHECKED_INPUT, VERDICT, VERDICT_OUTPUT

WRONG_PER_RIGHT, WITHOUT_CUBE_PER_RIGHT = 1.5, 2.0
"""So many wrong fits beside a cube and so many where no cube is are shown for every right one."""
GAP_WEIGHT, SCALE_WEIGHT = 1.0, 2.0
HUBER_GAP, HUBER_SCALE = 0.1, 0.02
"""Errors above these (edges, logarithm) count by their size, not its square."""


class CheckNet(CropNet):
    """Crops (N, CHECKED_CHANNELS, CROP_PX, CROP_PX) to verdicts (N, len(VERDICT))."""

    def __init__(self) -> None:
        super().__init__(CHECKED_CHANNELS, len(VERDICT))


def check_lesson(net: CheckNet, windows: FittedWindows, chosen: npt.NDArray[np.bool_], *, short_floats: bool) -> Lesson:
    """The ``chosen`` (N,) of the fits, in other light every time; what is nearly right is not shown."""
    has_cube = windows.has_cube[windows.window]
    right = np.flatnonzero(chosen & windows.right)
    wrong = np.flatnonzero(chosen & has_cube & ~windows.right & ~windows.near)
    without = np.flatnonzero(chosen & ~has_cube)

    def order(rng: np.random.Generator) -> npt.NDArray[np.intp]:
        wanted = (round(share * len(right)) for share in (WRONG_PER_RIGHT, WITHOUT_CUBE_PER_RIGHT))
        others = [rng.permutation(some)[:count] for some, count in zip((wrong, without), wanted, strict=True)]
        return np.asarray(rng.permutation(np.concatenate([right, *others])))

    def loss(fits: npt.NDArray[np.intp], rng: np.random.Generator) -> Tensor:
        crops, truth = draw_checked(windows, fits, rng)
        seen = torch.from_numpy(crops).to(memory_format=torch.channels_last)
        verdicts = net.answered(net.maps(seen, short_floats)[-1])
        return check_loss(verdicts, torch.from_numpy(truth), torch.from_numpy(has_cube[fits]))

    return Lesson(order, loss)


def check_loss(verdicts: Tensor, truth: Tensor, has_cube: Tensor) -> Tensor:
    """Cross-entropy of "right" and, beside cubes, Huber's loss of the gap and of the scale."""
    right = functional.binary_cross_entropy_with_logits(verdicts[:, 0], truth[:, 0])
    gap = _huber(verdicts[:, 1], truth[:, 1], HUBER_GAP)
    scale = _huber(verdicts[:, 2], truth[:, 2], HUBER_SCALE)
    away = (GAP_WEIGHT * gap + SCALE_WEIGHT * scale) * has_cube
    return right + away.sum() / has_cube.sum().clamp(min=1)


def _huber(found: Tensor, truth: Tensor, delta: float) -> Tensor:
    return functional.huber_loss(found, truth, reduction="none", delta=delta)


def export_check_net(net: CheckNet) -> bytes:
    """The trained network as ONNX."""
    return export_crop_net(net, CHECKED_INPUT, VERDICT_OUTPUT)
