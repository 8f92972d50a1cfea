"""Fine-tuning: a few steps of a small model, killed and resumed, down to the model that the program runs."""

import pytest

pytest.importorskip("mineral_desk.training.open_clip.library")

import torch

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.training.open_clip import trainer as trainer_module
from mineral_desk.training.open_clip.pairs import Pairs, pairs_of
from mineral_desk.training.open_clip.recipe import Recipe
from mineral_desk.training.open_clip.train import main
from mineral_desk.training.open_clip.trainer import ClipTrainer
from mineral_desk.training.photos import read_photo_table
from mineral_desk.training.saliency import SaliencyTeacher
from mineral_desk.vision.model_store import ModelStore
from tests.training.open_clip.small import random_clip, write_config, write_names
from tests.training.tiny_run import write_photos, write_teacher

RECIPE = Recipe(epochs=3, batch=6, rate=2e-3)
ABOUT = {"architecture": "small-vit", "pretrained": "none", "photos": "x"}


@pytest.fixture
def photos(tmp_path):
    write_photos(tmp_path / "photos", each=4, seed=1)
    return tmp_path / "photos"


def make_trainer(photos, checkpoint, recipe=RECIPE, about=ABOUT):
    torch.set_num_threads(1)
    model = random_clip(photos.parent, "small-vit", seed=4)
    return ClipTrainer(model, finish(pairs_of(read_photo_table(photos), None)), recipe, checkpoint, about)


def test_the_loss_falls_and_names_are_learnt(photos, tmp_path):
    trainer = make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=12, batch=6, rate=2e-3))
    finish(trainer.run())
    assert trainer.steps == 24
    assert len(trainer.losses) == 12
    assert trainer.losses[-1] < 0.7 * trainer.losses[0]


def test_a_killed_run_goes_on_and_ends_like_one_that_was_not(photos, tmp_path, monkeypatch):
    monkeypatch.setattr(trainer_module, "SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(trainer_module, "REPORT_EVERY", 1)
    whole = make_trainer(photos, tmp_path / "whole.pt")
    finish(whole.run())
    killed = make_trainer(photos, tmp_path / "killed.pt")
    job = killed.run()
    for _ in range(3):  # in the middle of the second epoch
        next(job)
    job.close()
    again = make_trainer(photos, tmp_path / "killed.pt")
    assert again.steps == 3
    finish(again.run())
    assert again.steps == whole.steps == 6
    assert again.losses == pytest.approx(whole.losses, abs=1e-4)
    for one, other in zip(whole.net.parameters(), again.net.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)


def test_no_time_changes_nothing(photos, tmp_path):
    trainer = make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=3, batch=6, minutes=0))
    before = [value.clone() for value in trainer.net.parameters()]
    finish(trainer.run())
    assert trainer.steps == 0
    assert all(torch.equal(one, other) for one, other in zip(before, trainer.net.parameters(), strict=True))


def test_a_checkpoint_of_other_settings_is_refused(photos, tmp_path):
    finish(make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=1, batch=6)).run())
    finish(make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=1, batch=6, minutes=5)).run())  # more time is well
    with pytest.raises(UsageError, match="made with other settings: batch"):
        make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=1, batch=4))
    with pytest.raises(UsageError, match="made with other settings: photos"):
        make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=1, batch=6), ABOUT | {"photos": "y"})


def test_a_locked_text_tower_stays_as_it_is(photos, tmp_path):
    trainer = make_trainer(photos, tmp_path / "one.pt", Recipe(epochs=1, batch=6, lock_text=True))
    before = {name: value.clone() for name, value in trainer.net.named_parameters()}
    finish(trainer.run())
    changed = {name for name, value in trainer.net.named_parameters() if not torch.equal(value, before[name])}
    assert {name.split(".")[0] for name in changed} <= {"visual", "logit_scale"}
    assert "visual.proj" in changed


def test_batches_are_the_same_for_the_same_step_whatever_ran_before(photos):
    pairs = finish(pairs_of(read_photo_table(photos), None))
    one, other = pairs.batch(3, RECIPE, 32), pairs.batch(3, RECIPE, 32)
    assert torch.equal(one.pictures, other.pictures)
    assert one.sentences == other.sentences
    assert one.pictures.shape == (6, 3, 32, 32)
    assert int(one.name_of.max()) + 1 == len(one.sentences) <= 3
    assert not torch.equal(one.pictures, pairs.batch(1, RECIPE, 32).pictures)


def test_a_teacher_lets_backgrounds_be_exchanged(photos, tmp_path):
    write_teacher(tmp_path / "teacher.onnx")
    teacher = SaliencyTeacher(tmp_path / "teacher.onnx", tmp_path / "cache")
    pairs = finish(pairs_of(read_photo_table(photos), teacher))
    exchanged = Recipe(batch=6, swap_background=1.0)
    kept = Pairs(pairs.photos).batch(0, exchanged, 32).pictures
    assert (pairs.batch(0, exchanged, 32).pictures - kept).abs().mean() > 0.05


def test_one_bad_photo_is_told_and_left_out(photos):
    (photos / "azurite-0.png").write_bytes(b"no picture")
    assert len(finish(pairs_of(read_photo_table(photos), None)).photos) == 11
    words = [progress.text for progress in pairs_of(read_photo_table(photos), None)]
    assert any("azurite-0.png cannot be decoded" in one for one in words)


def test_one_species_is_nothing_to_tell_apart(photos):
    same = [photo for photo in read_photo_table(photos) if photo.species == "Azurite"]
    with pytest.raises(UsageError, match="fewer than two species"):
        Pairs(same)


def arguments(photos, tmp_path):
    config = write_config(tmp_path, "small-vit")
    return [
        "--open-clip", str(config), "--pretrained", "none", "--photos", str(photos), "--cache", str(tmp_path / "cache"),
        "--epochs", "2", "--batch", "6", "--rate", "0.002", "--names", str(write_names(tmp_path)),
        "--out", str(tmp_path / "out"), "--threads", "1", "--templates", "paper",
    ]  # fmt: skip


def test_the_command_trains_and_exports(photos, tmp_path, capsys):
    assert main(arguments(photos, tmp_path)) == 0
    out = capsys.readouterr().out
    assert "step 4 of 4, epoch 2: loss" in out
    assert "Wrote" in out
    card = ModelStore([tmp_path / "out"]).load("small-vit").card
    assert card.facts["training"]["steps"] == 4
    assert card.data.startswith("Fine-tuned on 12 photos of 3 species; sha256 of photos and names: ")
    assert main([*arguments(photos, tmp_path), "--replace"]) == 0  # trained already: exported again, nothing learnt
    assert "step 4" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value"), [("--batch", "1"), ("--epochs", "0"), ("--warm-up", "1"), ("--minutes", "-1")]
)
def test_numbers_that_make_no_sense_are_refused(photos, tmp_path, capsys, option, value):
    assert main([*arguments(photos, tmp_path), option, value]) == 2
    assert "Nothing can be trained with these numbers" in capsys.readouterr().err
