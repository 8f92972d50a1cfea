"""How a CLIP model is fine-tuned on photos with names."""

import math
from dataclasses import dataclass

FINE_TUNING_RATE = 2e-5
"""The paper's own rate for networks that know something already (section 4.1)."""
SCRATCH_RATE = 5e-4
"""CLIP's own rate for small models that know nothing yet (Radford et al. 2021, table 20)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``epochs`` and ``minutes`` are upper limits: the learning rate falls to the nearer one.

    ``minutes`` counts the steps of all runs that the checkpoint remembers.
    """

    epochs: int = 20
    minutes: float = 60.0
    batch: int = 32
    rate: float = FINE_TUNING_RATE
    weight_decay: float = 0.1
    warm_up: float = 0.1
    """In this first share of the training the rate rises."""
    lock_text: bool = False
    """Leave the text tower as it is: names without photos then keep their meaning, and a step costs less."""
    swap_background: float = 0.4
    """How often the background becomes plain, where a teacher tells it from the specimen."""
    seed: int = 1


def rate_share(progress: float, warm_up: float) -> float:
    """The rate as a share of its highest at ``progress`` 0 to 1: a straight rise, then half a cosine down to 0."""
    if progress < warm_up:
        return max(progress / warm_up, 0.01)
    return (1 + math.cos(math.pi * min((progress - warm_up) / max(1 - warm_up, 1e-9), 1.0))) / 2
