"""A whole training run, interrupted and resumed, down to the files that are shipped."""

import copy
import json

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.training.classifier import Recipe, Trainer, blended, one_cycle
from mineral_desk.training.photos import read_photo_table, species_of
from mineral_desk.training.saliency import SaliencyTeacher
from mineral_desk.training.species_facts import read_facts, traits
from mineral_desk.training.starting import starting_net, training_set
from mineral_desk.training.train_classifier import main
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.explain import explain
from mineral_desk.vision.model_store import ModelStore

RECIPE = Recipe(epochs=3, batch=4, size_px=48, frozen_depth=0.0)


def arguments(tiny, **changes):
    options = {
        "photos": tiny / "photos",
        "backbone": tiny / "backbone.onnx",
        "facts": tiny / "facts",
        "held-out": tiny / "held_out",
        "teacher": tiny / "teacher.onnx",
        "out": tiny / "models",
        "cache": tiny / "cache",
        "epochs": 2,
        "size-px": 48,
    } | {key.replace("_", "-"): value for key, value in changes.items()}
    return [word for key, value in options.items() for word in (f"--{key}", str(value))]


def make_trainer(tiny, checkpoint, recipe=RECIPE):
    photos = read_photo_table(tiny / "photos")
    species = species_of(photos)
    masked = finish(training_set(photos, species, SaliencyTeacher(tiny / "teacher.onnx", tiny / "cache")))
    torch.manual_seed(0)
    net = finish(starting_net(tiny / "backbone.onnx", masked, traits(species, read_facts(tiny / "facts"), 1), 64))
    return Trainer(net, masked, recipe, checkpoint)


def test_the_command_writes_a_model_that_the_program_uses(tiny, capsys):
    assert main(arguments(tiny)) == 0
    assert "Wrote" in capsys.readouterr().out
    (card,) = ModelStore([tiny / "models"]).list()
    assert card.labels == ("Azurite", "Malachite", "Sulphur")
    assert card.facts["training"]["epochs_done"] == 2
    assert card.facts["command"].startswith("python -m mineral_desk.training.train_classifier --photos")
    classifier = Classifier(ModelStore([tiny / "models"]).load("species"), threads=1)
    assert classifier.colours is not None
    assert card.calibration.colour_weight > 0
    assert card.facts["accuracy"]["without_colours"]["all_species"]["photos"] == 12
    found = classifier.classify(np.zeros((50, 60, 3), np.uint8))
    assert len(found.suggestions.items) == 3
    pixels = np.random.default_rng(0).integers(0, 256, (50, 60, 3)).astype(np.uint8)
    for method in ("gradcam++", "fullgrad"):
        one = explain(classifier, classifier.classify(pixels), pixels, Box(0, 0, 60, 50), "Malachite", method)
        assert np.isfinite(one.road_combined)
        assert one.heat_map.max() <= 1
    baseline = json.loads((tiny / "models" / "baseline.json").read_text())
    assert baseline["sha256"] == card.sha256
    assert baseline["accuracy"] == card.facts["accuracy"]
    assert baseline["accuracy"]["all_species"]["north"]["photos"] == 6
    assert set(baseline["places"].values()) <= {1, 2, 3}
    assert main(arguments(tiny)) == 0
    assert "0 photos came among the first 5, 0 dropped out of them." in capsys.readouterr().out


def test_a_killed_run_goes_on_and_ends_like_one_that_was_not(tiny):
    whole = finish(make_trainer(tiny, tiny / "whole.pt").run())
    killed = make_trainer(tiny, tiny / "killed.pt").run()
    for progress in killed:
        if progress.text.startswith("epoch") and progress.done == 1:
            break
    next(killed)  # a step of the second epoch, which is lost
    killed.close()
    again = make_trainer(tiny, tiny / "killed.pt")
    resumed = finish(again.run())
    assert again.epoch == 3
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_a_checkpoint_of_other_settings_is_refused(tiny):
    finish(make_trainer(tiny, tiny / "one.pt", Recipe(epochs=1, batch=4, size_px=48)).run())
    with pytest.raises(UsageError, match="was made with other settings"):
        finish(make_trainer(tiny, tiny / "one.pt", Recipe(epochs=1, batch=4, size_px=32)).run())


def test_training_changes_what_is_not_frozen_only(tiny):
    trainer = make_trainer(tiny, tiny / "one.pt", Recipe(epochs=1, batch=4, size_px=48, frozen_depth=0.3))
    before = {name: value.clone() for name, value in trainer.net.named_parameters()}
    finish(trainer.run())
    changed = {name for name, value in trainer.net.named_parameters() if not torch.equal(value, before[name])}
    assert "backbone.weights.w_1" not in changed
    assert {"projection", "own", "from_traits", "backbone.weights.w_2"} <= changed


def test_no_time_leaves_the_prototypes(tiny):
    trainer = make_trainer(tiny, tiny / "one.pt", Recipe(epochs=5, minutes=0.0))
    before = [value.clone() for value in trainer.net.parameters()]
    for one, other in zip(before, finish(trainer.run()).parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_blending_goes_from_one_network_to_the_other(tiny):
    trainer = make_trainer(tiny, tiny / "one.pt", Recipe(epochs=1, batch=4, size_px=48, frozen_depth=0.0))
    start = copy.deepcopy(trainer.net)
    trained = finish(trainer.run())
    for share, expected in ((0.0, start), (1.0, trained)):
        for one, other in zip(blended(start, trained, share).parameters(), expected.parameters(), strict=True):
            torch.testing.assert_close(one, other)
    halfway = blended(start, trained, 0.5)
    torch.testing.assert_close(halfway.projection, (start.projection + trained.projection) / 2)


def test_the_rate_rises_and_falls():
    rates = [one_cycle(progress / 100) for progress in range(101)]
    assert rates[0] == pytest.approx(1 / 25)
    assert max(rates) == pytest.approx(1, abs=0.01)
    assert rates.index(max(rates)) in range(10, 20)
    assert rates[-1] < 0.001


def test_a_missing_table_is_said_in_words(tiny, capsys):
    assert main(arguments(tiny, photos=tiny / "nowhere")) == 1
    assert "There is no table" in capsys.readouterr().err
