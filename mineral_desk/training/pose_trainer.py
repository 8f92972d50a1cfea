"""The training loop of the pose network, which goes on from its checkpoint after any interruption."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.services.writing import replacing
from mineral_desk.training.descent import descend
from mineral_desk.training.pose_crops import draw_batch
from mineral_desk.training.pose_net import PoseNet, normals_loss, pose_loss
from mineral_desk.training.pose_sources import Windows
from mineral_desk.training.pose_start import start_from

WEIGHT_DECAY = 0.02
CROPS_TO_START = 512
"""So many tell what the layers usually see."""
WARM_UP = 0.02
"""Share of the run in which the learning rate rises."""
MOST_GRADIENT = 4.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how to train: a run ends after ``epochs``, or after ``minutes`` of its own."""

    epochs: int = 40
    minutes: float = math.inf
    batch: int = 48
    learning_rate: float = 1.5e-3
    seed: int = 0
    short_floats: bool = False
    """Convolutions in bfloat16: more than twice as fast on processors that have it, many times slower on others."""


def train(windows: Windows, recipe: Recipe, checkpoint: Path, earlier: Path | None = None) -> PoseNet:
    """Train with a learning rate that falls along a cosine; ``checkpoint`` is read and written after each epoch.

    It ends after all epochs or, for this run, the minutes, whichever comes first: the learning rate falls accordingly.
    Where there is no checkpoint yet it begins with the weights of the ONNX file ``earlier``, or at random.
    """
    net, start = PoseNet(), time.monotonic()
    if earlier is not None and not checkpoint.exists():
        start_from(net, earlier, torch.from_numpy(_usual_crops(windows, recipe.seed)))
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.learning_rate, weight_decay=WEIGHT_DECAY)
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        first = int(state["epoch"])

    def set_rate(epoch: float) -> float:
        """Set the learning rate of this moment; how far the run has come, 0 to 1."""
        ran = (time.monotonic() - start) / (60 * recipe.minutes) if recipe.minutes else 1.0
        progress = max((epoch - first) / max(recipe.epochs - first, 1), ran)
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * rate(progress)
        return progress

    for epoch in range(first, recipe.epochs):
        if set_rate(epoch) >= 1:
            break
        loss = _epoch(net, optimiser, windows, recipe, epoch, set_rate)
        print(f"epoch {epoch + 1}: loss {loss:.4f}, {time.monotonic() - start:.0f} s", flush=True)
        with replacing(checkpoint) as part:
            torch.save({"net": net.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}, part)
    net.eval()
    return net


def _usual_crops(windows: Windows, seed: int) -> npt.NDArray[np.float32]:
    """(N, CHANNELS, CROP_PX, CROP_PX): crops of windows at random."""
    rng = np.random.default_rng(seed)
    some = rng.permutation(len(windows.groups))[:CROPS_TO_START]
    return draw_batch(windows.pixels[some], windows.angles[some], rng).crops


def rate(progress: float) -> float:
    """The learning rate as a share of its highest, ``progress`` (0 to 1) into the run."""
    return min(1.0, (progress + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))


def _epoch(  # noqa: PLR0917
    net: PoseNet,
    optimiser: torch.optim.Optimizer,
    windows: Windows,
    recipe: Recipe,
    epoch: int,
    set_rate: Callable[[float], float],
) -> float:
    """One pass over the windows, or what of it there is time for; the mean loss."""
    net.train()
    rng = np.random.default_rng([recipe.seed, epoch])
    order = epoch_order(windows.has_cube, rng)
    steps = range(0, len(order) - recipe.batch + 1, recipe.batch)
    losses = []
    for at in steps:
        if set_rate(epoch + at / len(order)) >= 1:
            break
        chosen = order[at : at + recipe.batch]
        batch = draw_batch(windows.pixels[chosen], windows.angles[chosen], rng)
        crops = torch.from_numpy(batch.crops).to(memory_format=torch.channels_last)
        answers, normals = net.with_normals(crops, recipe.short_floats)
        loss = pose_loss(answers, batch) + normals_loss(normals, batch)
        descend(loss, net, optimiser, MOST_GRADIENT)
        losses.append(float(loss.detach()))
    return float(np.mean(losses)) if losses else math.nan


def epoch_order(has_cube: npt.NDArray[np.bool_], rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Every cube once and at most half as many other places, shuffled: poses are harder to learn than presence."""
    cubes = np.flatnonzero(has_cube)
    others = rng.permutation(np.flatnonzero(~has_cube))[: max(1, len(cubes) // 2)]
    return np.asarray(rng.permutation(np.concatenate([cubes, others])))
