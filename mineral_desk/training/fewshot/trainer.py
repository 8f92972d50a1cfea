"""Training on one split: AdamW, one cycle, cross-entropy (paper, section 4.1), with checkpoints within the epochs."""

import copy
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.writing import replacing
from mineral_desk.training.classifier import one_cycle
from mineral_desk.training.descent import descend
from mineral_desk.training.fewshot.batches import Lesson, loss_weights
from mineral_desk.training.fewshot.crops import Crop
from mineral_desk.training.fewshot.examination import examine
from mineral_desk.training.fewshot.network import ImageNetwork, first_line
from mineral_desk.training.fewshot.recipe import Recipe, uses_bfloat16

SAVE_EVERY_S = 180.0
LARGEST_GRADIENT = 5.0
Row = dict[str, float | int]
"""What is told after an epoch: epoch, loss, seconds and, where photos are held out, the measures on them."""


@dataclass(frozen=True, slots=True)
class Split:
    """What is learnt from, and what is held out (nothing, where the last network learns from all)."""

    lesson: Lesson
    held_out: Sequence[Crop] = ()
    held_out_labels: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run keeps its checkpoint, what must be the same when it goes on, and how often it is written."""

    checkpoint: Path
    identity: Mapping[str, str]
    save_every_s: float = SAVE_EVERY_S
    workers: int = 1


class Trainer:
    """One training run. All of its state is in the checkpoint: a killed run ends as one that was not killed."""

    def __init__(self, net: ImageNetwork, split: Split, recipe: Recipe, place: Place) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net: ImageNetwork = net.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average: ImageNetwork | None = copy.deepcopy(self.net) if recipe.averaging else None
        self.split, self.recipe, self.place = split, recipe, place
        self.optimiser = _optimiser(self.net, recipe)
        weights = loss_weights(split.lesson.labels, net.shape.classes, recipe.balance)
        self._loss = nn.CrossEntropyLoss(weights, label_smoothing=recipe.label_smoothing).to(self.device)
        self.epoch, self.step, self.seconds = 0, 0, 0.0
        self.losses: list[float] = []
        self.history: list[Row] = []

    @property
    def is_done(self) -> bool:
        """Whether all epochs are over, or the time is."""
        return self.epoch >= self.recipe.epochs or self._is_late

    @property
    def _is_late(self) -> bool:
        return 0 < self.recipe.minutes * 60 <= self.seconds

    def run(self) -> Job[ImageNetwork]:
        """Train to the end of the recipe; the network that is kept. Each yield is a place to stop.

        After each epoch :attr:`history` has one more row. Raises :class:`UsageError` for another run's checkpoint.
        """
        torch.manual_seed(self.recipe.seed)
        if self.place.checkpoint.is_file():
            self._restore()
        try:
            while not self.is_done:
                yield from self._rest_of_epoch()
                yield from self._end_of_epoch()
        except GeneratorExit:  # stopped by the user: nothing is lost
            self._save()
            raise
        return self.kept

    @property
    def kept(self) -> ImageNetwork:
        """The network that counts: the running average where there is one."""
        return self.net if self.average is None else self.average

    def _rest_of_epoch(self) -> Job[None]:
        lesson, saved = self.split.lesson, time.monotonic()
        total = len(lesson.plan(self.recipe, self.epoch))
        for images, labels in lesson.batches(self.recipe, self.epoch, self.step, self.place.workers):
            began = time.monotonic()
            self.losses.append(self._learn(images, labels, (self.epoch + self.step / total) / self.recipe.epochs))
            self.step += 1
            self.seconds += time.monotonic() - began
            if time.monotonic() - saved >= self.place.save_every_s:
                self._save()
                saved = time.monotonic()
            text = f"step {self.step} of {total}: loss {self.losses[-1]:.3f}"
            yield Progress(self.epoch, self.recipe.epochs, f"epoch {self.epoch + 1}, {text}")
            if self._is_late:
                return

    def _end_of_epoch(self) -> Job[None]:
        row: Row = {
            "epoch": self.epoch + 1,
            "loss": round(float(np.mean(self.losses)), 4),
            "seconds": int(self.seconds),
        }
        split = self.split
        if split.held_out:
            answers = yield from examine(self.kept, split.held_out, split.held_out_labels, split.lesson.size_px)
            row |= answers.accuracy().rounded()
        self.history.append(row)
        self.epoch, self.step, self.losses = self.epoch + 1, 0, []
        self._save()
        yield Progress(self.epoch, self.recipe.epochs, in_words(row))

    def _learn(self, images: Tensor, labels: Tensor, done: float) -> float:
        """One step at ``done`` (0 to 1) of the cycle; the loss."""
        recipe = self.recipe
        late = self.seconds / (recipe.minutes * 60) if recipe.minutes else 0.0
        share = one_cycle(max(done, late), recipe.warm_up, recipe.division)
        for group in self.optimiser.param_groups:
            group["lr"] = group["highest"] * share
        self.net.train()
        short = uses_bfloat16(recipe.precision, self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=short):
            logits = self.net(images.to(self.device, non_blocking=True)).logits
        loss = self._loss(logits.float(), labels.to(self.device))
        descend(loss, self.net, self.optimiser, LARGEST_GRADIENT)
        self._update_average()
        return float(loss.detach())

    @torch.no_grad()
    def _update_average(self) -> None:
        if self.average is None:
            return
        for kept, new in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - self.recipe.averaging)
            else:
                kept.copy_(new)

    def _save(self) -> None:
        state: dict[str, Any] = {
            "identity": dict(self.place.identity),
            "net": self.net.state_dict(),
            "average": None if self.average is None else self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "random": {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()},
            "progress": {"epoch": self.epoch, "step": self.step, "seconds": self.seconds, "losses": self.losses},
            "history": self.history,
        }
        with replacing(self.place.checkpoint) as part:
            torch.save(state, part)

    def _restore(self) -> None:
        try:
            state = torch.load(self.place.checkpoint, map_location="cpu", weights_only=True)
            if state["identity"] != dict(self.place.identity):
                raise UsageError(
                    f"The checkpoint {self.place.checkpoint} was made with other settings or photos.",
                    "Give those of that run, or another folder with --cache.",
                )
            self.net.load_state_dict(state["net"])
            if self.average is not None:
                self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            progress = state["progress"]
            self.epoch, self.step, self.seconds = progress["epoch"], progress["step"], progress["seconds"]
            self.losses, self.history = list(progress["losses"]), list(state["history"])
            torch.set_rng_state(state["random"]["cpu"])
            if state["random"]["cuda"]:
                torch.cuda.set_rng_state_all(state["random"]["cuda"])
        except UsageError:
            raise
        except Exception as fault:  # a file from outside may hold anything
            raise UsageError(
                f"The checkpoint {self.place.checkpoint} cannot be read: {first_line(fault)}",
                "Delete it to begin anew.",
            ) from fault


def _optimiser(net: ImageNetwork, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW; ``highest`` is each group's rate at the top of the cycle."""
    head = {id(parameter) for parameter in net.head.parameters()}
    trained = [parameter for parameter in net.parameters() if parameter.requires_grad]
    groups = [
        {
            "params": [parameter for parameter in trained if (id(parameter) in head) is is_head],
            "highest": recipe.rate * recipe.division * (recipe.head_factor if is_head else 1.0),
        }
        for is_head in (False, True)
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate, weight_decay=recipe.weight_decay)


def identity_of(net: ImageNetwork, recipe: Recipe, data: str, more: str) -> dict[str, str]:
    """What must not change while a run is interrupted; the time that it may take may."""
    how = asdict(recipe) | {"minutes": 0}
    return {
        "recipe": json.dumps(how, sort_keys=True),
        "shape": json.dumps(asdict(net.shape)),
        "data": data,
        "more": more,
    }


def in_words(row: Row) -> str:
    """A row as a line of the log."""
    words = f"epoch {row['epoch']}: loss {row['loss']:.3f}, {row['seconds']} s"
    if "top_1" not in row:
        return words
    shares = " / ".join(f"{100 * row[f'top_{n}']:.1f}" for n in (1, 3, 5, 10))
    return f"{words}; held out: top-1/3/5/10 {shares} %, mean of the names {100 * row['per_class']:.1f} %"
