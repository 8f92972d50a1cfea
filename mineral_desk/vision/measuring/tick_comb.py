"""Evenly spaced ticks along a line, seen in perspective: found in a brightness profile and numbered.

On a straight ruler tick k lies at s(k) = (a k + b) / (c k + 1) along its picture, and the distance from the camera
changes with c k + 1: a line's one-dimensional projection (Hartley and Zisserman, "Multiple View Geometry", 2.5).
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.wireframe import Floats

Integers = npt.NDArray[np.intp]

SHORTEST_PERIOD_PX, LONGEST_PERIOD_PX = 2.6, 90.0
WINDOWS_PX = (96, 288, 720)
LEAST_PEAK_SHARE = 0.2
"""Of a window's power in its strongest frequency."""
REACH = 0.3
"""How far from where it is expected a tick may lie, in periods."""
MOST_MISSES = 3
FAINTEST = 0.3
"""A tick's height over that of the clear ones."""
FEWEST_TICKS = 21
LEAST_FOUND = 0.8
"""Share of the ticks between the first and the last that must be there."""
MOST_SCATTER = 0.11
"""Of the ticks about their expected places, in periods: peaks of noise scatter by 0.17."""


@dataclass(frozen=True, slots=True, eq=False)
class Comb:
    """Ticks with the ``numbers`` (N,) at ``positions`` (N,) px; the number 0 is near the middle.

    ``coefficients`` are a, b, c; ``covariance`` (3, 3) is theirs; ``scatter_px`` is that of the ticks (1 sd).
    """

    coefficients: Floats
    covariance: Floats
    numbers: Integers
    positions: Floats
    scatter_px: float

    def position(self, number: Floats) -> Floats:
        """Where ticks lie, px; numbers may be fractions."""
        a, b, c = self.coefficients
        return np.asarray((a * number + b) / (c * number + 1))

    def period(self, number: float) -> float:
        """Pixels from tick to tick there."""
        a, b, c = self.coefficients
        return float((a - b * c) / (c * number + 1) ** 2)

    def depth(self, number: float) -> float:
        """Distance from the camera there, relative to the tick 0."""
        return float(self.coefficients[2] * number + 1)

    def period_error(self, number: float) -> float:
        """Error of :meth:`period` (share, 1 sd)."""
        a, b, c = self.coefficients
        period = a - b * c
        gradient = np.array([1 / period, -c / period, -b / period - 2 * number / (c * number + 1)])
        return float(np.sqrt(max(gradient @ self.covariance @ gradient, 0.0)))

    @property
    def quality(self) -> float:
        """More ticks at steadier distances are better."""
        return len(self.numbers) * (1 - self.scatter_px / (MOST_SCATTER * abs(self.period(0.0))))


def find_comb(profile: Floats) -> Comb | None:
    """The comb of ticks in a ``profile`` (N,) of brightness, one value a pixel; None where there is none."""
    start = _strongest_rhythm(profile)
    if start is None:
        return None
    middle, period = start
    flat = _high_passed(profile, period)
    flat = flat if _skew(flat) > 0 else -flat
    peaks = _peaks(cv2.GaussianBlur(flat[None], (0, 0), 0.12 * period + 0.3)[0].astype(float))
    if len(peaks) < FEWEST_TICKS:
        return None
    numbers, positions = _followed(peaks, middle, period)
    if len(numbers) < FEWEST_TICKS:
        return None
    comb = fit_comb(numbers, positions)
    return comb if _is_regular(comb) else None


def fit_comb(numbers: Integers, positions: Floats) -> Comb:
    """Least squares of s (c k + 1) = a k + b over ticks ``numbers`` (N,) at ``positions`` (N,) px, N >= 4."""
    shift = positions.mean()
    s, k = positions - shift, numbers.astype(float)
    scale = np.ones(len(k))
    for _ in range(3):
        rows = np.stack([k, np.ones_like(k), -k * s], axis=1) / scale[:, None]
        solution = np.linalg.lstsq(rows, s / scale, rcond=None)[0]
        scale = np.maximum(np.abs(solution[2] * k + 1), 0.05)
    misses = s - (solution[0] * k + solution[1]) / scale
    scatter = float(np.sqrt((misses**2).sum() / max(len(k) - 3, 1)))
    covariance = np.linalg.pinv(rows.T @ rows) * scatter**2
    a, b, c = solution
    moved = np.array([[1, 0, shift], [0, 1, 0], [0, 0, 1]])
    return Comb(np.array([a + shift * c, b + shift, c]), moved @ covariance @ moved.T, numbers, positions, scatter)


def _is_regular(comb: Comb) -> bool:
    ends = comb.numbers.min(), comb.numbers.max()
    if min(comb.depth(float(end)) for end in ends) < 0.3:
        return False
    steady = comb.scatter_px < MOST_SCATTER * abs(comb.period(0.0))
    return steady and len(comb.numbers) >= LEAST_FOUND * (ends[1] - ends[0] + 1)


def _strongest_rhythm(profile: Floats) -> tuple[float, float] | None:
    """The middle of the window with the clearest rhythm, and its period, both px."""
    best, found = LEAST_PEAK_SHARE, None
    for size in WINDOWS_PX:
        if len(profile) < size:
            continue
        starts = np.arange(0, len(profile) - size + 1, size // 2)
        windows = np.lib.stride_tricks.sliding_window_view(profile, size)[starts]
        tapered = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(size)
        power = np.abs(np.fft.rfft(tapered, 4 * size, axis=1)) ** 2
        low, high = int(4 * size / min(LONGEST_PERIOD_PX, size / 5)), int(4 * size / SHORTEST_PERIOD_PX)
        total = power[:, 8:].sum(axis=1) + 1e-9
        near = np.cumsum(power, axis=1)
        share = (near[:, low + 8 : high + 8] - near[:, low - 8 : high - 8]) / total[:, None]
        window, peak = np.unravel_index(int(share.argmax()), share.shape)
        if share[window, peak] > best:
            at = low - 8 + int(power[window, low + peak - 8 : low + peak + 9].argmax()) + peak
            best, found = float(share[window, peak]), (float(starts[window] + size / 2), 4 * size / at)
    return found


def _high_passed(profile: Floats, period: float) -> npt.NDArray[np.float32]:
    size = 2 * round(0.75 * period) + 1
    values = profile.astype(np.float32)
    return np.asarray(values - cv2.blur(values[None], (size, 1))[0], np.float32)


def _skew(values: npt.NDArray[np.float32]) -> float:
    return float((values.astype(float) ** 3).mean())


def _peaks(values: Floats) -> Floats:
    """The maxima that are not faint, to a fraction of a pixel (parabola)."""
    inner = values[1:-1]
    at = np.flatnonzero((inner > values[:-2]) & (inner >= values[2:]) & (inner > 0)) + 1
    if len(at):
        at = at[values[at] > FAINTEST * np.percentile(values[at], 80)]
    left, middle, right = values[at - 1], values[at], values[at + 1]
    return np.asarray(at + 0.5 * (left - right) / np.minimum(left - 2 * middle + right, -1e-9))


def _followed(peaks: Floats, middle: float, period: float) -> tuple[Integers, Floats]:
    """Numbers and positions of the peaks met when going from the middle to both sides, a period at a time."""
    first = float(peaks[np.abs(peaks - middle).argmin()])
    found = {0: first}
    for way in (1, -1):
        at, step, number, misses = first, period, 0, 0
        while misses <= MOST_MISSES:
            expected = at + way * step * (misses + 1)
            number += way
            nearest = float(peaks[np.abs(peaks - expected).argmin()])
            if abs(nearest - expected) > REACH * step:
                misses += 1
                continue
            step = 0.85 * step + 0.15 * abs(nearest - at) / (misses + 1)
            at, misses = nearest, 0
            found[number] = at
    numbers = np.array(sorted(found), dtype=np.intp)
    return numbers, np.array([found[int(number)] for number in numbers])
