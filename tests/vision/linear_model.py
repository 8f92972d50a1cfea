"""A small real ONNX classifier that ends in pooling and one linear layer."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from tests.vision.small_model import SIZE_PX, SPECIES, card_text

onnx = pytest.importorskip("onnx", reason="the onnx package makes the small models")
helper, numpy_helper = onnx.helper, onnx.numpy_helper

CHANNELS = 6
OUTPUTS = ("logits", "embedding", "activations", "species_weights", "species_bias")


@dataclass
class LinearModel:
    """Convolution 4 x 4, ReLU, mean, linear layer. ``pooled``: the feature map is given as one cell.

    ``arrays`` replace weights by name; ``told_weights`` are those given out instead of those used.
    """

    pooled: bool = False
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(0)
        shapes = {"conv": (CHANNELS, 3, 4, 4), "species_weights": (7, CHANNELS), "species_bias": (7,)}
        arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()} | self.arrays
        self.arrays = {"told_weights": arrays["species_weights"]} | arrays

    def write(self, folder: Path, name: str = "linear") -> Path:
        """Write model, labels and card; the card's path."""
        folder.mkdir(parents=True, exist_ok=True)
        data = self._proto().SerializeToString()
        labels = "".join(f"{one}\n" for one in SPECIES).encode()
        (folder / f"{name}.onnx").write_bytes(data)
        (folder / f"{name}.labels.txt").write_bytes(labels)
        card = folder / f"{name}.toml"
        card.write_text('head = "linear"\n' + card_text(name, data, labels, OUTPUTS), encoding="utf-8")
        return card

    def _proto(self) -> "onnx.ModelProto":
        top = "pooled" if self.pooled else "top"
        nodes = [
            helper.make_node("Conv", ["image", "w.conv"], ["conv"], strides=[4, 4]),
            helper.make_node("Relu", ["conv"], ["top"]),
            helper.make_node("GlobalAveragePool", ["top"], ["pooled"]),
            helper.make_node("Identity", [top], ["activations"]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("LpNormalization", ["flat"], ["embedding"], axis=1, p=2),
            helper.make_node("Gemm", ["flat", "w.species_weights", "w.species_bias"], ["logits"], transB=1),
            helper.make_node("Identity", ["w.told_weights"], ["species_weights"]),
            helper.make_node("Identity", ["w.species_bias"], ["species_bias"]),
        ]
        floats = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            nodes,
            "linear",
            [helper.make_tensor_value_info("image", floats, ["N", 3, SIZE_PX, SIZE_PX])],
            [helper.make_tensor_value_info(name, floats, None) for name in OUTPUTS],
            [numpy_helper.from_array(array, f"w.{name}") for name, array in self.arrays.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        return model
