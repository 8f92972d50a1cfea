"""A small real ONNX classifier with a card, made by hand with the onnx package."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="the onnx package makes the small models")
helper, numpy_helper = onnx.helper, onnx.numpy_helper

OUTPUTS = (
    "logits",
    "embedding",
    "activations",
    "projection",
    "projection_offset",
    "species_weights",
    "species_bias",
)
SIZE_PX = 32
CHANNELS, DIMENSIONS = 6, 4
SPECIES = ("Azurite", "Calcite", "Fluorite", "Galena", "Gypsum", "Malachite", "Quartz")


@dataclass
class SmallModel:
    """Convolution 4 x 4, ReLU, mean, projection, normalisation, one vector a species. Weights are random but fixed.

    ``arrays`` replace weights by name; those of other names become further constant outputs.
    """

    species: tuple[str, ...] = SPECIES
    seed: int = 0
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        shapes = {
            "conv": (CHANNELS, 3, 4, 4),
            "projection": (DIMENSIONS, CHANNELS),
            "projection_offset": (DIMENSIONS,),
            "species_weights": (len(self.species), DIMENSIONS),
            "species_bias": (len(self.species),),
        }
        self.arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()} | self.arrays

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of all outputs."""
        return (*OUTPUTS, *(name for name in self.arrays if name not in OUTPUTS and name != "conv"))

    def proto(self) -> "onnx.ModelProto":
        """The ONNX model."""
        nodes = [
            helper.make_node("Conv", ["image", "w.conv"], ["conv"], strides=[4, 4]),
            helper.make_node("Relu", ["conv"], ["activations"]),
            helper.make_node("GlobalAveragePool", ["activations"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("Gemm", ["flat", "w.projection", "w.projection_offset"], ["projected"], transB=1),
            helper.make_node("LpNormalization", ["projected"], ["embedding"], axis=1, p=2),
            helper.make_node("Gemm", ["embedding", "w.species_weights", "w.species_bias"], ["logits"], transB=1),
        ]
        nodes += [helper.make_node("Identity", [f"w.{name}"], [name]) for name in self.outputs[3:]]
        floats = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            nodes,
            "small",
            [helper.make_tensor_value_info("image", floats, ["N", 3, SIZE_PX, SIZE_PX])],
            [helper.make_tensor_value_info(name, floats, None) for name in self.outputs],
            [numpy_helper.from_array(array, f"w.{name}") for name, array in self.arrays.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        return model

    def write(self, folder: Path, name: str = "small") -> Path:
        """Write model, labels and card; the card's path."""
        folder.mkdir(parents=True, exist_ok=True)
        data = self.proto().SerializeToString()
        labels = "".join(f"{one}\n" for one in self.species).encode()
        (folder / f"{name}.onnx").write_bytes(data)
        (folder / f"{name}.labels.txt").write_bytes(labels)
        card = folder / f"{name}.toml"
        card.write_text(card_text(name, data, labels, self.outputs), encoding="utf-8")
        return card


def card_text(name: str, data: bytes, labels: bytes, outputs: tuple[str, ...] = OUTPUTS) -> str:
    """A card as training writes it."""
    roles = "\n".join(f'{one} = "{one}"' for one in outputs)
    return f"""
kind = "classifier"
version = "7"
file = "{name}.onnx"
sha256 = "{hashlib.sha256(data).hexdigest()}"
licence = "MIT"

[input]
name = "image"
size_px = {SIZE_PX}
scale = 0.00784313725490196
offset = -1.0

[outputs]
{roles}

[labels]
file = "{name}.labels.txt"
sha256 = "{hashlib.sha256(labels).hexdigest()}"

[calibration]
temperature = 2.0
least_likeness = -1.0

[calibration.levels.low]
probability = 0.2
gap = 0.05

[calibration.levels.strong]
probability = 0.9
gap = 0.3
"""


def picture(seed: int = 0, height: int = 40, width: int = 60) -> np.ndarray:
    """Coarse random colours (height, width, 3) uint8."""
    coarse = np.random.default_rng(seed).integers(0, 256, (height // 10, width // 10, 3), np.uint8)
    return np.kron(coarse, np.ones((10, 10, 1), np.uint8))
