"""Making scores into probabilities that mean what they say, and deciding when to say nothing.

Everything here is fitted on collections that no weight of the network was trained on. What is reported about it is
measured by leaving one collection out: fitted on the others, measured on the one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.domain.limits import NEVER, proven_limit
from mineral_desk.domain.model import TrustLevel
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.training.prior import CommonnessPrior

Cosines = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

PRECISION = {Recommendation.STRONG: (1, 0.9), Recommendation.MEDIUM: (1, 0.6), Recommendation.LOW: (5, 0.5)}
"""For each recommendation: the right species must be among the first so many, at least so often."""

LEAST_CASES = 10
"""A limit must be backed by at least this many photos above it."""

GAP_SHARE = 1 / 3
"""The gap to the runner-up must be at least this share of the least probability."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """What a network says about photos it was not trained on: cosines (N, C), species indices (N,), collections (N).

    ``names`` are the photos' file names, where they are wanted; ``colours`` (N, C) the likeness of the photos' colours
    to those of each species, where they are known.
    """

    cosines: Cosines
    labels: Indices
    collections: tuple[str, ...]
    names: tuple[str, ...] = ()
    colours: Cosines | None = None

    def part(self, keep: npt.NDArray[np.bool_]) -> "HeldOut":
        """The photos marked in ``keep`` (N,)."""
        names = tuple(name for name, kept in zip(self.collections, keep, strict=True) if kept)
        colours = None if self.colours is None else self.colours[keep]
        return HeldOut(self.cosines[keep], self.labels[keep], names, colours=colours)

    def by_collection(self) -> list[Indices]:
        """The species indices of each collection's photos."""
        names = np.array(self.collections)
        return [self.labels[names == name] for name in sorted(set(self.collections))]


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """``log p(species) = scale * cosine + colour_scale * colour + log_prior + constant``.

    ``log_prior`` (C,) is already weighted.
    """

    scale: float
    log_prior: npt.NDArray[np.float32]
    colour_scale: float = 0.0

    def log_probabilities(self, held_out: HeldOut) -> npt.NDArray[np.float32]:
        """For each photo (N, C)."""
        scores = self.scale * held_out.cosines + self.log_prior
        if held_out.colours is not None:
            scores = scores + self.colour_scale * held_out.colours
        return np.asarray(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True), np.float32)


def calibrate(held_out: HeldOut, prior: CommonnessPrior) -> Calibrated:
    """Fit the prior's weights to the collections' lists, then the scales and the prior's strength to their photos."""
    log_prior = prior.log_probabilities(prior.fit(held_out.by_collection()))
    scale, strength, colour_scale = _least_surprise(held_out, log_prior)
    return Calibrated(scale, strength * log_prior, colour_scale)


def calibrate_leaving_one_out(held_out: HeldOut, prior: CommonnessPrior) -> npt.NDArray[np.float32]:
    """Log-probabilities (N, C) of each photo, calibrated on the other collections only."""
    names = np.array(held_out.collections)
    found = np.empty_like(held_out.cosines)
    for name in sorted(set(held_out.collections)):
        here = names == name
        found[here] = calibrate(held_out.part(~here), prior).log_probabilities(held_out.part(here))
    return found


def _least_surprise(held_out: HeldOut, log_prior: npt.NDArray[np.float32]) -> tuple[float, float, float]:
    """Scale, strength and colours' scale that give the right species the highest mean log-probability.

    Collections weigh the same; the colours' scale is 0 where there are none.
    """
    found = [held_out.cosines, log_prior] + ([] if held_out.colours is None else [held_out.colours])
    scored = [torch.from_numpy(one) for one in found]
    labels = torch.from_numpy(held_out.labels)
    names = np.array(held_out.collections)
    weights = torch.tensor([1 / np.count_nonzero(names == name) for name in held_out.collections], dtype=torch.float32)
    logs = torch.log(torch.tensor([10.0, 0.8, 1.0][: len(scored)])).requires_grad_()
    optimiser = torch.optim.LBFGS([logs], max_iter=100, line_search_fn="strong_wolfe")

    def surprise() -> torch.Tensor:
        optimiser.zero_grad()
        scores = sum((factor * one for factor, one in zip(logs.exp(), scored, strict=True)), start=torch.zeros(()))
        each = torch.nn.functional.cross_entropy(scores, labels, reduction="none")
        loss = (weights * each).sum() / weights.sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(surprise)  # type: ignore[no-untyped-call]
    scale, strength, colour_scale = (*logs.detach().exp().tolist(), 0.0)[:3]
    return float(scale), float(strength), float(colour_scale)


def trust_levels(probabilities: npt.NDArray[np.float32], labels: Indices) -> tuple[TrustLevel, ...]:
    """The mildest limits that reach each recommendation's precision on ``probabilities`` (N, C); strictest first.

    ``strong`` and ``medium`` are promises, which a binomial bound must prove (:mod:`mineral_desk.domain.limits`). A
    recommendation that nothing earns gets a limit above 1: it is never given.
    """
    best = np.sort(probabilities, axis=1)[:, ::-1]
    levels = []
    for level, (first, precision) in PRECISION.items():
        right = _among_first(probabilities, labels, first)
        gap = best[:, 0] - best[:, 1]
        if level is Recommendation.LOW:
            limit = _mildest_limit(best[:, 0], gap, right, precision)
        else:
            ahead = gap >= best[:, 0] * GAP_SHARE
            limit = proven_limit(best[ahead, 0].astype(np.float64), right[ahead], precision)
        levels.append(TrustLevel(level, limit, limit * GAP_SHARE))
    return tuple(levels)


def _among_first(probabilities: npt.NDArray[np.float32], labels: Indices, first: int) -> npt.NDArray[np.bool_]:
    own = probabilities[np.arange(len(labels)), labels][:, None]
    return np.asarray((probabilities > own).sum(axis=1) < first)


def _mildest_limit(
    first: npt.NDArray[np.float32], gap: npt.NDArray[np.float32], right: npt.NDArray[np.bool_], precision: float
) -> float:
    limit = NEVER
    for candidate in np.sort(first)[::-1]:
        given = (first >= candidate) & (gap >= candidate * GAP_SHARE)
        if np.count_nonzero(given) >= LEAST_CASES and right[given].mean() >= precision:
            limit = float(candidate)
    return limit


def reliability(
    probabilities: npt.NDArray[np.float32], labels: Indices, levels: Sequence[TrustLevel]
) -> dict[str, dict[str, float | int]]:
    """For each recommendation: how many photos get it, how often its first suggestion and one of its five is right."""
    best = np.sort(probabilities, axis=1)[:, ::-1]
    right = (_among_first(probabilities, labels, 1), _among_first(probabilities, labels, 5))
    open_ = np.ones(len(labels), np.bool_)
    table: dict[str, dict[str, float | int]] = {}
    for level in levels:
        given = open_ & (best[:, 0] >= level.least_probability) & (best[:, 0] - best[:, 1] >= level.least_gap)
        open_ &= ~given
        table[level.recommendation.value] = _shares(given, right)
    return table | {Recommendation.NONE.value: _shares(open_, right)}


def _shares(
    given: npt.NDArray[np.bool_], right: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
) -> dict[str, float | int]:
    count = int(np.count_nonzero(given))
    first, five = (round(float(one[given].mean()), 4) if count else 0.0 for one in right)
    return {"photos": count, "first_right": first, "one_of_five_right": five}
