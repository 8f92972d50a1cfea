"""The backbone in torch is the backbone in ONNX Runtime."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import onnx
import torch

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.vision.inference import Network


def largest_difference(path, output, pool):
    images = np.random.default_rng(0).uniform(-1, 1, (2, 3, 224, 224)).astype(np.float32)
    expected = Network(path.read_bytes(), path.name, threads=1).run({"image": images}, [output])[0]
    with torch.no_grad():
        found = OnnxBackbone(path)(torch.from_numpy(images))
    found = found.mean((2, 3)).numpy() if pool else found.numpy()
    assert np.ptp(expected) > 0.1
    return float(np.abs(found - expected).max())


def test_agrees_with_onnx_runtime(tiny):
    assert largest_difference(tiny / "backbone.onnx", "top", pool=False) < 1e-4


def test_the_real_backbone_agrees_too(shared_data):
    path = shared_data / "backbones" / "mobilenet_edgetpu_1.0.float.onnx"
    assert largest_difference(path, "features", pool=True) < 1e-4


def test_depths_go_from_the_image_to_the_top(tiny):
    backbone = OnnxBackbone(tiny / "backbone.onnx")
    depths = backbone.parameter_depths()
    assert depths.keys() == dict(backbone.named_parameters()).keys()
    assert depths["weights.w_1"] == 0
    assert 0 < depths["weights.w_2"] < 1


def test_other_operators_are_refused(tmp_path):
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            [onnx.helper.make_node("Tanh", ["image"], ["top"])],
            "odd",
            [onnx.helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, [1, 3, 8, 8])],
            [onnx.helper.make_tensor_value_info("top", onnx.TensorProto.FLOAT, [1, 3, 8, 8])],
        )
    )
    onnx.save(model, tmp_path / "odd.onnx")
    with pytest.raises(ModelUnfit, match="Tanh"):
        OnnxBackbone(tmp_path / "odd.onnx")
