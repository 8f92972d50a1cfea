"""A published checkpoint becomes a backbone that computes the same."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.efficientnet_lite import backbone_from
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.vision.inference import Network
from tests.training.lite_checkpoint import features_in_torch, write_checkpoint


@pytest.mark.parametrize("side_px", [32, 45])
def test_computes_what_the_checkpoint_does(tmp_path, side_px):
    weights = write_checkpoint(tmp_path / "lite.pth")
    (tmp_path / "lite.onnx").write_bytes(backbone_from(tmp_path / "lite.pth"))
    images = np.random.default_rng(1).uniform(-1, 1, (2, 3, side_px, side_px)).astype(np.float32)
    expected = features_in_torch(weights, torch.from_numpy(images)).numpy()
    assert 0 < (expected == 0).mean() < 1
    found = Network((tmp_path / "lite.onnx").read_bytes(), "lite.onnx", threads=1).run({"image": images}, ["features"])
    np.testing.assert_allclose(found[0], expected, atol=1e-4)
    with torch.no_grad():
        trainable = OnnxBackbone(tmp_path / "lite.onnx")(torch.from_numpy(images)).mean((2, 3)).numpy()
    np.testing.assert_allclose(trainable, expected, atol=1e-4)


def test_something_else_is_refused(tmp_path):
    torch.save({"weight": torch.zeros(2)}, tmp_path / "other.pth")
    with pytest.raises(UsageError, match=r"other\.pth"):
        backbone_from(tmp_path / "other.pth")
    (tmp_path / "text.pth").write_text("no checkpoint")
    with pytest.raises(UsageError, match=r"text\.pth"):
        backbone_from(tmp_path / "text.pth")
