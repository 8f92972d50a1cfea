"""Smooth random fields over space, the raw material of every natural surface."""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Floats = npt.NDArray[np.float32]


def floats(values: npt.ArrayLike) -> Floats:
    """``values`` as an array of single precision, the one used throughout."""
    return np.asarray(values, np.float32)


_CELLS = 128
_LATTICE_SEED = 20_260_101
_SMOOTHING_CELLS = 1.6
_WAVELENGTH_CELLS = 6.0


@cache
def _lattice() -> Floats:
    """A periodic block of smoothed white noise with zero mean and unit variance."""
    white = np.random.default_rng(_LATTICE_SEED).standard_normal((_CELLS,) * 3, dtype=np.float32)
    smooth = ndimage.gaussian_filter(white, _SMOOTHING_CELLS, mode="wrap")
    return np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32)


def noise(points: Floats, frequency: float, offset: float = 0.0) -> Floats:
    """One octave at ``points`` (N, 3): about ``frequency`` bumps a unit of length, zero mean, unit variance."""
    cells = (points * np.float32(frequency * _WAVELENGTH_CELLS) + np.float32(offset)).T
    return np.asarray(ndimage.map_coordinates(_lattice(), cells, order=1, mode="grid-wrap", prefilter=False))


def fractal(  # noqa: PLR0917
    points: Floats, frequency: float, octaves: int, offset: float = 0.0, gain: float = 0.5, ridged: bool = False
) -> Floats:
    """Octaves of doubling frequency and falling weight; zero mean, unit variance (ridged: sharp crests instead)."""
    total = np.zeros(len(points), np.float32)
    weight, power = 1.0, 0.0
    for octave in range(max(1, octaves)):
        layer = noise(points, frequency * 2**octave, offset + 17.3 * octave)
        total += np.float32(weight) * (np.float32(0.8) - np.abs(layer) if ridged else layer)
        power += weight * weight
        weight *= gain
    return total / np.float32(np.sqrt(power))


def warped(points: Floats, frequency: float, amount: float, offset: float) -> Floats:
    """The points pushed about by up to ``amount``, so that straight patterns look grown."""
    push = np.stack([noise(points, frequency, offset + 31.7 * axis) for axis in range(3)], axis=1)
    return points + np.float32(amount) * push


_GRAIN_CELLS = 96
_GRAIN_COUNT = 1400


@cache
def _grain_lattice() -> tuple[npt.NDArray[np.int16], Floats]:
    """A periodic block cut into grains by their nearest seed, and four random numbers (-1 to 1) for each grain."""
    rng = np.random.default_rng(_LATTICE_SEED + 1)
    seeds = rng.integers(0, _GRAIN_CELLS, (_GRAIN_COUNT, 3))
    owner = np.zeros((_GRAIN_CELLS,) * 3, np.int16)
    owner[tuple(seeds.T)] = np.arange(1, _GRAIN_COUNT + 1)
    margin = 16
    wide = np.pad(owner, margin, mode="wrap")
    nearest = ndimage.distance_transform_edt(wide == 0, return_distances=False, return_indices=True)
    inner = (slice(margin, -margin),) * 3
    return wide[tuple(nearest)][inner], rng.uniform(-1, 1, (_GRAIN_COUNT + 1, 4)).astype(np.float32)


def grains(points: Floats, frequency: float, offset: float = 0.0) -> Floats:
    """(N, 4) random numbers from -1 to 1, the same all over each grain of a rock with ``frequency`` grains a unit."""
    owner, values = _grain_lattice()
    cells_a_grain = _GRAIN_CELLS / _GRAIN_COUNT ** (1 / 3)
    bent = warped(points, 2.0 * frequency, 0.12 / frequency, offset)
    cells = (
        np.floor(bent * np.float32(frequency * cells_a_grain) + np.float32(7 * offset)).astype(np.int32) % _GRAIN_CELLS
    )
    return np.asarray(values[owner[cells[:, 0], cells[:, 1], cells[:, 2]]], np.float32)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 below ``low``, 1 above ``high``, a soft slope between."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)
