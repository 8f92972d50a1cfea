"""Photos with names, as batches of pictures and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mineral_desk.domain.errors import PhotoError, UsageError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.augment import Augmentation, augment
from mineral_desk.training.open_clip.recipe import Recipe
from mineral_desk.training.open_clip.templates import TEMPLATES
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.training.saliency import SaliencyTeacher, SoftMask

_ALL_SPECIMEN: SoftMask = np.full((32, 32), 255, np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Pictures (N, 3, S, S) float32 RGB from 0 to 1, sentences about M names, and which name each picture has (N,)."""

    pictures: Tensor
    sentences: list[str]
    name_of: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The photos, with masks of the specimens where a teacher made them."""

    photos: Sequence[LabelledPhoto]
    masks: Sequence[SoftMask] = field(default=())
    templates: tuple[str, ...] = TEMPLATES

    def __post_init__(self) -> None:
        if len({photo.species for photo in self.photos}) < 2:
            raise UsageError("The photos show fewer than two species: there is nothing to tell apart.")

    def steps(self, recipe: Recipe) -> int:
        """How many batches an epoch has; one that is left over and has a single photo is dropped."""
        whole, left = divmod(len(self.photos), recipe.batch)
        return whole + (left > 1)

    def batch(self, step: int, recipe: Recipe, size_px: int) -> Batch:
        """The batch of a step, counted over all epochs: the same for the same seed, whatever ran before."""
        epoch, number = divmod(step, self.steps(recipe))
        order = np.random.default_rng((recipe.seed, 0, epoch)).permutation(len(self.photos))
        rng = np.random.default_rng((recipe.seed, 1, step))
        chosen = [int(index) for index in order[number * recipe.batch : (number + 1) * recipe.batch]]
        names = sorted({self.photos[index].species for index in chosen})
        pictures = np.stack([self._changed(index, recipe, size_px, rng) for index in chosen])
        return Batch(
            torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255,
            [str(rng.choice(self.templates)).format(name) for name in names],
            torch.tensor([names.index(self.photos[index].species) for index in chosen]),
        )

    def _changed(self, index: int, recipe: Recipe, size_px: int, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
        photo = self.photos[index]
        how = Augmentation(swap_background=recipe.swap_background if self.masks else 0.0)
        if photo.has_foreign and self.masks:  # a plate or a ruler must not be learnt: show the specimen alone
            how = replace(how, swap_background=1.0)
        mask = self.masks[index] if self.masks else _ALL_SPECIMEN
        return augment(decode_small(photo.bytes(), photo.path.name), mask, size_px, how, rng)


def pairs_of(photos: Sequence[LabelledPhoto], teacher: SaliencyTeacher | None) -> Job[Pairs]:
    """The photos with their masks; those that cannot be opened are told and left out. Raises :class:`UsageError`."""
    readable, masks = [], []
    for done, photo in enumerate(photos, 1):
        try:
            decode_small(photo.bytes(), photo.path.name)
            if teacher is not None:
                masks.append(teacher.mask(photo))
            readable.append(photo)
        except PhotoError as fault:
            yield Progress(0, 0, str(fault))
        yield Progress(done, len(photos), f"looking at {photo.path.name}")
    return Pairs(readable, masks)
