"""The image tower as an ONNX file, and proof that it computes what torch computes."""

import io
import warnings
from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.export import OPSET
from mineral_desk.training.open_clip.tower import NormalisedTower
from mineral_desk.vision.inference import Array, Network

IMAGE, EMBEDDING, STATE = "image", "embedding", "state"
MOST_PARAMETERS = 530_000_000
"""An ONNX file holds less than 2 GiB: so many weights in single precision, and the graph."""
IR_VERSION = 8


def image_model(tower: NormalisedTower, size_px: int) -> bytes:
    """The ONNX model of a tower: input ``image`` (N, 3, size_px, size_px), outputs ``embedding`` and ``state``.

    Raises :class:`ModelUnfit` for a tower that does not fit into one file, or that ONNX has no words for.
    """
    count = sum(parameter.numel() for parameter in tower.parameters())
    if count > MOST_PARAMETERS:
        raise ModelUnfit(
            f"The image tower has {count / 1e6:.0f} million weights, more than fit into one ONNX file.",
            "Choose a smaller model: ViT-L-14 and ViT-SO400M fit, ViT-H and larger do not.",
        )
    return traced(tower, (torch.rand(2, 3, size_px, size_px),), [IMAGE], [EMBEDDING, STATE], free_batch=True)


def traced(
    module: nn.Module, examples: tuple[Tensor, ...], inputs: Sequence[str], outputs: Sequence[str], free_batch: bool
) -> bytes:
    """The ONNX model of ``module`` in evaluation mode, checked; ``free_batch`` leaves the first axis free."""
    file = io.BytesIO()
    axes = {name: {0: "N"} for name in (*inputs, *outputs)} if free_batch else None
    fast_path = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # ONNX has no words for it
    try:
        # a fault would print the whole graph
        with patch.object(torch._C, "_jit_onnx_log", lambda *_: None), warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module.eval(),
                examples,
                file,  # type: ignore[arg-type]  # a file in memory serves as well
                input_names=list(inputs),
                output_names=list(outputs),
                opset_version=OPSET,
                dynamic_axes=axes,
                dynamo=False,
            )
    except Exception as fault:  # the exporter raises many kinds
        line = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
        raise ModelUnfit(
            f"The image tower cannot be written as ONNX: {line}", "Choose another architecture."
        ) from fault
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)
    return _finished(file.getvalue())


def _finished(data: bytes) -> bytes:
    model = onnx.load_model_from_string(data)
    model.ir_version = IR_VERSION
    model.producer_name, model.producer_version = "Mineral Desk", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def image_parity(tower: NormalisedTower, data: bytes, size_px: int) -> float:
    """The largest difference between ONNX Runtime and torch, of embeddings and, relative to their largest, of states.

    One picture and three at once are tried. Raises :class:`ModelUnfit` when an output is the same for all pictures:
    equal constants would prove nothing.
    """
    network = Network(data, "image tower", threads=1)
    pictures = np.random.default_rng(0).uniform(0, 1, (4, 3, size_px, size_px)).astype(np.float32)
    worst = 0.0
    for part in (pictures[:1], pictures[1:]):
        found = network.run({IMAGE: part}, [EMBEDDING, STATE])
        with torch.no_grad():
            expected = [tensor.numpy() for tensor in tower(torch.from_numpy(part))]
        if len(part) > 1:
            refuse_constants(dict(zip((EMBEDDING, STATE), expected, strict=True)))
        worst = max(worst, *(relative_difference(one, other) for one, other in zip(found, expected, strict=True)))
    return worst


def relative_difference(one: Array, other: Array) -> float:
    """The largest difference as a share of the largest value of ``other``; infinite where the shapes differ."""
    if one.shape != other.shape:
        return float("inf")
    return float(np.abs(one - other).max() / max(float(np.abs(other).max()), 1e-30))


def refuse_constants(outputs: dict[str, Array]) -> None:
    """Raise :class:`ModelUnfit` where an output (N, ...) is the same for the first two of what was put in."""
    for name, array in outputs.items():
        if relative_difference(array[0], array[1]) < 1e-6:
            raise ModelUnfit(
                f"The output {name} is the same for all pictures.", "The weights are damaged or untrained."
            )
