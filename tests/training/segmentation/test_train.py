"""The loss, and a whole training run, interrupted and resumed, down to the files that are shipped."""

import hashlib
import json
import math

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.domain.progress import finish
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.segmentation.batches import TrainingPictures
from mineral_desk.training.segmentation.loss import segmentation_loss, shares
from mineral_desk.training.segmentation.net import SegmentationNet
from mineral_desk.training.segmentation.pictures import UNKNOWN, read_scenes
from mineral_desk.training.segmentation.train import main
from mineral_desk.training.segmentation.trainer import Recipe, Trainer, rate_share
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.segmenter import segmenter
from tests.training.segmentation.small import scene, write_backbone, write_scenes


@pytest.fixture
def small(tiny):
    write_backbone(tiny / "pyramid.onnx")
    write_scenes(tiny / "scenes", range(1, 9))
    return tiny


def arguments(small, **changes):
    options = {
        "scenes": small / "scenes",
        "photos": small / "photos",
        "teacher": small / "teacher.onnx",
        "backbone": small / "pyramid.onnx",
        "out": small / "models",
        "cache": small / "cache",
        "minutes": 0.02,
        "batch": 4,
        "long-side": 96,
        "frozen-depth": 0,
        "threads": 1,
    } | {key.replace("_", "-"): value for key, value in changes.items()}
    return [word for key, value in options.items() for word in (f"--{key}", str(value))]


def make_trainer(small, minutes, **recipe):
    torch.manual_seed(0)
    pictures = TrainingPictures([one for one in read_scenes(small / "scenes") if not one.held_out])
    recipe = Recipe(minutes=minutes, batch=4, long_side_px=96, frozen_depth=0.0, **recipe)
    net = SegmentationNet(OnnxBackbone(small / "pyramid.onnx"))
    return Trainer(net, pictures, recipe, small / "cache" / "segmentation.pt", source="scenes")


def test_the_command_writes_a_model_that_the_program_uses(small, capsys):
    assert main(arguments(small)) == 0
    assert "Wrote" in capsys.readouterr().out
    loaded = ModelStore([small / "models"]).load("segmentation")
    assert "8 rendered scenes" in loaded.card.data
    assert loaded.card.facts["accuracy"]["scenes"] == 1
    found = segmenter(loaded)(scene(3)[0])
    assert found.probabilities.shape == (len(SegmentClass), 144, 192)
    assert np.allclose(found.probabilities.sum(axis=0), 1, atol=1e-4)


def test_scores_of_other_models_stay_in_the_baseline(small):
    (small / "models").mkdir()
    (small / "models" / "baseline.json").write_text('{"model": "species", "version": "3"}')
    assert main(arguments(small)) == 0
    baseline = json.loads((small / "models" / "baseline.json").read_text())
    assert baseline["version"] == "3"
    assert baseline["segmentation"]["accuracy"]["scenes"] == 1


def test_a_run_goes_on_from_its_checkpoint(small):
    first = make_trainer(small, 0.02)
    finish(first.run())
    second = make_trainer(small, 0.0)
    assert second.steps == first.steps > 0
    assert second.pictures_seen == 4 * second.steps
    assert second.runs == ["from step 0: scenes, 96 px"]
    for kept, again in zip(first.average.parameters(), finish(second.run()).parameters(), strict=True):
        assert torch.equal(kept, again)


def test_a_run_starts_from_a_shipped_model_but_prefers_its_checkpoint(small):
    assert main(arguments(small)) == 0
    shipped = small / "models" / "segmentation.onnx"
    again = {"start": shipped, "cache": small / "other", "out": small / "next"}
    assert main(arguments(small, **again)) == 0
    card = ModelStore([small / "next"]).load("segmentation").card
    digest = hashlib.sha256(shipped.read_bytes()).hexdigest()[:12]
    training = card.facts["training"]
    assert training["started_from"]["data"].startswith("8 rendered scenes")
    assert training["runs"] == [f"from step 0: scenes, going on from segmentation.onnx {digest}, 96 px"]
    assert main(arguments(small, **again, minutes=0.03)) == 0
    runs = ModelStore([small / "next"]).load("segmentation").card.facts["training"]["runs"]
    assert len(runs) == 2
    assert "going on" not in runs[1]


def test_steps_in_bfloat16_learn_as_well(small):
    trainer = make_trainer(small, 10, bfloat16=True)
    pictures = trainer._batches()
    losses = [trainer._step(next(pictures)) for _ in range(40)]
    assert np.mean(losses[-8:]) < 0.8 * np.mean(losses[:4])


def test_training_learns(small):
    trainer = make_trainer(small, 10)
    pictures = trainer._batches()
    losses = [trainer._step(next(pictures)) for _ in range(40)]
    assert np.mean(losses[-8:]) < 0.8 * np.mean(losses[:4])


def test_folders_that_are_not_there_are_said_in_words(small, capsys):
    assert main(arguments(small, scenes=small / "nowhere")) == 1
    assert "no scenes with masks" in capsys.readouterr().err


def test_a_block_that_is_half_specimen_has_half_a_share():
    kinds = torch.zeros(1, 4, 4, dtype=torch.uint8)
    kinds[0, :, 1] = SegmentClass.SPECIMEN
    kinds[0, 3, 3] = UNKNOWN
    found, known = shares(kinds)
    assert found[0, SegmentClass.SPECIMEN].tolist() == [[0.5, 0], [0.5, 0]]
    assert known[0].tolist() == [[True, True], [True, False]]


def test_right_answers_lose_least_and_unknown_pixels_nothing():
    kinds = torch.from_numpy(np.stack([scene(3)[1]]))
    right = 12 * shares(kinds)[0]
    assert 20 * segmentation_loss(right, kinds) < segmentation_loss(right.roll(1, dims=1), kinds)
    unknown = torch.full_like(kinds, UNKNOWN)
    assert float(segmentation_loss(right, unknown)) == 0


def test_the_rate_warms_up_stays_and_falls():
    assert rate_share(0, 0.0, 0.4) < 0.1
    assert rate_share(500, 0.5, 0.4) == 1
    assert math.isclose(rate_share(500, 1.0, 0.4), 0.02)
