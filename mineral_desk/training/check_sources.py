"""Where windows with fitted wire-frames come from: close-ups of scenes, photos without a cube. All are kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.check_windows import FittedWindow, fitted_window, fitted_windows_without_cube
from mineral_desk.training.cube_examples import open_upright
from mineral_desk.training.pose_sources import PLAIN_SHARE, SEEDS_A_FILE, SUBJECTS, drawn_photos
from mineral_desk.training.scenes import compose
from mineral_desk.training.scenes.close_ups import close_ups
from mineral_desk.training.scenes.cutouts import CutoutLibrary
from mineral_desk.training.scenes.noise import Floats
from mineral_desk.training.scenes.varied.compose import compose_varied

WHOLE_PX = 1024
PLACES_PER_PHOTO = 5
_CLOSE_UPS = 5
"""Sets the draws apart from those of the pose network's close-ups."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedWindows:
    """``pixels`` (W, S, S, 4) uint8, ``seeds`` (W,) of the compositions they show, ``has_cube`` (W,); and fits (N, ...)
    as in :class:`FittedWindow` with the number of their ``window`` (N,).
    """

    pixels: npt.NDArray[np.uint8]
    seeds: npt.NDArray[np.int64]
    has_cube: npt.NDArray[np.bool_]
    window: npt.NDArray[np.int64]
    middles: npt.NDArray[np.float64]
    edges_px: npt.NDArray[np.float64]
    corners: npt.NDArray[np.float64]
    faces: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]
    near: npt.NDArray[np.bool_]
    gaps: npt.NDArray[np.float64]
    scales: npt.NDArray[np.float64]


FIELDS = fields(FittedWindows)
OF_FITS = ("middles", "edges_px", "corners", "faces", "right", "near", "gaps", "scales")


def of_close_ups(
    seeds: Sequence[int],
    cache: Path,
    cutouts: CutoutLibrary | None,
    plates: Sequence[Floats],
    *,
    only_lookalikes: bool = False,
) -> Iterator[FittedWindows]:
    """Windows of the compositions of ``seeds``, file by file, from ``cache`` where a file is there already.

    With ``only_lookalikes`` dice, blocks and cubic crystals stand in the cube's place.
    """
    for start in range(0, len(seeds), SEEDS_A_FILE):
        some = seeds[start : start + SEEDS_A_FILE]
        named = f"fits_{'lookalikes_' if only_lookalikes else ''}{some[0]}_{some[-1]}.npz"
        yield _kept(cache / named, partial(_drawn, some, cutouts, plates, only_lookalikes))


def of_bare_photos(folder: Path, count: int, seed: int, cache: Path) -> FittedWindows:
    """Windows of ``count`` of the photos in ``folder``, none of which shows a cube; their numbers stand for seeds."""
    paths = drawn_photos(folder, count, seed)
    return _kept(cache / f"fits_bare_{len(paths)}_{seed}.npz", partial(_bare, paths))


def together(parts: Sequence[FittedWindows]) -> FittedWindows:
    """All of them."""
    firsts = np.cumsum([0, *(len(part.pixels) for part in parts)])
    moved = [replace(part, window=part.window + first) for part, first in zip(parts, firsts[:-1], strict=True)]
    return FittedWindows(**{one.name: np.concatenate([getattr(part, one.name) for part in moved]) for one in FIELDS})


def _kept(stored: Path, draw: Callable[[], Iterable[tuple[int, FittedWindow]]]) -> FittedWindows:
    """The windows as drawn, from the file where they are there already."""
    if not stored.exists():
        stored.parent.mkdir(parents=True, exist_ok=True)
        drawn, part = _stacked(list(draw())), stored.with_suffix(".part.npz")
        np.savez(part, **{one.name: getattr(drawn, one.name) for one in FIELDS})
        part.replace(stored)
    with np.load(stored, allow_pickle=False) as kept:
        return FittedWindows(**{one.name: kept[one.name] for one in FIELDS})


def _bare(paths: Sequence[Path]) -> Iterator[tuple[int, FittedWindow]]:
    rng = np.random.default_rng(len(paths))
    for number, path in enumerate(paths):
        for window in fitted_windows_without_cube(open_upright(path), PLACES_PER_PHOTO, rng):
            yield number, window


def _drawn(
    seeds: Sequence[int], cutouts: CutoutLibrary | None, plates: Sequence[Floats], only_lookalikes: bool
) -> Iterator[tuple[int, FittedWindow]]:
    for seed in seeds:
        plain = seed % PLAIN_SHARE == 0
        scene = compose(seed, WHOLE_PX) if plain else compose_varied(seed, WHOLE_PX, cutouts, plates)
        rng = np.random.default_rng([seed, _CLOSE_UPS])
        for shown in close_ups(scene, SUBJECTS, rng, only_lookalikes=only_lookalikes):
            window = fitted_window(shown, rng)
            if window is not None:
                yield seed, window


def _stacked(drawn: Sequence[tuple[int, FittedWindow]]) -> FittedWindows:
    """One array of each kind. Raises :class:`UsageError` where there is none."""
    if not drawn:
        raise UsageError("No wire-frame could be fitted to any of the photos.", "Give other photos.")
    windows = [window for _, window in drawn]
    counts = [len(window.edges_px) for window in windows]
    return FittedWindows(
        pixels=np.array([window.pixels for window in windows]),
        seeds=np.array([seed for seed, _ in drawn], np.int64),
        has_cube=np.array([window.has_cube for window in windows]),
        window=np.repeat(np.arange(len(windows)), counts),
        **{name: np.concatenate([getattr(window, name) for window in windows]) for name in OF_FITS},
    )
