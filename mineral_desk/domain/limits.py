"""From which score on a promise can be kept: limits that a binomial bound backs.

A promise is a share of cases that must be right, 9 of 10 say. Its limit is the mildest score for which, among the
cases that reach it, the right ones prove that share: the lower end of the one-sided 95 % interval of Clopper and
Pearson (Biometrika 26, 1934) must reach it. Scores are tried from the highest down, and the first that fails ends the
search, so that trying many of them proves nothing by chance (fixed-sequence testing; Angelopoulos and others, *Learn
then test*, 2021).
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SURENESS = 0.95
"""How sure a bound is."""
NEAR_THE_LIMIT = 30
"""So many cases right above a limit must keep the promise too: those far above must not carry them."""
FIRST_CASES = 20
"""The search begins with so many cases at least: one slip among the first few must not end it."""
NEVER = 1.01
"""A limit that no probability reaches."""

Scores = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


def lower_bound(right: int, cases: int, sureness: float = SURENESS) -> float:
    """The share of right ones that ``right`` of ``cases`` prove: the lower end of the interval; 0 for none."""
    if right <= 0:
        return 0.0
    low, high = 0.0, right / cases
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_least(right, cases, middle) < 1 - sureness else (low, middle)
    return low


def _at_least(right: int, cases: int, share: float) -> float:
    """How likely ``right`` or more of ``cases`` are right by chance where each is with the probability ``share``."""
    if share <= 0:
        return 0.0
    logs = [
        math.lgamma(cases + 1) - math.lgamma(k + 1) - math.lgamma(cases - k + 1)
        + k * math.log(share) + (cases - k) * math.log1p(-share)
        for k in range(right, cases + 1)
    ] if share < 1 else [0.0]  # fmt: skip
    return math.fsum(math.exp(one) for one in logs)


def least_cases(promise: float, sureness: float = SURENESS) -> int:
    """How many cases, all of them right, prove a share of ``promise``."""
    return math.ceil(math.log(1 - sureness) / math.log(promise))


def cases_needed(promise: float) -> float:
    """How many cases there must be to judge a promise by; of what must always be right, endlessly many."""
    return math.inf if promise >= 1 else max(FIRST_CASES, least_cases(promise))


def proven_limit(scores: Sequence[float] | Scores, right: Sequence[bool] | Truths, promise: float) -> float:
    """The mildest limit of ``scores`` that proves ``promise``; :data:`NEVER` where none does.

    Equal scores are judged together.
    """
    values, hits = np.asarray(scores, np.float64), np.asarray(right, np.bool_)
    order = np.argsort(-values, kind="stable")
    values, sums = values[order], np.cumsum(hits[order])
    limit = NEVER
    if len(values) < cases_needed(promise):
        return limit
    for last in range(int(cases_needed(promise)) - 1, len(values)):
        if last + 1 < len(values) and values[last + 1] == values[last]:
            continue
        near = min(last + 1, NEAR_THE_LIMIT)
        near_right = sums[last] - (sums[last - near] if last >= near else 0)
        if lower_bound(int(sums[last]), last + 1) < promise or near_right < promise * near:
            break
        limit = float(values[last])
    return limit
