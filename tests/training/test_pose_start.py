"""A pose network that starts from an exported one answers as it does."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.pose_net import PoseNet, export_pose_net
from mineral_desk.training.pose_start import start_from
from mineral_desk.vision.measuring.pose_estimate import CHANNELS, CROP_PX


def crops(count: int, seed: int) -> torch.Tensor:
    """(count, CHANNELS, CROP_PX, CROP_PX): patches of differing contrast."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(size=(count, CHANNELS, 12, 12)) * rng.uniform(0.5, 2, (count, 1, 1, 1))
    return torch.from_numpy(np.kron(coarse, np.ones((CROP_PX // 12, CROP_PX // 12))).astype(np.float32))


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> tuple[PoseNet, Path]:
    """A network whose normalisations have seen something, and its file."""
    torch.manual_seed(3)
    net = PoseNet()
    with torch.no_grad():
        for _ in range(40):
            net(crops(8, 1))
    file = tmp_path_factory.mktemp("earlier") / "net.onnx"
    file.write_bytes(export_pose_net(net))
    return net.eval(), file


@pytest.mark.parametrize("training", [False, True])
def test_it_answers_as_the_earlier_one(earlier: tuple[PoseNet, Path], training: bool) -> None:
    seen, net = crops(24, 2), PoseNet()
    start_from(net, earlier[1], seen)
    with torch.no_grad():
        expected, found = earlier[0](seen), net.train(training)(seen)
    assert float(expected.std()) > 0.01
    torch.testing.assert_close(found, expected, atol=2e-4, rtol=2e-3)


def test_a_file_with_other_layers_is_refused(earlier: tuple[PoseNet, Path], tmp_path: Path) -> None:
    model = onnx.load(earlier[1])
    wider = next(one for one in model.graph.initializer if one.name == "hidden.w")
    wider.CopyFrom(numpy_helper.from_array(np.zeros((5, 5), np.float32), "hidden.w"))
    (tmp_path / "other.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ModelUnfit, match=r"other\.onnx holds other layers"):
        start_from(PoseNet(), tmp_path / "other.onnx", crops(4, 0))


def test_a_file_with_fewer_layers_is_refused(tmp_path: Path) -> None:
    empty = helper.make_model(helper.make_graph([], "none", [], []))
    (tmp_path / "none.onnx").write_bytes(empty.SerializeToString())
    with pytest.raises(ModelUnfit, match=r"none\.onnx holds other layers"):
        start_from(PoseNet(), tmp_path / "none.onnx", crops(4, 0))
