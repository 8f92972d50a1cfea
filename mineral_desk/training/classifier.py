"""Fine-tuning the species classifier: AdamW, one cycle, checkpoints (paper, section 4.1)."""

import copy
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.writing import replacing
from mineral_desk.training.augment import Augmentation, augment
from mineral_desk.training.descent import descend
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.training.saliency import SoftMask
from mineral_desk.training.species_net import SpeciesNet


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. ``minutes`` and ``epochs`` are upper limits: the learning rate's cycle ends at the nearer one."""

    epochs: int = 12
    minutes: float = 60.0
    batch: int = 32
    size_px: int = 176
    """Smaller than at run time on purpose: random crops make specimens look larger than they will."""
    head_rate: float = 1e-3
    backbone_rate: float = 3e-4
    rate_per_depth: float = 0.1
    """The rate at the lowest trained layer as a share of the rate at the highest: fine layers keep what they know."""
    frozen_depth: float = 0.35
    """The share of the backbone, from the image upwards, that stays as it is."""
    weight_decay: float = 0.05
    label_smoothing: float = 0.1
    trait_weight: float = 0.1
    """Weight of the traits' loss: traits are shared by many photos, species by one or two."""
    blending: float = 0.3
    """Two pictures are blended with shares drawn from Beta(blending, blending); 0: never."""
    averaging: float = 0.99
    """Decay of the running average of the weights, which is what is kept in the end."""
    seed: int = 1
    augmentation: Augmentation = field(default_factory=Augmentation)


def one_cycle(progress: float, warm_up: float = 0.15, division: float = 25.0) -> float:
    """Share of the highest learning rate at ``progress`` 0 to 1 (Smith and Topin 2019): up, then down to almost 0."""
    if progress < warm_up:
        return 1 / division + (1 - 1 / division) * (1 - math.cos(math.pi * progress / warm_up)) / 2
    return max((1 + math.cos(math.pi * (min(progress, 1.0) - warm_up) / (1 - warm_up))) / 2, 1e-4)


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSet:
    """The photos with their masks and their labels as indices into the list of species."""

    photos: Sequence[LabelledPhoto]
    masks: Sequence[SoftMask]
    labels: Sequence[int]

    def batches(self, epoch: int, recipe: Recipe) -> Iterator[tuple[list[Pixels], list[int]]]:
        """Each photo once, changed at random; the same for the same epoch and seed."""
        rng = np.random.default_rng((recipe.seed, epoch))
        order = rng.permutation(len(self.photos))
        for start in range(0, len(order), recipe.batch):
            chosen = [int(index) for index in order[start : start + recipe.batch]]
            yield [self._changed(index, recipe, rng) for index in chosen], [self.labels[index] for index in chosen]

    def _changed(self, index: int, recipe: Recipe, rng: np.random.Generator) -> Pixels:
        photo = self.photos[index]
        how = recipe.augmentation
        if photo.has_foreign:  # a plate or a ruler must not be learnt: show the specimen alone
            how = Augmentation(**(asdict(how) | {"swap_background": 1.0}))
        return augment(decode_small(photo.bytes(), photo.path.name), self.masks[index], recipe.size_px, how, rng)


def to_tensor(pictures: Sequence[Pixels], device: torch.device) -> Tensor:
    """(N, 3, H, W) float32, x / 127.5 - 1, channels last in memory (faster on CPUs)."""
    stacked = torch.from_numpy(np.stack(pictures)).to(device).permute(0, 3, 1, 2)
    return (stacked.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def optimiser_for(net: SpeciesNet, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW with a rate per layer; layers below ``frozen_depth`` are frozen."""
    depths = net.backbone.parameter_depths()
    head = [net.projection, net.own, net.from_traits, *net.trait_readout.parameters()]
    groups: list[dict[str, object]] = [{"params": head, "rate": recipe.head_rate}]
    for name, parameter in net.backbone.named_parameters():
        depth = depths[name]
        parameter.requires_grad_(depth >= recipe.frozen_depth)
        if parameter.requires_grad:
            rate = recipe.backbone_rate * recipe.rate_per_depth ** (1 - depth)
            groups.append({"params": [parameter], "rate": rate})
    return torch.optim.AdamW(groups, lr=recipe.head_rate, weight_decay=recipe.weight_decay)


@torch.no_grad()
def blended(start: SpeciesNet, trained: SpeciesNet, share: float) -> SpeciesNet:
    """The network whose weights lie ``share`` of the way from ``start`` to ``trained`` (Wortsman et al. 2022).

    Between both, a fine-tuned network often does better on photos unlike those it was trained on.
    """
    net = copy.deepcopy(trained)
    for kept, before in zip(net.parameters(), start.parameters(), strict=True):
        kept.lerp_(before.to(kept.device), 1 - share)
    return net


class Trainer:
    """One training run. All of its state is in the checkpoint, so that a killed run goes on where it was."""

    def __init__(self, net: SpeciesNet, photos: TrainingSet, recipe: Recipe, checkpoint: Path) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net: SpeciesNet = net.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average: SpeciesNet = copy.deepcopy(self.net)
        self.photos, self.recipe, self.checkpoint = photos, recipe, checkpoint
        self.optimiser = optimiser_for(self.net, recipe)
        self.epoch = 0
        self.seconds = 0.0
        self.losses: list[float] = []
        self._blend = np.random.default_rng(recipe.seed)

    def run(self) -> Job[SpeciesNet]:
        """Train to the end of the recipe; the averaged network. Each yield is a place to stop, a checkpoint is kept."""
        if self.checkpoint.is_file():
            self._restore()
        total = self.recipe.epochs
        while self.epoch < total and self.seconds < self.recipe.minutes * 60:
            loss = yield from self._one_epoch()
            self.epoch += 1
            self.losses.append(loss)
            self._save()
            yield Progress(self.epoch, total, f"epoch {self.epoch}: loss {loss:.3f}, {self.seconds:.0f} s")
        return self.average

    def _one_epoch(self) -> Job[float]:
        """The mean loss of one pass over all photos."""
        self.net.train()
        batches = math.ceil(len(self.photos.photos) / self.recipe.batch)
        self._blend = np.random.default_rng((self.recipe.seed, self.epoch, 1))
        losses = []
        for done, (pictures, labels) in enumerate(self.photos.batches(self.epoch, self.recipe)):
            began = time.monotonic()
            progress = max(
                (self.epoch + done / batches) / self.recipe.epochs, self.seconds / max(self.recipe.minutes * 60, 1e-9)
            )
            losses.append(self._step(pictures, labels, one_cycle(progress)))
            self.seconds += time.monotonic() - began
            yield Progress(self.epoch, self.recipe.epochs, f"batch {done + 1} of {batches}: loss {losses[-1]:.3f}")
        return float(np.mean(losses))

    def _step(self, pictures: Sequence[Pixels], labels: Sequence[int], share: float) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * share
        loss = self._loss(to_tensor(pictures, self.device), torch.tensor(labels, device=self.device))
        descend(loss, self.net, self.optimiser, 5.0)
        self._update_average()
        return float(loss.detach())

    def _loss(self, images: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy of the species plus that of its traits, on pairs of pictures blended into one (mixup)."""
        share = self._blend.beta(self.recipe.blending, self.recipe.blending) if self.recipe.blending else 1.0
        others = torch.arange(len(labels), device=self.device).roll(1)
        found = self.net(share * images + (1 - share) * images[others])
        traits = (self.net.traits > 0).float()
        wanted = share * traits[labels] + (1 - share) * traits[labels[others]]
        of_traits = nn.functional.binary_cross_entropy_with_logits(
            self.net.trait_logits(found.embedding), wanted, reduction="sum"
        ) / len(labels)
        smoothing = self.recipe.label_smoothing
        of_species = share * nn.functional.cross_entropy(found.logits, labels, label_smoothing=smoothing)
        if share < 1:
            other = nn.functional.cross_entropy(found.logits, labels[others], label_smoothing=smoothing)
            of_species = of_species + (1 - share) * other
        return of_species + self.recipe.trait_weight * of_traits

    @torch.no_grad()
    def _update_average(self) -> None:
        for kept, new in zip(self.average.parameters(), self.net.parameters(), strict=True):
            kept.lerp_(new, 1 - self.recipe.averaging)

    def _save(self) -> None:
        state = {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "progress": {"epoch": self.epoch, "seconds": self.seconds, "losses": self.losses},
            "recipe": asdict(self.recipe),
        }
        with replacing(self.checkpoint) as part:
            torch.save(state, part)

    def _restore(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        if state["recipe"] != asdict(self.recipe):
            raise UsageError(
                f"The checkpoint {self.checkpoint} was made with other settings.",
                "Give the settings of that run, or another checkpoint folder.",
            )
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epoch = state["progress"]["epoch"]
        self.seconds = state["progress"]["seconds"]
        self.losses = list(state["progress"]["losses"])
