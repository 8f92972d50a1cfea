"""A small backbone and small scenes, so that the training of the segmentation network can be tested in seconds."""

from pathlib import Path

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

COLOURS = {1: (60, 160, 70), 2: (20, 20, 24), 3: (240, 235, 215)}
"""Specimen, cube and label, RGB."""


def write_backbone(path: Path, halvings: int = 5) -> None:
    """Each halving a strided convolution with ReLU and a linear 1 x 1 convolution; then one more as in a classifier."""
    rng = np.random.default_rng(0)
    nodes, weights, inputs, below = [], [], 3, "image"
    for level in range(halvings):
        width = 8 + 2 * level
        for name, shape in ((f"w{level}", (width, inputs, 3, 3)), (f"v{level}", (width, width, 1, 1))):
            scale = np.sqrt(2 / np.prod(shape[1:]))
            weights.append(numpy_helper.from_array((rng.normal(size=shape) * scale).astype(np.float32), name))
        attributes = {"auto_pad": "SAME_UPPER", "strides": [2, 2], "dilations": [1, 1], "group": 1}
        nodes.append(helper.make_node("Conv", [below, f"w{level}"], [f"c{level}"], **attributes))
        nodes.append(helper.make_node("Relu", [f"c{level}"], [f"r{level}"]))
        nodes.append(helper.make_node("Conv", [f"r{level}", f"v{level}"], [f"linear{level}"], strides=[1, 1], group=1))
        inputs, below = width, f"linear{level}"
    weights.append(numpy_helper.from_array(rng.normal(size=(40, inputs, 1, 1)).astype(np.float32), "wide"))
    nodes.append(helper.make_node("Conv", [below, "wide"], ["top"], strides=[1, 1], group=1))
    nodes.append(helper.make_node("Relu", ["top"], ["activations"]))
    nodes.append(helper.make_node("GlobalAveragePool", ["activations"], ["pooled"]))
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, "h", "w"])],
        [helper.make_tensor_value_info("pooled", TensorProto.FLOAT, None)],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, path)


def scene(seed: int, height: int = 96, width: int = 128) -> tuple[np.ndarray, np.ndarray]:
    """A scene (H, W, 3) with a disc, a square and, in each second one, a plate; and its mask (H, W)."""
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (width // 3 + int(rng.integers(-5, 6)), height // 2), int(rng.integers(14, 24)), 1, -1)
    left, top = int(0.7 * width), int(rng.integers(20, height - 30))
    mask[top : top + 14, left : left + 14] = 2
    if seed % 2:
        mask[height - 14 : height - 4, 8:40] = 3
    pixels = np.full((height, width, 3), rng.integers(110, 150), np.float32)
    for kind, colour in COLOURS.items():
        pixels[mask == kind] = colour
    return np.clip(pixels + rng.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8), mask


def write_scenes(folder: Path, seeds: range) -> Path:
    """Photos and masks as the renderer names them, without a truth file."""
    folder.mkdir(parents=True)
    for seed in seeds:
        pixels, mask = scene(seed)
        cv2.imwrite(str(folder / f"{seed:06d}.jpg"), pixels[..., ::-1])
        cv2.imwrite(str(folder / f"{seed:06d}_mask.png"), mask)
    return folder
