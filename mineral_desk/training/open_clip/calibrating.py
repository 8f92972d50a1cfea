"""Making a zero-shot model's probabilities mean what they say, on photos of known species.

One number is fitted: the temperature. What is reported is measured with the temperature of the other collections; of
photos of a single collection, every other one is fitted on and the rest measured, and the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.model import Calibration
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.calibration import reliability, trust_levels
from mineral_desk.training.finishing import ABSTAIN_QUANTILE
from mineral_desk.training.measuring import accuracy_by, among
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.vision.zero_shot import ZeroShotClassifier

_LIMITS = (np.log(1e-3), np.log(1e3))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What a model says about photos of known species: logits (N, C), true indices (N,), collections (N), and the best
    cosine of each photo with any name (N,).
    """

    logits: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    collections: tuple[str, ...]
    likeness: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The calibration with the figures that stand behind it, and on how many photos it was fitted."""

    calibration: Calibration
    figures: dict[str, object]
    photos: int


def judge(classifier: ZeroShotClassifier, photos: Sequence[LabelledPhoto]) -> Job[Judged]:
    """Let the model look at those of ``photos`` whose species is among its names, as it does when the program runs.

    Raises :class:`UsageError` where there is none.
    """
    index = {name: number for number, name in enumerate(classifier.card.labels)}
    known = [photo for photo in photos if photo.species in index]
    if len(known) < 2:
        raise UsageError("Fewer than two of the photos show a species among the names.", "Give a table that fits them.")
    logits = []
    for done, photo in enumerate(known, 1):
        logits.append(classifier.classify(decode_small(photo.bytes(), photo.path.name)).logits)
        yield Progress(done, len(known), photo.path.name)
    names = tuple(photo.collection for photo in known)
    if len(set(names)) < 2:
        names = tuple(f"half {number % 2 + 1}" for number in range(len(known)))
    labels = np.array([index[photo.species] for photo in known])
    stacked = np.stack(logits)
    return Judged(stacked, labels, names, stacked.max(axis=1) / np.float32(classifier.about.logit_scale))


def calibrate(judged: Judged) -> Fitted:
    """The temperature fitted on all photos, levels and figures measured with those fitted on the others."""
    probabilities = np.empty_like(judged.logits)
    groups = np.array(judged.collections)
    for name in sorted(set(judged.collections)):
        here = groups == name
        temperature = fit_temperature(judged.logits[~here], judged.labels[~here], groups[~here])
        probabilities[here] = _softmax(judged.logits[here] / temperature)
    levels = trust_levels(probabilities, judged.labels)
    likeness = float(np.quantile(judged.likeness, ABSTAIN_QUANTILE))
    temperature = fit_temperature(judged.logits, judged.labels, groups)
    figures: dict[str, object] = {
        "all_names": _accuracies(judged.logits, judged),
        "occurring_names": _accuracies(among(judged.logits, judged.labels), judged),
        "recommendations": reliability(probabilities, judged.labels, levels),
    }
    return Fitted(Calibration(temperature, levels, likeness), figures, len(judged.labels))


def fit_temperature(
    logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64], groups: npt.NDArray[np.str_]
) -> float:
    """The temperature that gives the right names the highest mean log-probability; every group weighs the same."""
    values, counts = np.unique(groups, return_counts=True)
    weights = 1 / counts[np.searchsorted(values, groups)]
    wide = logits.astype(np.float64)

    def surprise(log_temperature: float) -> float:
        scores = wide / np.exp(log_temperature)
        own = scores[np.arange(len(labels)), labels]
        return float((weights * (np.logaddexp.reduce(scores, axis=1) - own)).sum() / weights.sum())

    return float(np.exp(minimize_scalar(surprise, bounds=_LIMITS, method="bounded").x))


def _accuracies(scores: npt.NDArray[np.float32], judged: Judged) -> dict[str, object]:
    by = accuracy_by(scores, judged.labels, judged.collections)
    return {collection: figures.rounded() for collection, figures in by.items()}


def _softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
