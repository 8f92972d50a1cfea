"""Which models and weights are taken, and which are refused in words."""

import pickle

import pytest

pytest.importorskip("mineral_desk.training.open_clip.library")

import torch

from mineral_desk.domain.errors import ModelMissing, ModelUnfit, UsageError
from mineral_desk.training.open_clip import loading
from mineral_desk.training.open_clip.loading import download_words, is_file, known_architecture, load_clip
from tests.training.open_clip.small import random_clip, write_config, write_weights


def test_published_architectures_are_known_by_name():
    assert known_architecture("ViT-B-32") == "ViT-B-32"
    with pytest.raises(UsageError, match="knows no model 'ViT-B32'") as refused:
        known_architecture("ViT-B32")
    assert "ViT-B-32" in refused.value.hint


@pytest.mark.parametrize("content", ["", "[1]", '{"embed_dim": 4}', "[" * 5000, "\0"])
def test_a_file_that_describes_no_model_is_refused(tmp_path, content):
    path = tmp_path / "strange.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="describes no model"):
        known_architecture(str(path))


def test_a_model_that_cannot_be_built_is_refused(tmp_path):
    path = tmp_path / "impossible.json"
    path.write_text('{"embed_dim": 8, "vision_cfg": {"timm_model_name": "no such net"}, "text_cfg": {}}')
    with pytest.raises(ModelMissing, match="impossible cannot be built"):
        load_clip(known_architecture(str(path)), "none")


def test_weights_are_a_tag_or_a_file(tmp_path):
    assert not is_file("ViT-B-32", "laion2b_s34b_b79k")
    with pytest.raises(UsageError, match="neither a file nor a tag") as refused:
        is_file("ViT-B-32", "laion5b")
    assert "laion2b_s34b_b79k" in refused.value.hint
    (tmp_path / "weights.npz").touch()
    with pytest.raises(UsageError, match="no file of weights that can be read without trusting it"):
        is_file("ViT-B-32", str(tmp_path / "weights.npz"))


def test_what_will_be_fetched_is_said_before():
    words = download_words("ViT-B-32", "laion2b_s34b_b79k")
    assert "huggingface.co/laion/CLIP-ViT-B-32-laion2B-s34B-b79K" in words
    assert "proxy" in words


@pytest.mark.parametrize("kind", ["safetensors", "state dict", "checkpoint of open_clip"])
def test_a_file_of_weights_gives_the_same_model(tmp_path, kind):
    config, weights = write_weights(tmp_path, "small-vit", seed=3)
    expected = random_clip(tmp_path, "small-vit", seed=3)
    if kind != "safetensors":
        weights = tmp_path / "weights.pt"
        state = expected.net.state_dict()
        wrapped = {"epoch": 3, "name": "a", "state_dict": {f"module.{key}": value for key, value in state.items()}}
        torch.save(state if kind == "state dict" else wrapped, weights)
    found = load_clip(known_architecture(str(config)), str(weights))
    assert found.source == weights.name
    assert not found.net.training
    for key, value in expected.net.state_dict().items():
        torch.testing.assert_close(found.net.state_dict()[key], value)


class Trap:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("through", ["torch", "pickle"])
def test_a_file_that_would_run_a_program_is_refused(tmp_path, through):
    config, weights, sprung = write_config(tmp_path, "small-vit"), tmp_path / "weights.pt", tmp_path / "sprung"
    if through == "torch":
        torch.save({"state_dict": Trap(sprung)}, weights)
    else:
        weights.write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(ModelUnfit, match=r"weights\.pt holds no weights for small-vit that can be read safely"):
        load_clip(known_architecture(str(config)), str(weights))
    assert not sprung.exists()


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_damaged_weights_are_refused(tmp_path, suffix):
    config, whole = write_weights(tmp_path, "small-vit")
    damaged = tmp_path / f"damaged{suffix}"
    damaged.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(ModelUnfit, match="that can be read safely"):
        load_clip(known_architecture(str(config)), str(damaged))


def test_weights_of_another_architecture_are_refused(tmp_path):
    _, weights = write_weights(tmp_path, "small-resnet")
    with pytest.raises(ModelUnfit, match="holds no weights for small-vit"):
        load_clip(known_architecture(str(write_config(tmp_path, "small-vit"))), str(weights))


def test_a_tag_that_cannot_be_fetched_is_told_with_a_way_out(monkeypatch):
    def unreachable(*_, **__):
        raise OSError("no route to host")

    monkeypatch.setattr(loading.open_clip, "create_model", unreachable)
    with pytest.raises(ModelMissing, match="no route to host") as refused:
        load_clip("ViT-B-32", "laion2b_s34b_b79k")
    assert "--pretrained FILE" in refused.value.hint


def test_a_file_is_normalised_as_all_published_weights_of_its_architecture_are():
    assert loading._usual_preprocessing("ViT-B-16-SigLIP")["mean"] == (0.5, 0.5, 0.5)
    assert loading._usual_preprocessing("no such model") == {}
