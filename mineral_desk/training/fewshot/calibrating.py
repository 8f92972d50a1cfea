"""Making a trained network's scores into probabilities that mean what they say.

Temperature and limits are fitted to photos that were held out; what is told about them is measured on other photos than
they were fitted to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from mineral_desk.domain.model import Calibration
from mineral_desk.training.calibration import reliability, trust_levels
from mineral_desk.training.fewshot.examination import Answers
from mineral_desk.training.finishing import ABSTAIN_QUANTILE

COLDEST, HOTTEST = 0.2, 20.0
"""Few photos that are all named right would be the surer the colder: below this nothing is believed."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """The answers of one network about what it has not seen, and its (C, K) weights."""

    answers: Answers
    weights: npt.NDArray[np.float32]


def fit_temperature(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> float:
    """What logits must be divided by so that the right names get the highest mean log-probability (Guo et al. 2017)."""

    def surprise(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        own = scaled[np.arange(len(labels)), labels]
        return float((np.logaddexp.reduce(scaled, axis=1) - own).mean())

    bounds = (float(np.log(COLDEST)), float(np.log(HOTTEST)))
    found = minimize_scalar(surprise, bounds=bounds, method="bounded")
    return float(np.exp(found.x))


def probabilities(logits: npt.NDArray[np.float32], temperature: float) -> npt.NDArray[np.float32]:
    """(N, C) from logits (N, C)."""
    scaled = logits / temperature
    return np.asarray(np.exp(scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)), np.float32)


def calibrate(held_out: Sequence[HeldOut]) -> tuple[Calibration, dict[str, object]]:
    """The calibration fitted to all answers, and its reliability: fitted to all parts but one, measured on that one.

    The parts are the folds, or two halves where there is only one.
    """
    logits = np.concatenate([one.answers.logits for one in held_out])
    labels = np.concatenate([one.answers.labels for one in held_out])
    parts = np.concatenate([np.full(len(one.answers.labels), number) for number, one in enumerate(held_out)])
    if len(held_out) == 1:
        parts = np.arange(len(labels)) % 2
    temperature = fit_temperature(logits, labels)
    odds = np.zeros_like(logits)
    for part in np.unique(parts):
        here = parts == part
        others = ~here if (~here).any() else here
        odds[here] = probabilities(logits[here], fit_temperature(logits[others], labels[others]))
    levels = trust_levels(odds, labels)
    likeness = np.concatenate([_likeness(one) for one in held_out])
    calibration = Calibration(temperature, levels, float(np.quantile(likeness, ABSTAIN_QUANTILE)))
    return calibration, dict(reliability(odds, labels, levels))


def _likeness(held_out: HeldOut) -> npt.NDArray[np.float32]:
    """(N,) how alike each photo is to the weights most alike, as the program computes it."""
    lengths = np.maximum(np.linalg.norm(held_out.weights, axis=1), 1e-12)
    return np.asarray((held_out.answers.features @ (held_out.weights / lengths[:, None]).T).max(axis=1), np.float32)
