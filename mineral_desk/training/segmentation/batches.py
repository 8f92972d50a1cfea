"""Random training pictures, made while training goes on."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.segmentation.augment import framed, redrawn
from mineral_desk.training.segmentation.pasting import with_cut_out, with_things
from mineral_desk.training.segmentation.pictures import Kinds, MaskedPhoto, Picture, SceneFile
from mineral_desk.vision.segmenter import STEP_PX

T = TypeVar("T")

SHORT_SIDES = (0.67, 0.75, 0.75, 1.0)
"""Shorter sides of training pictures as shares of the longer one: 3 : 2, 4 : 3 twice as often, square."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """How often each sort of picture is drawn, as shares; those for which there are no files are left out."""

    scene: float = 0.42
    scene_with_cut_out: float = 0.25
    photo_with_things: float = 0.18
    photo: float = 0.25
    rare: float = 0.1
    """How often a scene is drawn from among those that show what few show, beside those drawn by chance."""


@dataclass(frozen=True, slots=True)
class TrainingPictures:
    """The files to draw from: scenes that are not held out, and real photos with the teacher's masks."""

    scenes: Sequence[SceneFile]
    photos: Sequence[MaskedPhoto] = ()
    cut_outs: Sequence[MaskedPhoto] = ()
    """Those of the photos that are clean."""
    rare: Sequence[SceneFile] = ()
    """Those of the scenes that show what few show; they are drawn more often."""
    mixture: Mixture = field(default_factory=Mixture)

    def picture(self, rng: np.random.Generator) -> Picture:
        """A random picture as it is on disk, or two of them in one."""
        shares = np.array(
            [
                self.mixture.scene,
                self.mixture.scene_with_cut_out * bool(self.cut_outs),
                self.mixture.photo_with_things * bool(self.photos),
                self.mixture.photo * bool(self.photos),
            ]
        )
        sort = int(rng.choice(len(shares), p=shares / shares.sum()))
        if sort == 0:
            return self._scene(rng)
        if sort == 1:
            return with_cut_out(self._scene(rng), _one(self.cut_outs, rng).cut_out(), rng)
        photo = _one(self.photos, rng).read()
        return with_things(photo, self._scene(rng), rng) if sort == 2 else photo

    def _scene(self, rng: np.random.Generator) -> Picture:
        more_rare = self.rare and rng.random() < self.mixture.rare
        return _one(self.rare if more_rare else self.scenes, rng).read()


def _one(files: Sequence[T], rng: np.random.Generator) -> T:
    return files[int(rng.integers(len(files)))]


@dataclass(frozen=True, slots=True)
class Batch:
    """``pixels`` (N, H, W, 3) uint8 RGB and ``kinds`` (N, H, W) uint8."""

    pixels: Pixels
    kinds: Kinds


def batches(
    pictures: TrainingPictures, count: int, long_side_px: int, seed: tuple[int, ...], workers: int
) -> Iterator[Batch]:
    """Batches of ``count`` pictures without end, the same ones for the same ``seed``; ``workers`` threads draw them."""
    number = 0
    with ThreadPoolExecutor(workers) as pool:
        waiting = [pool.submit(_batch, pictures, count, long_side_px, (*seed, ahead)) for ahead in range(workers + 1)]
        while True:
            batch = waiting.pop(0).result()
            number += 1
            waiting.append(pool.submit(_batch, pictures, count, long_side_px, (*seed, number + workers)))
            yield batch


def _batch(pictures: TrainingPictures, count: int, long_side_px: int, seed: tuple[int, ...]) -> Batch:
    cv2.setNumThreads(1)
    rng = np.random.default_rng(seed)
    height, width = _frame_size(long_side_px, rng)
    drawn = [redrawn(framed(pictures.picture(rng), height, width, rng), rng) for _ in range(count)]
    return Batch(np.stack([one.pixels for one in drawn]), np.stack([one.kinds for one in drawn]))


def _frame_size(long_side_px: int, rng: np.random.Generator) -> tuple[int, int]:
    short = max(STEP_PX, round(long_side_px * float(rng.choice(SHORT_SIDES)) / STEP_PX) * STEP_PX)
    return (short, long_side_px) if rng.random() < 0.65 else (long_side_px, short)
