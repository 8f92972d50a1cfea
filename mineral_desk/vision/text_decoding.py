"""From a recognition network's answers to text."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Answers = npt.NDArray[np.float32]
"""(T, C): for each eighth pixel along a line the probabilities of its blank and of every character."""


def decoded(answers: Answers, characters: Sequence[str]) -> tuple[str, float]:
    """Greedy CTC: the best class of each step, repeats merged, class 0 (blank) dropped; and its mean probability."""
    best, sure = answers.argmax(axis=1), answers.max(axis=1)
    kept = (best > 0) & np.concatenate([[True], best[1:] != best[:-1]])
    text = "".join(characters[index - 1] for index in best[kept] if index <= len(characters))
    return text.strip(), float(sure[kept].mean()) if kept.any() else 0.0
