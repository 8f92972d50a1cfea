"""Joining two backbones, down to the files that are shipped."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from mineral_desk.domain.geometry import Box
from mineral_desk.training import train_classifier
from mineral_desk.training.train_joint import main
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.explain import explain
from mineral_desk.vision.model_store import ModelStore
from tests.training.test_train_classifier import arguments
from tests.training.tiny_run import write_backbone


@pytest.fixture
def options(tiny):
    """What the command is given; the first model is one that training wrote."""
    assert train_classifier.main(arguments(tiny, epochs=0, out=tiny / "before")) == 0
    write_backbone(tiny / "second.onnx")
    (tiny / "resources").mkdir()
    (tiny / "resources" / "synonyms.csv").write_text("name,species\nBrimstone,Sulphur\n")
    (tiny / "resources" / "commonness.csv").write_text("name,commonness\nMalachite,9\nSulphur,8\n")
    given = {
        "first": tiny / "before" / "species.onnx",
        "second": tiny / "second.onnx",
        "photos": tiny / "photos",
        "facts": tiny / "facts",
        "resources": tiny / "resources",
        "held-out": tiny / "held_out",
        "out": tiny / "models",
        "size-px": 64,
    }
    return [word for key, value in given.items() for word in (f"--{key}", str(value))]


def test_the_command_writes_a_model_that_the_program_uses(tiny, options, capsys):
    assert main(options) == 0
    assert "Wrote" in capsys.readouterr().out
    (card,) = ModelStore([tiny / "models"]).list()
    assert card.facts["command"].startswith("python -m mineral_desk.training.train_joint --first")
    assert "EfficientNet-Lite2" in card.licence
    assert len(card.facts["training"]["first_sha256"]) == 64
    classifier = Classifier(ModelStore([tiny / "models"]).load("species"), threads=1)
    pixels = np.random.default_rng(0).integers(0, 256, (50, 60, 3)).astype(np.uint8)
    found = classifier.classify(pixels)
    assert found.activations.shape[0] == 22
    for method in ("gradcam++", "fullgrad"):
        one = explain(classifier, found, pixels, Box(0, 0, 60, 50), "Malachite", method)
        assert np.isfinite(one.road_combined)


@pytest.mark.parametrize("table", ["synonyms.csv", "commonness.csv"])
def test_what_is_missing_is_said_in_words(tiny, options, capsys, table):
    (tiny / "resources" / table).unlink()
    assert main(options) == 1
    assert table in capsys.readouterr().err


def test_a_side_that_cannot_be_halved_is_refused(options, capsys):
    assert main([*options, "--size-px", "72"]) == 1
    assert "72 px" in capsys.readouterr().err
