"""The training loop of networks that look at crops, which goes on from its checkpoint after any interruption."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mineral_desk.services.writing import replacing
from mineral_desk.training.crop_net import CropNet
from mineral_desk.training.descent import descend

WEIGHT_DECAY = 0.02
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


LossOf = Callable[[npt.NDArray[np.intp], np.random.Generator], Tensor]
"""The loss of the examples with these numbers (N,)."""
OrderOf = Callable[[np.random.Generator], npt.NDArray[np.intp]]
"""The numbers of an epoch's examples, shuffled."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an epoch shows and how the loss of a batch is found."""

    order: OrderOf
    loss: LossOf


def train(net: CropNet, lesson: Lesson, recipe: Recipe, checkpoint: Path) -> None:
    """Train ``net`` with a learning rate that falls along a cosine.

    ``checkpoint`` is read at first and written after each epoch. A run ends after all epochs or, counted anew, the
    minutes, whichever comes first: the learning rate falls accordingly.
    """
    start = time.monotonic()
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
        net.train()
        losses = []
        for share, loss in _steps(lesson, recipe, epoch):
            if set_rate(epoch + share) >= 1:
                break
            value = loss()
            descend(value, net, optimiser, MOST_GRADIENT)
            losses.append(float(value.detach()))
        mean = float(np.mean(losses)) if losses else math.nan
        print(f"epoch {epoch + 1}: loss {mean:.4f}, {time.monotonic() - start:.0f} s", flush=True)
        with replacing(checkpoint) as part:
            torch.save({"net": net.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}, part)
    net.eval()


def rate(progress: float) -> float:
    """The learning rate as a share of its highest, ``progress`` (0 to 1) into the run."""
    return min(1.0, (progress + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))


def _steps(lesson: Lesson, recipe: Recipe, epoch: int) -> Iterator[tuple[float, Callable[[], Tensor]]]:
    """Of an epoch's steps the share that lies before each, and its loss."""
    rng = np.random.default_rng([recipe.seed, epoch])
    order = lesson.order(rng)
    for at in range(0, len(order) - recipe.batch + 1, recipe.batch):
        chosen = order[at : at + recipe.batch]
        yield at / len(order), lambda chosen=chosen: lesson.loss(chosen, rng)  # type: ignore[misc]
