"""A small real zero-shot model with a card, made by hand with the onnx package: no torch, no open_clip."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.vision.small_model import CHANNELS, DIMENSIONS, SIZE_PX, SPECIES, helper, numpy_helper, onnx

FLOATS = onnx.TensorProto.FLOAT
LOGIT_SCALE = 20.0


@dataclass
class SmallZeroShot:
    """Convolution 4 x 4, ReLU, mean, projection, normalisation; a vector a name. Weights are random but fixed."""

    species: tuple[str, ...] = SPECIES
    seed: int = 0
    calibrated_on: int = 40
    levels: str = "[calibration.levels.low]\nprobability = 0.1\ngap = 0.0\n"
    texts: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        self.conv = rng.normal(size=(CHANNELS, 3, 4, 4)).astype(np.float32)
        self.projection = rng.normal(size=(DIMENSIONS, CHANNELS)).astype(np.float32)
        texts = rng.normal(size=(len(self.species), DIMENSIONS))
        self.texts = (texts / np.linalg.norm(texts, axis=1, keepdims=True)).astype("<f2")

    def image_proto(self):
        """Input ``image``, outputs ``embedding`` and ``state``."""
        nodes = [
            helper.make_node("Conv", ["image", "conv"], ["features"], strides=[4, 4]),
            helper.make_node("Relu", ["features"], ["state"]),
            helper.make_node("GlobalAveragePool", ["state"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("Gemm", ["flat", "projection"], ["projected"], transB=1),
            helper.make_node("LpNormalization", ["projected"], ["embedding"], axis=1, p=2),
        ]
        inputs = [helper.make_tensor_value_info("image", FLOATS, ["N", 3, SIZE_PX, SIZE_PX])]
        return self._model(nodes, inputs, ("embedding", "state"), {"conv": self.conv, "projection": self.projection})

    def maps_proto(self):
        """The derivative of ``direction`` times the unit embedding, written out: P' (d - (d . e) e) / |z| / cells."""
        cells = (SIZE_PX // 4) ** 2
        arrays = {
            "projection": self.projection,
            "share": np.array(1 / cells, np.float32),
            "nothing": np.array(0, np.float32),
            "shape": np.array([1, CHANNELS, 1, 1], np.int64),
        }
        nodes = [
            helper.make_node("Identity", ["state"], ["activations"]),
            helper.make_node("GlobalAveragePool", ["state"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("Gemm", ["flat", "projection"], ["projected"], transB=1),
            helper.make_node("ReduceL2", ["projected"], ["length"], axes=[1], keepdims=1),
            helper.make_node("Div", ["projected", "length"], ["unit"]),
            helper.make_node("Mul", ["direction", "unit"], ["products"]),
            helper.make_node("ReduceSum", ["products"], ["along"], keepdims=1),
            helper.make_node("Mul", ["along", "unit"], ["along_unit"]),
            helper.make_node("Sub", ["direction", "along_unit"], ["across"]),
            helper.make_node("MatMul", ["across", "projection"], ["back"]),
            helper.make_node("Div", ["back", "length"], ["by_feature"]),
            helper.make_node("Mul", ["by_feature", "share"], ["by_cell"]),
            helper.make_node("Reshape", ["by_cell", "shape"], ["column"]),
            helper.make_node("Mul", ["state", "nothing"], ["empty"]),
            helper.make_node("Add", ["empty", "column"], ["gradient"]),
        ]
        inputs = [
            helper.make_tensor_value_info("state", FLOATS, [1, CHANNELS, SIZE_PX // 4, SIZE_PX // 4]),
            helper.make_tensor_value_info("direction", FLOATS, [1, DIMENSIONS]),
        ]
        return self._model(nodes, inputs, ("activations", "gradient"), arrays)

    def _model(self, nodes, inputs, outputs, arrays):
        graph = helper.make_graph(
            nodes,
            "small",
            inputs,
            [helper.make_tensor_value_info(name, FLOATS, None) for name in outputs],
            [numpy_helper.from_array(array, name) for name, array in arrays.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        return model

    def write(self, folder: Path, name: str = "small-clip", *, maps: bool = True) -> Path:
        """Write all files; the card's path."""
        folder.mkdir(parents=True, exist_ok=True)
        files = {
            f"{name}.onnx": self.image_proto().SerializeToString(),
            f"{name}.labels.txt": "".join(f"{one}\n" for one in self.species).encode(),
            f"{name}.texts.f16": self.texts.tobytes(),
        } | ({f"{name}.maps.onnx": self.maps_proto().SerializeToString()} if maps else {})
        for file, data in files.items():
            (folder / file).write_bytes(data)
        card = folder / f"{name}.toml"
        card.write_text(self._card(name, files), encoding="utf-8")
        return card

    def _card(self, name: str, files: dict[str, bytes]) -> str:
        entries = {
            file: f'file = "{file}"\nsha256 = "{hashlib.sha256(data).hexdigest()}"' for file, data in files.items()
        }
        maps = f"[maps]\n{entries[f'{name}.maps.onnx']}" if f"{name}.maps.onnx" in entries else ""
        return f"""
kind = "zero-shot"
version = "7"
{entries[f"{name}.onnx"]}
licence = "MIT"

[input]
name = "image"
size_px = {SIZE_PX}
scale = 0.00392156862745098
offset = 0.0

[outputs]
embedding = "embedding"
state = "state"

[zero_shot]
dimensions = {DIMENSIONS}
logit_scale = {LOGIT_SCALE}
calibrated_on = {self.calibrated_on}

[labels]
{entries[f"{name}.labels.txt"]}

[texts]
{entries[f"{name}.texts.f16"]}

{maps}

[calibration]
temperature = 2.0

{self.levels}
"""
