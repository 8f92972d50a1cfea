"""A network that starts from an exported one answers as it does, and learns from there."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import helper

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.crop_net import CropNet, export_crop_net
from mineral_desk.training.crop_start import start, start_from
from mineral_desk.vision.measuring.pose_estimate import CROP_PX


def crops(count: int, seed: int) -> torch.Tensor:
    """(count, 4, CROP_PX, CROP_PX): patches of differing contrast."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(size=(count, 4, 12, 12)) * rng.uniform(0.5, 2, (count, 1, 1, 1))
    return torch.from_numpy(np.kron(coarse, np.ones((CROP_PX // 12, CROP_PX // 12))).astype(np.float32))


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> tuple[CropNet, Path]:
    """A network whose normalisations have seen something, and its file."""
    torch.manual_seed(3)
    net = CropNet(4, 3)
    with torch.no_grad():
        for _ in range(40):
            net(crops(8, 1))
    file = tmp_path_factory.mktemp("earlier") / "net.onnx"
    file.write_bytes(export_crop_net(net, "crops", "answers"))
    return net.eval(), file


@pytest.mark.parametrize("training", [False, True])
def test_it_answers_as_the_earlier_one(earlier: tuple[CropNet, Path], training: bool) -> None:
    seen, net = crops(24, 2), CropNet(4, 3)
    start_from(net, earlier[1], seen)
    with torch.no_grad():
        expected, found = earlier[0](seen), net.train(training)(seen)
    assert float(expected.std()) > 0.01
    torch.testing.assert_close(found, expected, atol=2e-4, rtol=2e-3)


def test_a_file_with_other_layers_is_refused(earlier: tuple[CropNet, Path]) -> None:
    with pytest.raises(ModelUnfit, match=r"net\.onnx holds other layers"):
        start_from(CropNet(5, 3), earlier[1], torch.zeros(2, 5, CROP_PX, CROP_PX))
    with pytest.raises(ModelUnfit, match=r"net\.onnx holds other layers"):
        start_from(CropNet(4, 2), earlier[1], crops(4, 0))


def test_a_file_with_fewer_layers_is_refused(tmp_path: Path) -> None:
    empty = helper.make_model(helper.make_graph([], "none", [], []))
    onnx.save(empty, tmp_path / "none.onnx")
    with pytest.raises(ModelUnfit, match=r"none\.onnx holds other layers"):
        start_from(CropNet(4, 3), tmp_path / "none.onnx", crops(4, 0))


def test_a_training_that_goes_on_does_not_start_anew(earlier: tuple[CropNet, Path], tmp_path: Path) -> None:
    net, asked = CropNet(4, 3), list[int]()

    def some(count: int) -> np.ndarray:
        asked.append(count)
        return crops(8, count).numpy()

    (tmp_path / "check.pt").touch()
    start(net, earlier[1], tmp_path / "check.pt", some)
    start(net, None, tmp_path / "other.pt", some)
    assert asked == []
    start(net, earlier[1], tmp_path / "other.pt", some)
    assert len(asked) == 1
    with torch.no_grad():
        torch.testing.assert_close(net.eval()(crops(4, 9)), earlier[0](crops(4, 9)), atol=0.2, rtol=0.2)
