"""What the text tower makes of every name: one unit vector a name, averaged over sentences."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import normalize

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.open_clip.loading import ClipModel
from mineral_desk.training.open_clip.templates import TEMPLATES, sentences

BATCH_NAMES = 32
_SAME = 1e-4
"""Vectors that differ by less are the same: computed in another order."""


def embed_names(
    model: ClipModel, names: Sequence[str], templates: tuple[str, ...] = TEMPLATES
) -> Job[npt.NDArray[np.float32]]:
    """Unit vectors (C, D) float32 of ``names``: the mean of the unit vectors of their sentences, made one again.

    Sentences are far shorter than what a text tower reads. Where a shorter text gives the same vector, which is tried
    on the first names, only as much as is needed is read: that is several times as fast.
    """
    vectors: list[Tensor] = []
    shortens = True
    for start in range(0, len(names), BATCH_NAMES):
        part = names[start : start + BATCH_NAMES]
        tokens = model.tokenizer([sentence for name in part for sentence in sentences(name, templates)])
        if start == 0:
            shortens = _may_be_shortened(model.net, tokens)
        found = encode(model.net, tokens, shortens).reshape(len(part), len(templates), -1)
        vectors.append(normalize(found.mean(dim=1), dim=-1))
        yield Progress(start + len(part), len(names), f"name {part[-1]}")
    return np.asarray(torch.cat(vectors).numpy(), np.float32)


@torch.no_grad()
def encode(net: Any, tokens: Tensor, shortened: bool = False) -> Tensor:
    """Unit vectors (N, D) of tokens (N, L); ``shortened`` cuts off the filling that all of them end with."""
    if not shortened:
        return normalize(net.encode_text(tokens), dim=-1)
    length = int((tokens != 0).sum(dim=1).max())
    with _reading(net, length):
        return normalize(net.encode_text(tokens[:, :length]), dim=-1)


def _may_be_shortened(net: Any, tokens: Tensor) -> bool:
    few = tokens[:8]
    try:
        return bool((encode(net, few, shortened=True) - encode(net, few)).abs().max() < _SAME)
    except (RuntimeError, AttributeError, ValueError, IndexError):
        return False


@contextmanager
def _reading(net: Any, length: int) -> Iterator[None]:
    """Let a text tower with learnt positions read texts of ``length`` only, for a while."""
    tower = getattr(net, "text", net)
    positions, mask = tower.positional_embedding, tower.attn_mask
    tower.positional_embedding = torch.nn.Parameter(positions[:length], requires_grad=False)
    tower.attn_mask = None if mask is None else mask[:length, :length]
    try:
        yield
    finally:
        tower.positional_embedding, tower.attn_mask = positions, mask
