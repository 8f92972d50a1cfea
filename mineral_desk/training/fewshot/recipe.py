"""How a network is trained; the defaults are those of the paper (section 4.1)."""

from dataclasses import dataclass, field
from enum import StrEnum

import torch

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.augment import Augmentation


class Balance(StrEnum):
    """What is done about names that have many more photos than others."""

    NONE = "none"
    LOSS = "loss"
    """Photos of rare names count for more, so that every name counts the same."""
    SAMPLING = "sampling"
    """Photos of rare names are drawn more often, so that every name is drawn equally often."""


class Precision(StrEnum):
    """In what the network computes while it is trained; its weights are always float32."""

    AUTO = "auto"
    """bfloat16 on a GPU that has it, else float32: on most CPUs bfloat16 costs time."""
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


@dataclass(frozen=True, slots=True)
class Recipe:
    """``minutes`` and ``epochs`` are upper limits: the rate's cycle ends at the nearer one; 0 minutes: no limit."""

    epochs: int = 20
    minutes: float = 0.0
    batch: int = 80
    rate: float = 2e-5
    """Where the one cycle begins; its highest rate is ``division`` times this."""
    division: float = 25.0
    head_factor: float = 1.0
    """How many times faster the last layer learns, which begins with nothing."""
    warm_up: float = 0.3
    weight_decay: float = 0.01
    label_smoothing: float = 0.0
    balance: Balance = Balance.NONE
    averaging: float = 0.0
    """Decay of the running average of the weights that is kept in the end; 0: the last weights are kept."""
    precision: Precision = Precision.AUTO
    seed: int = 1
    augmentation: Augmentation = field(default_factory=lambda: Augmentation(swap_background=0.0))


def check_recipe(recipe: Recipe) -> None:
    """Raise :class:`UsageError` for numbers that make no sense."""
    for name, value, low, high in (
        ("epochs", recipe.epochs, 1, 10_000),
        ("minutes", recipe.minutes, 0, 1e6),
        ("batch", recipe.batch, 1, 4096),
        ("rate", recipe.rate, 1e-9, 1),
        ("division", recipe.division, 1, 1e6),
        ("head-factor", recipe.head_factor, 0.001, 1e6),
        ("warm-up", recipe.warm_up, 0.001, 0.999),
        ("weight-decay", recipe.weight_decay, 0, 1),
        ("label-smoothing", recipe.label_smoothing, 0, 0.99),
        ("averaging", recipe.averaging, 0, 0.99999),
    ):
        if not low <= value <= high:
            raise UsageError(f"--{name} {value:g} makes no sense.", f"Give {low:g} to {high:g}.")


def uses_bfloat16(precision: Precision, device: torch.device) -> bool:
    """Whether steps are computed in bfloat16 on ``device``."""
    if precision is Precision.AUTO:
        return device.type == "cuda" and torch.cuda.is_bf16_supported()
    return precision is Precision.BFLOAT16
