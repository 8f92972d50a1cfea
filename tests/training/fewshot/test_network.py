"""Networks of several kinds, and weights to begin with, harmless and hostile."""

import pickle

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("timm")

import torch

from mineral_desk.domain.errors import ModelUnfit, UsageError
from mineral_desk.training.fewshot.network import ImageNetwork, Shape, timm_network

RESNET = Shape("test_resnet", 3, 64)


def images(size_px=64, seed=0):
    return torch.rand(2, 3, size_px, size_px, generator=torch.Generator().manual_seed(seed)) * 2 - 1


@pytest.mark.parametrize(
    ("shape", "has_map"),
    [
        (RESNET, True),
        (Shape("test_vit", 3, 64), False),
        (Shape("test_vit", 3, 64, average_tokens=True), True),
        (Shape("test_convnext", 3, 64), False),
    ],
    ids=["resnet", "vit", "vit, tokens averaged", "convnext"],
)
def test_networks_of_several_kinds(shape, has_map):
    net = ImageNetwork(shape).eval()
    found = net(images())
    assert net.has_map is has_map
    assert (found.activations.shape[2] > 1) is has_map
    assert found.logits.shape == (2, 3)
    torch.testing.assert_close(found.activations.mean((2, 3)), found.features)
    torch.testing.assert_close(net.head(found.features), found.logits)
    assert found.features.std() > 1e-4


def test_an_onnx_backbone_gets_the_pictures_it_was_made_for(tiny):
    net = ImageNetwork(Shape(str(tiny / "backbone.onnx"), 3, 48)).eval()
    torch.testing.assert_close(net(images(48)).activations, net.body(images(48)))
    assert not net.normalise.weight.requires_grad


def test_timm_networks_get_what_their_weights_expect():
    net = ImageNetwork(RESNET)
    mean, deviation = (torch.tensor(net.body.pretrained_cfg[key]) for key in ("mean", "std"))
    pixels = torch.randint(0, 256, (1, 3, 4, 4)).float()
    expected = (pixels / 255 - mean[:, None, None]) / deviation[:, None, None]
    torch.testing.assert_close(net.normalise(pixels / 127.5 - 1), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ["safetensors", "pt", "pth of a checkpoint"])
def test_weights_from_a_file(tmp_path, kind):
    torch.manual_seed(5)
    weights = timm_network(RESNET).state_dict()
    file = tmp_path / f"weights.{kind.split()[0]}"
    if kind == "safetensors":
        from safetensors.torch import save_file

        save_file(weights, file)
    else:
        torch.save({"state_dict": weights} if "checkpoint" in kind else weights, file)
    torch.manual_seed(6)
    loaded = ImageNetwork(RESNET, str(file)).body.state_dict()
    assert all(torch.equal(loaded[name], tensor) for name, tensor in weights.items())


def test_a_transformer_takes_weights_of_another_size(tmp_path):
    torch.save(timm_network(Shape("test_vit", 3, 64)).state_dict(), tmp_path / "vit.pt")
    net = ImageNetwork(Shape("test_vit", 3, 96), str(tmp_path / "vit.pt")).eval()
    assert net(images(96)).logits.shape == (2, 3)


class Hostile:
    """Unpickling it would write a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


def test_a_file_that_would_run_code_does_not(tmp_path):
    file, written = tmp_path / "weights.pt", tmp_path / "written"
    file.write_bytes(pickle.dumps({"state_dict": Hostile(str(written))}, protocol=2))
    with pytest.raises(ModelUnfit, match="are not those of test_resnet"):
        ImageNetwork(RESNET, str(file))
    torch.save({"state_dict": Hostile(str(written))}, file)
    with pytest.raises(ModelUnfit):
        ImageNetwork(RESNET, str(file))
    assert not written.exists()


@pytest.mark.parametrize("content", [b"", b"garbage", np.random.default_rng(0).bytes(4000)])
@pytest.mark.parametrize("ending", ["safetensors", "pt"])
def test_damaged_weights_are_told(tmp_path, content, ending):
    file = tmp_path / f"weights.{ending}"
    file.write_bytes(content)
    with pytest.raises(ModelUnfit, match="are not those of test_resnet"):
        ImageNetwork(RESNET, str(file))


def test_weights_of_another_network_are_told(tmp_path):
    torch.save(timm_network(Shape("test_vit", 3, 64)).state_dict(), tmp_path / "vit.pt")
    with pytest.raises(ModelUnfit, match="are not those of test_resnet"):
        ImageNetwork(RESNET, str(tmp_path / "vit.pt"))


def test_names_that_mean_nothing_are_told(tmp_path):
    with pytest.raises(UsageError, match=r"timm knows no network resnet5O.*resnet50"):
        ImageNetwork(Shape("resnet5O", 3, 64))
    with pytest.raises(UsageError, match=r"no backbone .*nowhere\.onnx"):
        ImageNetwork(Shape(str(tmp_path / "nowhere.onnx"), 3, 64))
    with pytest.raises(UsageError, match="no file of weights"):
        ImageNetwork(RESNET, str(tmp_path / "nowhere.pt"))
    with pytest.raises(UsageError, match="The weights nonsense of test_resnet cannot be had"):
        ImageNetwork(RESNET, "nonsense")
    with pytest.raises(UsageError, match="65 pixels"):
        ImageNetwork(Shape("test_vit", 3, 65))
