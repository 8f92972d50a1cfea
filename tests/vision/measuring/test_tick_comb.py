"""Ticks in perspective are found with their spacing; noise holds none."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring.tick_comb import find_comb, fit_comb


def ticks(period: float, count: int, change: float) -> np.ndarray:
    """Positions of ``count`` ticks; the distance from the camera changes by the share ``change`` along them."""
    number = np.arange(count) - count // 2
    places = period * number / (change / count * number + 1)
    return np.asarray(places - places.min() + 30)


def profile(places: np.ndarray, width: float, dark: bool, noise: float, seed: int) -> np.ndarray:
    x = np.arange(int(places.max()) + 60)
    lines = np.exp(-(((x - places[:, None]) / width) ** 2)).sum(axis=0)
    shade = 20 * np.sin(x / 90) + np.random.default_rng(seed).normal(0, noise, len(x))
    return np.asarray(130 + (-80 if dark else 80) * lines + shade)


@settings(max_examples=40, deadline=None)
@given(
    period=st.floats(4.0, 40.0),
    count=st.integers(30, 110),
    change=st.floats(-0.2, 0.2),
    noise=st.floats(0.0, 5.0),
    seed=st.integers(0, 999),
)
def test_spacing_and_perspective_are_recovered(
    period: float, count: int, change: float, noise: float, seed: int
) -> None:
    dark = seed % 2 == 0
    places = ticks(period, count, change)
    comb = find_comb(profile(places, 0.12 * period + 0.4, dark, noise, seed))
    assert comb is not None
    assert len(comb.numbers) >= 0.8 * count
    nearest = int(np.abs(places - comb.position(np.zeros(1))[0]).argmin())
    inner = min(max(nearest, 1), count - 2)
    true = (places[inner + 1] - places[inner - 1]) / 2
    assert abs(comb.period(float(inner - nearest)) / true - 1) < 0.01 + 4 * comb.period_error(0.0)


@settings(max_examples=40, deadline=None)
@given(smooth=st.floats(0.3, 6.0), length=st.integers(10, 1500), seed=st.integers(0, 9999))
def test_noise_has_no_ticks(smooth: float, length: int, seed: int) -> None:
    chance = np.random.default_rng(seed).normal(0, 40, (1, length)).astype(np.float32)
    assert find_comb(cv2.GaussianBlur(chance, (0, 0), smooth)[0].astype(float)) is None


def test_an_even_line_has_no_ticks() -> None:
    assert find_comb(np.full(800, 120.0)) is None


@given(a=st.floats(3.0, 50.0), b=st.floats(-500.0, 500.0), c=st.floats(-0.005, 0.005))
def test_the_projection_of_exact_ticks_is_found_again(a: float, b: float, c: float) -> None:
    numbers = np.arange(-30, 31)
    comb = fit_comb(numbers, (a * numbers + b) / (c * numbers + 1))
    assert np.allclose(comb.position(numbers.astype(float)), (a * numbers + b) / (c * numbers + 1), atol=1e-6)
    assert comb.scatter_px < 1e-6


def test_lost_ticks_do_not_shift_the_count() -> None:
    places = ticks(12.0, 80, 0.1)
    kept = np.delete(places, [20, 21, 47, 60])
    comb = find_comb(profile(kept, 1.8, True, 2.0, 3))
    assert comb is not None
    assert comb.numbers.max() - comb.numbers.min() == 79
    assert len(comb.numbers) == 76
