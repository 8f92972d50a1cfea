"""Training batches: the same for the same seed, epoch and photos, whatever was interrupted in between."""

import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.augment import augment
from mineral_desk.training.fewshot.crops import Crop
from mineral_desk.training.fewshot.recipe import Balance, Recipe
from mineral_desk.training.saliency import MASK_PX, SoftMask
from mineral_desk.vision.crop import SALIENCY_SIDE_PX, salient_mask, working_copy

AHEAD = 2
"""Batches that are made while one is learnt from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The crops to learn from with their labels, at ``size_px``."""

    crops: Sequence[Crop]
    labels: Sequence[int]
    size_px: int

    def batches(self, recipe: Recipe, epoch: int, first: int = 0, workers: int = 1) -> Iterator[tuple[Tensor, Tensor]]:
        """Images (N, 3, size_px, size_px), x / 127.5 - 1, and labels (N,) of each batch from the ``first`` on."""
        plan = self.plan(recipe, epoch)
        with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="batches") as pool:
            coming: deque[list[Future[Pixels]]] = deque()
            left = iter(range(first, len(plan)))
            for number in islice(left, AHEAD):
                coming.append(self._begun(pool, plan[number], recipe, epoch))
            for number in range(first, len(plan)):
                pictures = [future.result() for future in coming.popleft()]
                for later in islice(left, 1):
                    coming.append(self._begun(pool, plan[later], recipe, epoch))
                chosen = [self.labels[place] for _, place in plan[number]]
                yield images_of(pictures), torch.tensor(chosen)

    def plan(self, recipe: Recipe, epoch: int) -> list[list[tuple[int, int]]]:
        """For each batch of an epoch the pictures in it: a number of its own, and the place of the crop."""
        rng = np.random.default_rng((recipe.seed, epoch))
        if recipe.balance is Balance.SAMPLING:
            order = rng.choice(len(self.crops), len(self.crops), p=equal_shares(self.labels))
        else:
            order = rng.permutation(len(self.crops))
        # batches of equal size: a last one of a single picture would have no variance to normalise by
        parts = np.array_split(np.arange(len(order)), math.ceil(len(order) / recipe.batch))
        return [[(int(number), int(order[number])) for number in part] for part in parts]

    def _begun(
        self, pool: ThreadPoolExecutor, part: Sequence[tuple[int, int]], recipe: Recipe, epoch: int
    ) -> list[Future[Pixels]]:
        return [pool.submit(self._picture, number, place, recipe, epoch) for number, place in part]

    def _picture(self, number: int, place: int, recipe: Recipe, epoch: int) -> Pixels:
        """A changed crop. Each picture has random numbers of its own, so that threads make no difference."""
        rng = np.random.default_rng((recipe.seed, epoch, number, place))
        pixels = self.crops[place].pixels()
        return augment(pixels, soft_mask(pixels), self.size_px, recipe.augmentation, rng)


def soft_mask(pixels: Pixels) -> SoftMask:
    """Where a crop differs from its border; everywhere where nothing does."""
    mask = salient_mask(working_copy(pixels, SALIENCY_SIDE_PX)).astype(np.uint8) * 255
    if not mask.any():
        mask[:] = 255
    return np.asarray(cv2.resize(mask, (MASK_PX, MASK_PX), interpolation=cv2.INTER_AREA), np.uint8)


def images_of(pictures: Sequence[Pixels]) -> Tensor:
    """Square pictures as the network takes them: (N, 3, H, W) float32, x / 127.5 - 1."""
    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    return (stacked.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def equal_shares(labels: Sequence[int]) -> npt.NDArray[np.float64]:
    """(N,) how often each photo is drawn, so that every label is drawn equally often."""
    counts = Counter(labels)
    return np.array([1 / (len(counts) * counts[label]) for label in labels])


def loss_weights(labels: Sequence[int], classes: int, balance: Balance) -> Tensor | None:
    """(C,) how much a photo of each class counts, 1 on the mean over the photos; None where all count the same."""
    if balance is not Balance.LOSS:
        return None
    counts = Counter(labels)
    weights = [len(labels) / (len(counts) * counts[label]) if counts[label] else 0.0 for label in range(classes)]
    return torch.tensor(weights, dtype=torch.float32)
