"""Training the segmentation network: AdamW, a checkpoint every few minutes."""

import copy
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.writing import replacing
from mineral_desk.training.descent import descend
from mineral_desk.training.segmentation.batches import Batch, TrainingPictures, batches
from mineral_desk.training.segmentation.loss import segmentation_loss
from mineral_desk.training.segmentation.net import SegmentationNet


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. ``minutes`` counts those of all earlier runs that the checkpoint remembers, too."""

    minutes: float = 90.0
    batch: int = 8
    long_side_px: int = 384
    decoder_rate: float = 1.5e-3
    backbone_rate: float = 3e-4
    rate_per_depth: float = 0.2
    """The rate at the lowest trained layer as a share of the rate at the highest."""
    frozen_depth: float = 0.3
    """The share of the backbone, from the image upwards, that stays as it is: it costs most and learns least."""
    weight_decay: float = 0.02
    averaging: float = 0.995
    """Decay of the running average of the weights, which is what is kept in the end."""
    cool_down: float = 0.4
    """In this last share of the time the learning rate falls to almost nothing."""
    workers: int = 1
    """Threads that make training pictures."""
    seed: int = 1
    bfloat16: bool = False
    """Most steps of a CPU's convolutions in bfloat16: twice as fast where the processor multiplies it by itself."""


SAVE_EVERY_S = 120.0
REPORT_EVERY = 20


class Trainer:
    """One training run. All of its state is in the checkpoint, so that a killed run goes on where it was."""

    def __init__(
        self, net: SegmentationNet, pictures: TrainingPictures, recipe: Recipe, checkpoint: Path, source: str = ""
    ) -> None:
        """Go on from ``checkpoint`` if it is there; ``pictures`` and ``recipe`` may differ from those before.

        ``source`` says in words where the pictures come from; :attr:`runs` tells it for each run.
        """
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net: SegmentationNet = net.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average: SegmentationNet = copy.deepcopy(self.net)
        self.pictures, self.recipe, self.checkpoint = pictures, recipe, checkpoint
        self.optimiser = _optimiser(self.net, recipe)
        self.steps = 0
        self.seconds = 0.0
        self.pictures_seen = 0
        self.source = source
        self.runs: list[str] = []
        if checkpoint.is_file():
            self._restore()

    def run(self) -> Job[SegmentationNet]:
        """Train until the time is up; the averaged network. Each yield is a place to stop."""
        saved, recent = self.seconds, 0.0
        if saved < self.recipe.minutes * 60:
            self.runs.append(f"from step {self.steps}: {self.source}, {self.recipe.long_side_px} px")
        for batch in self._batches():
            if self.seconds >= self.recipe.minutes * 60:
                break
            began = time.monotonic()
            loss = self._step(batch)
            self.seconds += time.monotonic() - began
            recent = loss if recent == 0 else 0.95 * recent + 0.05 * loss
            if self.seconds - saved > SAVE_EVERY_S:
                self._save()
                saved = self.seconds
            if self.steps % REPORT_EVERY == 0:
                text = f"step {self.steps}: loss {recent:.3f}, {self.seconds / 60:.1f} of {self.recipe.minutes} minutes"
                yield Progress(int(self.seconds), int(self.recipe.minutes * 60), text)
        if self.seconds > saved:
            self._save()
        return self.average

    def _batches(self) -> Iterator[Batch]:
        recipe = self.recipe
        return batches(
            self.pictures, recipe.batch, recipe.long_side_px, (recipe.seed, self.steps), max(1, recipe.workers)
        )

    def _step(self, batch: Batch) -> float:
        share = rate_share(self.steps, self.seconds / max(self.recipe.minutes * 60, 1e-9), self.recipe.cool_down)
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * share
        self.net.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.bfloat16):
            logits = self.net(network_images(batch).to(self.device))
        loss = segmentation_loss(logits.float(), torch.from_numpy(batch.kinds).to(self.device))
        descend(loss, self.net, self.optimiser, 5.0)
        self.steps += 1
        self.pictures_seen += len(batch.pixels)
        self._update_average()
        return float(loss.detach())

    @torch.no_grad()
    def _update_average(self) -> None:
        """Move the average towards the network; early on faster, so that it forgets the untrained weights."""
        towards = 1 - min(self.recipe.averaging, self.steps / (self.steps + 9))
        for kept, new in zip(_tensors(self.average), _tensors(self.net), strict=True):
            kept.lerp_(new, towards)

    def _save(self) -> None:
        state = {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "progress": {"steps": self.steps, "seconds": self.seconds, "pictures_seen": self.pictures_seen},
            "runs": self.runs,
            "recipe": asdict(self.recipe),
        }
        with replacing(self.checkpoint) as part:
            torch.save(state, part)

    def _restore(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        _restore_optimiser(self.optimiser, state["optimiser"])
        self.steps = state["progress"]["steps"]
        self.seconds = state["progress"]["seconds"]
        self.pictures_seen = state["progress"]["pictures_seen"]
        self.runs = list(state["runs"])


def network_images(batch: Batch) -> Tensor:
    """The batch's pictures as the network takes them: (N, 3, H, W) float32."""
    images = torch.from_numpy(batch.pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
    return images.contiguous(memory_format=torch.channels_last)


def rate_share(steps: int, done: float, cool_down: float) -> float:
    """The learning rate as a share of its highest: a short warm-up, a plateau, half a cosine at the end."""
    warm = min(1.0, (steps + 1) / 40)
    left = min(1.0, max(0.0, (1 - done) / max(cool_down, 1e-9)))
    return warm * (0.02 + 0.98 * (1 - math.cos(math.pi * left)) / 2)


def _tensors(net: SegmentationNet) -> list[Tensor]:
    """All weights and running statistics; not the counters of batches."""
    return [tensor for tensor in (*net.parameters(), *net.buffers()) if tensor.is_floating_point()]


def _optimiser(net: SegmentationNet, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW with a rate per layer; layers below ``frozen_depth`` are frozen."""
    depths = net.backbone.parameter_depths()
    decoder = [parameter for name, parameter in net.named_parameters() if not name.startswith("backbone.")]
    groups: list[dict[str, object]] = [{"params": decoder, "rate": recipe.decoder_rate}]
    for name, parameter in net.backbone.named_parameters():
        depth = depths[name]
        parameter.requires_grad_(depth >= recipe.frozen_depth)
        # Frozen ones are kept in the list, without gradients, so that a checkpoint fits any frozen depth.
        groups.append({"params": [parameter], "rate": recipe.backbone_rate * recipe.rate_per_depth ** (1 - depth)})
    return torch.optim.AdamW(groups, lr=recipe.decoder_rate, weight_decay=recipe.weight_decay)


def _restore_optimiser(optimiser: torch.optim.Optimizer, state: dict[str, object]) -> None:
    """Take over the moments of earlier steps, but keep the rates that were asked for now."""
    rates = [group["rate"] for group in optimiser.param_groups]
    optimiser.load_state_dict(state)
    for group, rate in zip(optimiser.param_groups, rates, strict=True):
        group["rate"] = rate
