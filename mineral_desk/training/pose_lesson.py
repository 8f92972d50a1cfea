"""What the pose network is shown, and how its answers are judged."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mineral_desk.training.crop_trainer import Lesson
from mineral_desk.training.pose_crops import draw_batch
from mineral_desk.training.pose_net import PoseNet, normals_loss, pose_loss
from mineral_desk.training.pose_sources import Windows


def pose_lesson(net: PoseNet, windows: Windows, *, short_floats: bool) -> Lesson:
    """New crops of the windows in every epoch."""

    def loss(chosen: npt.NDArray[np.intp], rng: np.random.Generator) -> Tensor:
        batch = draw_batch(windows.pixels[chosen], windows.angles[chosen], rng)
        crops = torch.from_numpy(batch.crops).to(memory_format=torch.channels_last)
        answers, normals = net.with_normals(crops, short_floats)
        return pose_loss(answers, batch) + normals_loss(normals, batch)

    return Lesson(lambda rng: epoch_order(windows.has_cube, rng), loss)


def epoch_order(has_cube: npt.NDArray[np.bool_], rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Every cube once and at most half as many other places, shuffled: poses are harder to learn than presence."""
    cubes = np.flatnonzero(has_cube)
    others = rng.permutation(np.flatnonzero(~has_cube))[: max(1, len(cubes) // 2)]
    return np.asarray(rng.permutation(np.concatenate([cubes, others])))
