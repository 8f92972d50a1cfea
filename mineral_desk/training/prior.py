"""How common species are in collections, from facts about minerals alone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

Facts = npt.NDArray[np.float64]
RIDGE = 20.0
"""Holds back what a few dozen names in a collection's list seem to say about a dozen facts."""


class CommonnessPrior:
    """A log-linear prior: log p(species) = weights . standardised facts + constant.

    The few weights are fitted to how often species occur in given collections (their lists, not their photos), the
    square root of each count so that one collection's speciality weighs little. Hence a prior that is used to measure
    accuracy on a collection must be fitted on others.
    """

    def __init__(self, facts: Facts) -> None:
        """``facts`` (C, F) as :func:`~mineral_desk.training.species_facts.commonness_facts` gives them."""
        self._standard = (facts - facts.mean(axis=0)) / (facts.std(axis=0) + 1e-9)

    def fit(self, collections: Sequence[npt.NDArray[np.int64]], ridge: float = RIDGE) -> npt.NDArray[np.float64]:
        """The weights (F,) by penalised maximum likelihood; each collection is its photos' species indices."""
        counts = np.zeros(len(self._standard))
        for indices in collections:
            counts += np.sqrt(np.bincount(indices, minlength=len(counts)))
        facts, target = torch.from_numpy(self._standard), torch.from_numpy(counts)
        weights = torch.zeros(facts.shape[1], dtype=torch.float64, requires_grad=True)
        optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

        def loss() -> torch.Tensor:
            optimiser.zero_grad()
            value = -(target * torch.log_softmax(facts @ weights, 0)).sum() + ridge * (weights**2).sum() / 2
            value.backward()  # type: ignore[no-untyped-call]
            return value

        optimiser.step(loss)  # type: ignore[no-untyped-call]
        return np.asarray(weights.detach().numpy())

    def log_probabilities(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """The logarithm of the prior (C,)."""
        scores = self._standard @ weights
        return np.asarray(scores - np.logaddexp.reduce(scores), np.float32)
