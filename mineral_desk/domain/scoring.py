"""The measures of ``evaluate``, each with its equation. Equation numbers are those of MineralImage5k (2023).

Everything that would divide by nothing is ``nan``: no photos, no measure.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box

Numbers = Sequence[float] | npt.NDArray[np.floating]


def share(part: float, whole: float) -> float:
    """``part / whole``, nan where there is no whole."""
    return part / whole if whole else math.nan


def top_n_accuracy(ranked: Sequence[Sequence[str]], truth: Sequence[str], n: int) -> float:
    """Share of photos whose true species is among the first ``n`` suggestions (section 4.2): hits / photos."""
    hits = sum(true in names[:n] for names, true in zip(ranked, truth, strict=True))
    return share(hits, len(truth))


def accuracy_by_class(ranked: Sequence[Sequence[str]], truth: Sequence[str], n: int = 1) -> dict[str, float]:
    """The top-``n`` accuracy of each species that occurs in ``truth``, by name."""
    hits: dict[str, list[bool]] = {}
    for names, true in zip(ranked, truth, strict=True):
        hits.setdefault(true, []).append(true in names[:n])
    return {species: share(sum(found), len(found)) for species, found in sorted(hits.items())}


def per_class_mean(accuracies: Mapping[str, float]) -> float:
    """The mean over species, so that common ones do not drown rare ones: (1 / C) sum of hits_c / photos_c."""
    return share(sum(accuracies.values()), len(accuracies))


def relative_errors(true: Numbers, predicted: Numbers) -> npt.NDArray[np.float64]:
    """|T_n - P_n| / T_n of each photo; every T_n must be positive."""
    measured, wanted = np.asarray(predicted, float), np.asarray(true, float)
    if (wanted <= 0).any():
        raise ValueError("true sizes must be positive")
    return np.asarray(np.abs(wanted - measured) / wanted)


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """Relative errors of ``count`` sizes. ``mape`` is eq. (2): (1 / N) sum of |T_n - P_n| / T_n.

    ``over_10`` and ``over_20`` count the sizes that are wrong by more than 10 and 20 %.
    """

    count: int
    mape: float
    median: float
    p90: float
    over_10: int
    over_20: int


def summarise_errors(errors: Numbers) -> ErrorSummary:
    """The summary of relative errors (N,)."""
    values = np.asarray(errors, float)
    if not len(values):
        return ErrorSummary(0, math.nan, math.nan, math.nan, 0, 0)
    median, p90 = (float(value) for value in np.quantile(values, (0.5, 0.9)))
    over = (int((values > limit).sum()) for limit in (0.10, 0.20))
    return ErrorSummary(len(values), float(values.mean()), median, p90, *over)


def coverage(true: Numbers, predicted: Numbers, deviations: Numbers) -> tuple[float, float, float]:
    """Shares of sizes within 1, 2 and 3 of their own standard deviations: |T - P| <= k sd (wanted: .68, .95, .997)."""
    apart = np.abs(np.asarray(true, float) - np.asarray(predicted, float))
    limit = np.asarray(deviations, float)
    one, two, three = (share(int((apart <= k * limit).sum()), len(apart)) for k in (1, 2, 3))
    return one, two, three


@dataclass(frozen=True, slots=True)
class Overlap:
    """How a found set agrees with the true one: both, found only (false), true only (missed)."""

    true_positive: int
    false_positive: int
    false_negative: int

    @property
    def precision(self) -> float:
        """Eq. (3): TP / (TP + FP)."""
        return share(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """Eq. (4): TP / (TP + FN)."""
        return share(self.true_positive, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float:
        """Eq. (5): 2 P R / (P + R) = 2 TP / (2 TP + FP + FN)."""
        return share(2 * self.true_positive, 2 * self.true_positive + self.false_positive + self.false_negative)

    @property
    def iou(self) -> float:
        """Eq. (6): TP / (TP + FP + FN)."""
        return share(self.true_positive, self.true_positive + self.false_positive + self.false_negative)

    def __add__(self, other: "Overlap") -> "Overlap":
        return Overlap(
            self.true_positive + other.true_positive,
            self.false_positive + other.false_positive,
            self.false_negative + other.false_negative,
        )


NO_OVERLAP = Overlap(0, 0, 0)


def compare_masks(true: npt.NDArray[np.bool_], found: npt.NDArray[np.bool_]) -> Overlap:
    """The pixels of two masks (H, W) of the same shape."""
    if true.shape != found.shape:
        raise ValueError(f"masks of different shapes: {true.shape} and {found.shape}")
    both = int(np.count_nonzero(true & found))
    return Overlap(both, int(np.count_nonzero(found)) - both, int(np.count_nonzero(true)) - both)


def fill_polygon(points_px: npt.NDArray[np.floating], width: int, height: int) -> npt.NDArray[np.bool_]:
    """(height, width): the pixels whose centres lie inside the closed polygon (N, 2), by the even-odd rule."""
    points = np.asarray(points_px, float)
    crossings = np.zeros((height, width + 1), np.int32)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):
        low, high = sorted((y0, y1))
        rows = np.arange(max(0, math.ceil(low - 0.5)), min(height, math.ceil(high - 0.5)))
        if len(rows):
            at = x0 + (rows + 0.5 - y0) * (x1 - x0) / (y1 - y0)
            crossings[rows, np.clip(np.ceil(at - 0.5), 0, width).astype(int)] += 1
    return np.asarray(crossings.cumsum(axis=1)[:, :width] % 2 == 1)


def match_boxes(true: Sequence[Box], found: Sequence[Box], least_overlap: float = 0.5) -> tuple[tuple[int, int], ...]:
    """Pairs (index in ``true``, index in ``found``), each index at most once, best overlaps (IoU) first."""
    pairs = [(one.overlap(other), i, j) for i, one in enumerate(true) for j, other in enumerate(found)]
    matched: list[tuple[int, int]] = []
    for overlap, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if overlap < least_overlap or overlap <= 0:
            break
        if all(i != taken and j != used for taken, used in matched):
            matched.append((i, j))
    return tuple(matched)


def compare_boxes(true: Sequence[Box], found: Sequence[Box], least_overlap: float = 0.5) -> Overlap:
    """Boxes found, found where nothing is, and missed; two boxes are the same from IoU ``least_overlap`` on."""
    both = len(match_boxes(true, found, least_overlap))
    return Overlap(both, len(found) - both, len(true) - both)


def covered_share(target: Box, covers: Sequence[Box]) -> float:
    """Share of ``target``'s area under the union of ``covers``, exact; nan for an empty target."""
    parts = [part for cover in covers if (part := target.intersection(cover)).area > 0]
    xs = sorted({edge for part in parts for edge in (part.x0, part.x1)})
    ys = sorted({edge for part in parts for edge in (part.y0, part.y1)})
    area = 0.0
    for x0, x1 in pairwise(xs):
        for y0, y1 in pairwise(ys):
            if any(p.x0 <= x0 and x1 <= p.x1 and p.y0 <= y0 and y1 <= p.y1 for p in parts):
                area += (x1 - x0) * (y1 - y0)
    return share(area, target.area)
