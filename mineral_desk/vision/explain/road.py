"""ROAD, Remove And Debias: removing what a map marks must hurt the suggestion (Rong et al. 2022; paper, section 6).

For each percentile, the most relevant pixels are removed from one copy of the view (MoRF) and the least relevant from
another (LeRF); removed pixels are imputed. The combined score is the mean over percentiles of
(score LeRF - score MoRF) / 2: the score of the untouched view cancels, so it is never computed.

The score of a view is the calibrated log-odds-like value ``logit / temperature`` of the explained species, not its
probability: among over a thousand species, probabilities of a right suggestion are often below the paper's limit.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.explain.imputation import impute

PERCENTILES = (20, 40, 60, 80)
GRID_PX = 112
"""Pixels are removed and imputed on a grid of this many cells along the view's side, then enlarged to the view."""

NOISE = 0.01
"""Standard deviation of the noise on imputed pixels, for values from -1 to 1."""

LIMIT = 0.2
"""Maps with a combined score of at most this are not to be trusted (paper, section 6)."""

View = npt.NDArray[np.uint8]
Score = Callable[[Sequence[View]], npt.NDArray[np.float32]]


def road_combined(view: View, heat: npt.NDArray[np.float32], score: Score) -> float:
    """The combined score of the map ``heat`` (any size, float) for the square ``view`` (S, S, 3) uint8.

    ``score`` gives one number a view. 0 for a map that is the same everywhere: it ranks nothing.
    """
    size = (GRID_PX, GRID_PX)
    small = cv2.resize(view, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    ranks = np.asarray(cv2.resize(heat, size, interpolation=cv2.INTER_LINEAR), np.float32)
    if float(np.ptp(ranks)) == 0:
        return 0.0
    noise = np.random.default_rng(0)
    views = [
        _without(view, small, known, noise) for percentile in PERCENTILES for known in kept_pixels(ranks, percentile)
    ]
    scores = score(views).reshape(len(PERCENTILES), 2)
    return float((scores[:, 1] - scores[:, 0]).mean() / 2)


def kept_pixels(
    ranks: npt.NDArray[np.float32], percentile: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What stays when the ``percentile`` per cent most relevant pixels go, and when the least relevant go.

    Ties are broken by position, so that exactly that share goes even where much of a map is 0.
    """
    order = np.argsort(ranks, axis=None, kind="stable")
    count = round(ranks.size * percentile / 100)
    without_most, without_least = np.ones(ranks.shape, np.bool_), np.ones(ranks.shape, np.bool_)
    without_most.ravel()[order[ranks.size - count :]] = False
    without_least.ravel()[order[:count]] = False
    return without_most, without_least


def _without(
    view: View, small: npt.NDArray[np.float32], known: npt.NDArray[np.bool_], noise: np.random.Generator
) -> View:
    filled = impute(small, known) + NOISE * noise.standard_normal(small.shape, dtype=np.float32)
    size = (view.shape[1], view.shape[0])
    enlarged = cv2.resize(filled, size, interpolation=cv2.INTER_LINEAR)
    stays = cv2.resize(known.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    pixels = np.clip(np.rint((enlarged + 1) * 127.5), 0, 255).astype(np.uint8)
    return np.where(stays[..., None], view, pixels)
