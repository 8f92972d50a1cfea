"""Where to cut a map in two (Otsu 1979)."""

import numpy as np
import numpy.typing as npt

LEVELS = 256


def otsu_threshold(values: npt.NDArray[np.float32]) -> float:
    """The threshold, 0 to 1, that best separates ``values`` (0 to 1): the largest variance between both sides.

    Where a range of thresholds is equally good, its middle. 1 when all values are the same: nothing lies above it.
    """
    counts, edges = np.histogram(values, bins=LEVELS, range=(0.0, 1.0))
    if np.count_nonzero(counts) < 2:
        return 1.0
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1].astype(float)
    above = counts.sum() - below
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = (sums[-1] - sums[:-1]) / above - sums[:-1] / below
        between = np.where((below > 0) & (above > 0), below * above * difference**2, 0)
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    return float((edges[best[0] + 1] + edges[best[-1] + 1]) / 2)
