"""One step down the slope of a loss."""

import torch
from torch import Tensor, nn


def descend(loss: Tensor, net: nn.Module, optimiser: torch.optim.Optimizer, largest_gradient: float) -> None:
    """Let ``optimiser`` take its step; gradients of ``net`` longer than ``largest_gradient`` together are shortened."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(net.parameters(), largest_gradient)
    optimiser.step()
