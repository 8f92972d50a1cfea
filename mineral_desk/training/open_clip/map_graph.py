"""Activation maps of an image tower as one ONNX graph: its last part forwards, and the derivatives backwards.

Differentiation is traced once, at export: what remains are products and sums. The backward formulas of a few operators
are written out in operators that ONNX has.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import normalize

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.open_clip.image_graph import STATE, refuse_constants, relative_difference, traced
from mineral_desk.training.open_clip.tower import Cut, hooked
from mineral_desk.vision.inference import Array, Network
from mineral_desk.vision.zero_shot import DIRECTION, MAP_OUTPUTS

aten = torch.ops.aten


class MapTail:
    """From the state of one picture, (1, T, C), (1, K, h, w) or (1, h, w, K), to the parts of its map."""

    def __init__(self, visual: nn.Module, cut: Cut, size_px: int) -> None:
        self.visual, self.cut = visual, cut
        self._blank = torch.zeros(1, 3, size_px, size_px)

    def __call__(self, state: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
        """Activations (1, K, h, w), and the derivative by them of ``direction`` (1, D) times the unit embedding.

        The tower runs on a blank picture whose state is exchanged; what was computed before is left out of the graph.
        """
        leaves: list[Tensor] = []

        def exchange(_: nn.Module, taken: tuple[Any, ...]) -> tuple[Any, ...]:
            return (state if self.cut.target is not None else _leaf(state, leaves), *taken[1:])

        hooks: list[tuple[Callable[..., Any], Callable[..., Any]]] = [
            (self.cut.block.register_forward_pre_hook, exchange)
        ]
        if self.cut.target is not None:
            hooks.append((self.cut.target.register_forward_hook, lambda _, __, given: _leaf(given, leaves)))
        with hooked(*hooks), torch.enable_grad(), sdpa_kernel(SDPBackend.MATH):
            score = (normalize(self.visual(self._blank), dim=-1) * direction).sum()
            (gradient,) = torch.autograd.grad(score, leaves[0])
        return self._on_the_grid(leaves[0].detach()), self._on_the_grid(gradient)

    def _on_the_grid(self, values: Tensor) -> Tensor:
        if self.cut.target is None:
            return values.permute(0, 3, 1, 2) if self.cut.channels_last else values
        height, width = self.cut.grid
        patches = values[:, values.shape[1] - height * width :]
        return patches.transpose(1, 2).reshape(1, values.shape[2], height, width)


def _leaf(values: Tensor, leaves: list[Tensor]) -> Tensor:
    leaves.append(values.detach().requires_grad_(True))
    return leaves[-1]


def map_model(tail: MapTail, state: Tensor, dimensions: int) -> bytes:
    """The ONNX model of ``tail``: inputs ``state`` and ``direction``, outputs ``activations`` and ``gradient``.

    ``state`` (1, ...) is an example. Raises :class:`ModelUnfit`.
    """
    examples = (state.contiguous(), torch.ones(1, dimensions))
    try:
        module = make_fx(tail, decomposition_table=_written_out())(*examples)
    except Exception as fault:  # whatever a tower does that cannot be traced
        raise ModelUnfit(f"No maps can be made of this image tower: {fault}", "Choose another architecture.") from fault
    _leave_out_what_does_not_depend_on_inputs(module)
    return traced(module, examples, [STATE, DIRECTION], list(MAP_OUTPUTS), free_batch=False)


def map_parity(tail: MapTail, data: bytes, states: Sequence[Tensor], dimensions: int) -> float:
    """The largest difference between ONNX Runtime and torch's own differentiation, relative to the largest value.

    Two ``states`` (1, ...) and two directions are tried. Raises :class:`ModelUnfit` where the parts do not depend on
    them.
    """
    network = Network(data, "maps", threads=1)
    directions = np.random.default_rng(1).normal(size=(2, 1, dimensions)).astype(np.float32)
    expected: list[tuple[Array, Array]] = []
    worst = 0.0
    for state, direction in zip(states[:2], directions, strict=True):
        parts = tail(state, torch.from_numpy(direction))
        expected.append((parts[0].numpy(), parts[1].numpy()))
        found = network.run({STATE: state.contiguous().numpy(), DIRECTION: direction}, MAP_OUTPUTS)
        worst = max(worst, *(relative_difference(one, other) for one, other in zip(found, expected[-1], strict=True)))
    pairs = zip(MAP_OUTPUTS, zip(*expected, strict=True), strict=True)
    refuse_constants({name: np.concatenate(arrays) for name, arrays in pairs})
    return worst


def _leave_out_what_does_not_depend_on_inputs(module: torch.fx.GraphModule) -> None:
    """Drop what ran on the blank picture. Operations in place that follow from the inputs stay."""
    depends: set[torch.fx.Node] = set()
    for node in module.graph.nodes:
        if node.op == "placeholder" or depends.intersection(node.all_input_nodes):
            depends.add(node)
    module.graph.eliminate_dead_code(
        is_impure_node=lambda node: node.op in ("placeholder", "output") or (node in depends and node.is_impure())
    )
    module.recompile()


def _written_out() -> dict[Any, Callable[..., Any]]:
    """Operators that ONNX does not have, in terms of those that it has."""
    known = torch._decomp.get_decompositions(
        [
            aten.native_layer_norm, aten.native_layer_norm_backward, aten.native_group_norm_backward,
            aten.native_batch_norm, aten.gelu, aten.gelu_backward, aten.silu_backward, aten.hardswish_backward,
            aten.sigmoid_backward, aten.threshold_backward, aten._softmax_backward_data, aten.linalg_vector_norm,
            aten.addmm, aten.t, aten._unsafe_view,
        ]
    )  # fmt: skip
    return known | {
        aten._softmax.default: _softmax,
        aten._safe_softmax.default: _softmax,
        aten.select_scatter.default: _put_one,
        aten.select_backward.default: lambda gradient, sizes, axis, index: _put_one(
            gradient.new_zeros(sizes), gradient, axis, index
        ),
        aten.slice_scatter.default: _put_several,
        aten.slice_backward.default: lambda gradient, sizes, axis, start, end, step: _put_several(
            gradient.new_zeros(sizes), gradient, axis, start, end, step
        ),
    }


def _softmax(values: Tensor, axis: int, _: object = None) -> Tensor:
    powers = torch.exp(values - values.amax(axis, keepdim=True))
    return powers / powers.sum(axis, keepdim=True)


def _put_one(whole: Tensor, part: Tensor, axis: int, index: int) -> Tensor:
    """``whole`` with the slice ``index`` along an axis exchanged for ``part``."""
    return _put_several(whole, part.unsqueeze(axis), axis, index % whole.shape[axis])


def _put_several(
    whole: Tensor, part: Tensor, axis: int = 0, start: int | None = None, _: int | None = None, step: int = 1
) -> Tensor:
    """``whole`` with every ``step``-th slice from ``start`` on exchanged for those of ``part``."""
    length, count = whole.shape[axis], part.shape[axis]
    first = 0 if start is None else max(start + length, 0) if start < 0 else min(start, length)
    pieces, done = [], 0
    for number in range(0, count, count if step == 1 else 1):
        piece = part.narrow(axis, number, count if step == 1 else 1)
        place = first + number * step
        pieces += [whole.narrow(axis, done, place - done), piece]
        done = place + piece.shape[axis]
    return torch.cat([*pieces, whole.narrow(axis, done, length - done)], axis)
