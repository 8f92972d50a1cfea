"""Where an image tower is cut in two, so that maps need only its last part a second time.

The state is what goes into the last block that still knows where things are. The image model gives it beside the
embedding; the map model goes on from it, forwards and backwards (:mod:`mineral_desk.training.open_clip.map_graph`).

Transformers: the input of the last block, and the maps are made of what its first normalisation gives (the tokens as
its attention sees them): later tokens do not reach an embedding that is read from a class token. Convolutional towers:
the last feature map, which is also what the maps are made of.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

_AFTER_THE_FEATURES = ("norm_pre", "global_pool", "head")
"""What convolutional networks of timm call the first module that takes the last feature map."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """``block`` takes the state. ``target`` gives the tokens that maps are made of; None: the state is a feature map.

    ``grid`` is the shape (h, w) of the patches among the tokens, which come last; ``channels_last`` says that a feature
    map is (N, h, w, K) rather than (N, K, h, w).
    """

    block: nn.Module
    target: nn.Module | None = None
    grid: tuple[int, int] = (0, 0)
    channels_last: bool = False


def find_cut(visual: Any, size_px: int) -> Cut | None:
    """Where ``visual`` is cut; None where it is built in a way that nobody here knows, and makes no maps."""
    cut = _transformer_cut(visual) or _convolutional_cut(visual)
    if cut is None:
        return None
    state = run_tower(visual, torch.zeros(1, 3, size_px, size_px), cut)[1]
    if cut.target is not None:
        return cut if state.ndim == 3 and state.shape[1] >= cut.grid[0] * cut.grid[1] > 0 else None
    channels = getattr(getattr(visual, "trunk", None), "num_features", state.shape[1])
    if state.ndim != 4 or channels not in (state.shape[1], state.shape[3]) or state.shape[2] < 2:
        return None
    return replace(cut, channels_last=channels != state.shape[1])


def _transformer_cut(visual: Any) -> Cut | None:
    if hasattr(visual, "transformer") and hasattr(visual, "grid_size"):
        block = visual.transformer.resblocks[-1]
        tokens = getattr(block, "ln_1", None)
        return Cut(block, tokens, tuple(visual.grid_size)) if isinstance(tokens, nn.Module) else None
    trunk = getattr(visual, "trunk", None)
    blocks, grid = getattr(trunk, "blocks", None), getattr(getattr(trunk, "patch_embed", None), "grid_size", None)
    if not isinstance(blocks, nn.Sequential | nn.ModuleList) or grid is None:
        return None
    tokens = getattr(blocks[-1], "norm1", None)
    return Cut(blocks[-1], tokens, tuple(grid)) if isinstance(tokens, nn.Module) else None


def _convolutional_cut(visual: Any) -> Cut | None:
    if hasattr(visual, "attnpool"):
        return Cut(visual.attnpool)
    trunk = getattr(visual, "trunk", None)
    modules = (getattr(trunk, name, None) for name in _AFTER_THE_FEATURES)
    return next((Cut(module) for module in modules if isinstance(module, nn.Module)), None)


def run_tower(visual: nn.Module, images: Tensor, cut: Cut | None) -> tuple[Tensor, Tensor]:
    """Unit embeddings (N, D) of normalised ``images`` and the state; the embeddings again where there is no cut."""
    states: list[Tensor] = []

    def keep(_: nn.Module, taken: tuple[Tensor, ...]) -> None:
        states.append(taken[0])

    with hooked(*([(cut.block.register_forward_pre_hook, keep)] if cut is not None else [])):
        embeddings = normalize(visual(images), dim=-1)
    return embeddings, states[0] if states else embeddings


@contextmanager
def hooked(*hooks: tuple[Callable[..., Any], Callable[..., Any]]) -> Iterator[None]:
    """Each hook for a while, by the function that registers it."""
    with ExitStack() as stack:
        for register, hook in hooks:
            stack.callback(register(hook).remove)
        yield


class NormalisedTower(nn.Module):
    """The image model: RGB from 0 to 1 in, unit embeddings and states out."""

    def __init__(
        self, visual: nn.Module, cut: Cut | None, mean: tuple[float, ...], deviation: tuple[float, ...]
    ) -> None:
        super().__init__()
        self.visual = visual
        self.cut = cut
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.tensor(mean).reshape(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor(deviation).reshape(1, 3, 1, 1))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Everything at once; ``images`` (N, 3, size_px, size_px)."""
        return run_tower(self.visual, (images - self.mean) / self.deviation, self.cut)
