"""Where the pose network's windows come from: close-ups, rendered scenes, photos without a cube. All are kept."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk.training.cube_examples import ScenePhoto, read_scenes, true_focal_lengths
from mineral_desk.training.pose_windows import Window, window_of_close_up, windows_of
from mineral_desk.training.scenes import compose
from mineral_desk.training.scenes.close_ups import close_ups
from mineral_desk.training.scenes.cutouts import CutoutLibrary
from mineral_desk.training.scenes.noise import Floats
from mineral_desk.training.scenes.varied.compose import compose_varied

PICTURES = (".jpg", ".jpeg", ".png", ".webp")
OTHERS_PER_SCENE, OTHERS_PER_PHOTO = 3, 4
SUBJECTS = 4
"""So many cubes, or things in their place, are set up in each composition."""
SEEDS_A_FILE = 50
PLAIN_SHARE = 4
"""Of so many compositions one is of the first variety."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """``pixels`` (N, W, W, 4) uint8, ``angles`` (N, 3), NaN where no cube is, and ``groups`` (N,): windows of one
    group show the same things.
    """

    pixels: npt.NDArray[np.uint8]
    angles: npt.NDArray[np.float64]
    groups: npt.NDArray[np.int64]

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Windows":
        """Some of them."""
        return Windows(self.pixels[chosen], self.angles[chosen], self.groups[chosen])

    @property
    def has_cube(self) -> npt.NDArray[np.bool_]:
        """(N,) whether it shows a cube."""
        return np.asarray(np.isfinite(self.angles[:, 0]))


def together(parts: Sequence[Windows]) -> Windows:
    """All of them."""
    pixels, angles, groups = (np.concatenate([getattr(one, name) for one in parts]) for name in Windows.__slots__)
    return Windows(pixels, angles, groups)


def of_close_ups(
    seeds: Sequence[int], cache: Path, cutouts: CutoutLibrary | None, plates: Sequence[Floats]
) -> Iterator[Windows]:
    """Windows of the compositions of ``seeds``, file by file; all windows of a seed are one group."""
    for start in range(0, len(seeds), SEEDS_A_FILE):
        some = seeds[start : start + SEEDS_A_FILE]
        draw = partial(_draw_close_ups, some, cutouts, plates)
        yield _kept(cache / f"close_ups_{some[0]}_{some[-1]}.npz", draw)


def _draw_close_ups(
    seeds: Sequence[int], cutouts: CutoutLibrary | None, plates: Sequence[Floats]
) -> Iterator[tuple[int, Window]]:
    for seed in seeds:
        plain = seed % PLAIN_SHARE == 0
        scene = compose(seed, 1024) if plain else compose_varied(seed, 1024, cutouts, plates)
        for shown in close_ups(scene, SUBJECTS, np.random.default_rng([seed, 3])):
            window = window_of_close_up(shown)
            if window is not None:
                yield seed, window


def of_scenes(folder: Path, cache: Path) -> Windows:
    """Windows of a folder of rendered scenes."""
    scenes = read_scenes(folder)
    draw = partial(_draw_photos, scenes, true_focal_lengths(folder), OTHERS_PER_SCENE)
    return _kept(cache / f"{folder.name}_{len(scenes)}.npz", draw)


def of_bare_photos(folder: Path, count: int, seed: int, cache: Path) -> Windows:
    """Windows of ``count`` of the photos in ``folder``, none of which shows a cube."""
    drawn = [ScenePhoto(path) for path in drawn_photos(folder, count, seed)]
    draw = partial(_draw_photos, drawn, [None] * len(drawn), OTHERS_PER_PHOTO)
    return _kept(cache / f"bare_{len(drawn)}_{seed}.npz", draw)


def drawn_photos(folder: Path, count: int, seed: int) -> list[Path]:
    """``count`` of the photos in ``folder`` at random, or all."""
    photos = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in PICTURES]
    return random.Random(seed).sample(photos, min(count, len(photos)))


def _draw_photos(
    photos: Sequence[ScenePhoto], focal_35mm: Sequence[float | None], others: int
) -> Iterator[tuple[int, Window]]:
    rng = np.random.default_rng(len(photos))
    number = 0
    for photo, length in zip(photos, focal_35mm, strict=True):
        for window in windows_of(photo, others, rng, length):
            yield number, window
            number += 1


def _kept(stored: Path, draw: Callable[[], Iterable[tuple[int, Window]]]) -> Windows:
    """Groups and windows as drawn, from the file where they are there already."""
    if not stored.exists():
        groups, windows = zip(*draw(), strict=True)
        stored.parent.mkdir(parents=True, exist_ok=True)
        part = stored.with_suffix(".part.npz")
        pixels, angles = ([getattr(one, name) for one in windows] for name in ("pixels", "angles"))
        np.savez(part, pixels=np.array(pixels), angles=np.array(angles), groups=np.array(groups, np.int64))
        part.replace(stored)
    with np.load(stored, allow_pickle=False) as kept:
        return Windows(kept["pixels"], kept["angles"], kept["groups"])
