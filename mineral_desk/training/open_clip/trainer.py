"""Fine-tuning a CLIP model: AdamW, warm-up and cosine, a checkpoint every few minutes."""

import math
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.writing import replacing
from mineral_desk.training.descent import descend
from mineral_desk.training.open_clip.contrast import contrastive_loss
from mineral_desk.training.open_clip.loading import ClipModel
from mineral_desk.training.open_clip.pairs import Batch, Pairs
from mineral_desk.training.open_clip.recipe import Recipe, rate_share

SAVE_EVERY_S = 120.0
REPORT_EVERY = 10
LARGEST_SCALE = math.log(100)
"""Cosines are never multiplied by more than 100 (Radford et al. 2021, section 2.5)."""


class ClipTrainer:
    """One training run. All of its state is in the checkpoint, so that a killed run goes on where it was."""

    def __init__(
        self, model: ClipModel, pairs: Pairs, recipe: Recipe, checkpoint: Path, about: Mapping[str, str]
    ) -> None:
        """Go on from ``checkpoint`` if it is there. ``about`` says which model and photos it is of: with others, or
        another recipe (but for its time), it raises :class:`UsageError`.
        """
        self.model, self.pairs, self.recipe, self.checkpoint = model, pairs, recipe, checkpoint
        self.about = dict(about) | {key: str(value) for key, value in asdict(recipe).items() if key != "minutes"}
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net: Any = model.net.to(self.device)
        self.mean = torch.tensor(model.mean, device=self.device).reshape(1, 3, 1, 1)
        self.deviation = torch.tensor(model.deviation, device=self.device).reshape(1, 3, 1, 1)
        if recipe.lock_text:
            self.net.lock_text_tower()
        self.optimiser = optimiser_for(self.net, recipe)
        self.steps = 0
        self.seconds = 0.0
        self.losses: list[float] = []
        """The mean loss of each epoch that has ended, the last number that of the one under way."""
        self._recent: list[float] = []
        if checkpoint.is_file():
            self._restore()

    @property
    def total_steps(self) -> int:
        """How many steps the recipe has, should the time suffice."""
        return self.pairs.steps(self.recipe) * self.recipe.epochs

    def run(self) -> Job[ClipModel]:
        """Train until the epochs or the minutes are over. Each yield is a place to stop."""
        saved = self.seconds
        while self.steps < self.total_steps and self.seconds < self.recipe.minutes * 60:
            began = time.monotonic()
            loss = self._step(self.pairs.batch(self.steps, self.recipe, self.model.size_px))
            self.seconds += time.monotonic() - began
            self._count(loss)
            if self.seconds - saved > SAVE_EVERY_S:
                self._save()
                saved = self.seconds
            if self.steps % REPORT_EVERY == 0 or self.steps == self.total_steps:
                yield self._progress()
        self._save()
        self.net.cpu().eval()
        return self.model

    def _step(self, batch: Batch) -> float:
        progress = max(self.steps / self.total_steps, self.seconds / max(self.recipe.minutes * 60, 1e-9))
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate * rate_share(progress, self.recipe.warm_up)
        self.net.train()
        loss = self._loss(batch)
        descend(loss, self.net, self.optimiser, 1.0)
        with torch.no_grad():
            self.net.logit_scale.clamp_(0, LARGEST_SCALE)
        return float(loss.detach())

    def _loss(self, batch: Batch) -> Tensor:
        images = (batch.pictures.to(self.device) - self.mean) / self.deviation
        pictures = normalize(self.net.encode_image(images), dim=-1)
        names = normalize(self.net.encode_text(self.model.tokenizer(batch.sentences).to(self.device)), dim=-1)
        return contrastive_loss(pictures, names, batch.name_of.to(self.device), self.net.logit_scale.exp())

    def _count(self, loss: float) -> None:
        if self.steps % self.pairs.steps(self.recipe) == 0:
            self._recent = []
            self.losses.append(loss)
        self._recent.append(loss)
        self.losses[-1] = sum(self._recent) / len(self._recent)
        self.steps += 1

    def _progress(self) -> Progress:
        text = (
            f"step {self.steps} of {self.total_steps}, epoch {len(self.losses)}: loss {self.losses[-1]:.3f}, "
            f"{self.seconds / 60:.1f} of at most {self.recipe.minutes:g} minutes"
        )
        return Progress(0, 0, text)

    def _save(self) -> None:
        state = {
            "net": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "progress": {"steps": self.steps, "seconds": self.seconds, "losses": self.losses, "recent": self._recent},
            "about": self.about,
        }
        with replacing(self.checkpoint) as part:
            torch.save(state, part)

    def _restore(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        if state["about"] != self.about:
            differing = [key for key in self.about if state["about"].get(key) != self.about[key]]
            raise UsageError(
                f"The checkpoint {self.checkpoint} was made with other settings: {', '.join(differing)}.",
                "Give the settings of that run, or another folder with --cache.",
            )
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        progress = state["progress"]
        self.steps, self.seconds = progress["steps"], progress["seconds"]
        self.losses, self._recent = list(progress["losses"]), list(progress["recent"])


def optimiser_for(net: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW over what is trained; vectors and numbers (biases, gains, the scale) do not decay."""
    trained = [parameter for parameter in net.parameters() if parameter.requires_grad]
    groups = [
        {"params": [one for one in trained if one.ndim >= 2], "weight_decay": recipe.weight_decay},
        {"params": [one for one in trained if one.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate, betas=(0.9, 0.98), eps=1e-6)
