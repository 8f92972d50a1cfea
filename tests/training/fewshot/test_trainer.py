"""Training by itself: batches, rates, balance, time, interruptions at any step."""

from collections import Counter

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.training.fewshot.batches import Lesson, equal_shares, loss_weights
from mineral_desk.training.fewshot.calibrating import COLDEST, HeldOut, calibrate, fit_temperature
from mineral_desk.training.fewshot.crops import CropMethod, Cropper
from mineral_desk.training.fewshot.examination import Answers, frozen_features
from mineral_desk.training.fewshot.named_photo import NamedPhoto
from mineral_desk.training.fewshot.network import ImageNetwork, Shape
from mineral_desk.training.fewshot.options import parser, recipe_of
from mineral_desk.training.fewshot.recipe import Balance, Precision, Recipe, check_recipe, uses_bfloat16
from mineral_desk.training.fewshot.trainer import Place, Split, Trainer, identity_of
from tests.training.fewshot.pictures import COLOURS, write_photo

RECIPE = Recipe(epochs=2, batch=4, rate=4e-4, division=10, averaging=0.5)


@pytest.fixture
def split(tmp_path):
    cropper = Cropper(CropMethod.WHOLE, tmp_path / "cache", 80)
    crops, labels = [], []
    for label, (name, colour) in enumerate(COLOURS.items()):
        for number in range(4):
            path = write_photo(tmp_path / name / f"{number}.png", colour, seed=10 * label + number)
            crops.append(cropper.crop(NamedPhoto(path, name)))
            labels.append(label)
    held_out = [place for place in range(12) if place % 4 == 0]
    learnt = [place for place in range(12) if place % 4]
    lesson = Lesson([crops[place] for place in learnt], [labels[place] for place in learnt], 32)
    return Split(lesson, [crops[place] for place in held_out], [labels[place] for place in held_out])


def make_trainer(tiny, split, name, recipe=RECIPE, *, save_every_s=0.0, dropout=True):
    torch.manual_seed(3)
    net = ImageNetwork(Shape(str(tiny / "backbone.onnx"), 3, 32))
    if dropout:  # its random numbers must go on where they were, too
        net.head = torch.nn.Sequential(torch.nn.Dropout(0.3), net.head)
    place = Place(tiny / "runs" / f"{name}.pt", identity_of(net, recipe, "data", name), save_every_s)
    return Trainer(net, split, recipe, place)


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_an_interrupted_run_ends_like_one_that_was_not(tiny, split, steps):
    whole = finish(make_trainer(tiny, split, "one").run())
    first = make_trainer(tiny, split, "two")
    job = first.run()
    for progress in job:
        if ", step" in progress.text:
            steps -= 1
        if steps == 0:
            break
    del job, first  # nothing is written any more: what counts is the last checkpoint
    again = make_trainer(tiny, split, "two")
    resumed = finish(again.run())
    for one, other in zip(whole.state_dict().values(), resumed.state_dict().values(), strict=True):
        assert torch.equal(one, other)
    assert [row["epoch"] for row in again.history] == [1, 2]


def test_stopping_keeps_what_was_learnt(tiny, split):
    trainer = make_trainer(tiny, split, "one", save_every_s=1e9)
    job = trainer.run()
    next(job)
    job.close()
    again = make_trainer(tiny, split, "one")
    next(again.run())
    assert again.step == 2


def test_learns_and_tells_after_each_epoch(tiny, split):
    recipe = Recipe(epochs=8, batch=4, rate=4e-4, head_factor=10, balance=Balance.LOSS)
    trainer = make_trainer(tiny, split, "one", recipe, dropout=False)
    texts = [progress.text for progress in trainer.run()]
    assert sum("held out: top-1/3/5/10" in text for text in texts) == 8
    assert trainer.history[-1]["photos"] == 3
    assert trainer.history[-1]["top_3"] == 1.0
    assert trainer.history[-1]["loss"] < 0.8 * trainer.history[0]["loss"]


def test_the_rate_begins_and_peaks_as_the_paper_says(tiny, split):
    trainer = make_trainer(tiny, split, "one", Recipe(epochs=6, batch=1, warm_up=0.3, head_factor=3))
    body, head = trainer.optimiser.param_groups
    both = [(body["lr"], head["lr"]) for progress in trainer.run() if ", step" in progress.text]
    rates = [one for one, _ in both]
    assert all(other == pytest.approx(3 * one) for one, other in both)
    assert rates[0] == pytest.approx(2e-5)
    assert max(rates) == pytest.approx(25 * 2e-5, rel=0.01)
    assert rates.index(max(rates)) == pytest.approx(0.3 * len(rates), abs=2)
    assert rates[-1] < 1e-6


def test_the_time_ends_a_run_with_its_cycle(tiny, split):
    trainer = make_trainer(tiny, split, "one", Recipe(epochs=1000, batch=4, minutes=0.001))
    finish(trainer.run())
    assert 1 <= len(trainer.history) < 1000
    assert trainer.is_done
    again = make_trainer(tiny, split, "one", Recipe(epochs=1000, batch=4, minutes=0.001))
    assert finish(again.run()) is again.kept
    assert again.history == trainer.history


def test_another_runs_or_a_damaged_checkpoint_is_refused(tiny, split):
    finish(make_trainer(tiny, split, "one").run())
    with pytest.raises(UsageError, match="with other settings or photos"):
        finish(make_trainer(tiny, split, "one", Recipe(epochs=2, batch=5)).run())
    (tiny / "runs" / "one.pt").write_bytes(b"nothing")
    with pytest.raises(UsageError, match="cannot be read"):
        finish(make_trainer(tiny, split, "one").run())


@pytest.mark.parametrize("batch", [1, 2, 4, 5, 9, 80])
def test_batches_hold_every_photo_once(split, batch):
    lesson, recipe = split.lesson, Recipe(batch=batch)
    plan = lesson.plan(recipe, 3)
    assert sorted(place for part in plan for _, place in part) == list(range(9))
    sizes = [len(part) for part in plan]
    assert max(sizes) <= batch
    assert max(sizes) - min(sizes) <= 1
    assert plan == lesson.plan(recipe, 3) != lesson.plan(recipe, 4)


def test_batches_do_not_depend_on_threads_or_on_where_they_begin(split):
    recipe = Recipe(batch=2)
    one = [images for images, _ in split.lesson.batches(recipe, 0, workers=1)]
    other = [images for images, _ in split.lesson.batches(recipe, 0, first=2, workers=3)]
    assert len(one) == 5
    assert all(torch.equal(a, b) for a, b in zip(one[2:], other, strict=True))
    assert one[0].min() >= -1
    assert one[0].std() > 0.1


def test_balance():
    labels = [0] * 8 + [1] * 2
    weights = loss_weights(labels, 3, Balance.LOSS)
    assert sum(float(weights[label]) for label in labels[:8]) == pytest.approx(float(weights[1]) * 2)
    assert sum(float(weights[label]) for label in labels) == pytest.approx(len(labels))
    assert weights[2] == 0
    assert loss_weights(labels, 3, Balance.NONE) is None
    shares = equal_shares(labels)
    assert shares[:8].sum() == pytest.approx(0.5) == shares[8:].sum()
    recipe = Recipe(balance=Balance.SAMPLING, batch=1000)
    drawn = Counter(labels[p] for _, p in Lesson([None] * 10, labels, 32).plan(recipe, 0)[0])
    assert drawn[1] >= 2


def test_numbers_that_make_no_sense_are_refused():
    check_recipe(Recipe())
    for wrong in ({"epochs": 0}, {"rate": float("nan")}, {"batch": 0}, {"averaging": 1.0}, {"warm_up": 0.0}):
        with pytest.raises(UsageError, match="makes no sense"):
            check_recipe(Recipe(**wrong))


def test_the_defaults_are_the_papers():
    recipe = recipe_of(parser().parse_args([]))
    assert recipe == Recipe()
    assert (recipe.epochs, recipe.batch, recipe.rate, recipe.division) == (20, 80, 2e-5, 25)
    assert not uses_bfloat16(Precision.AUTO, torch.device("cpu"))
    assert uses_bfloat16(Precision.BFLOAT16, torch.device("cpu"))


def test_the_temperature_is_the_one_that_scores_were_made_with():
    rng = np.random.default_rng(0)
    true = rng.normal(size=(4000, 5)).astype(np.float32)
    odds = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(5, p=one / one.sum()) for one in odds.astype(float)])
    assert fit_temperature(3 * true, labels) == pytest.approx(3, rel=0.1)
    sure = 10 * np.eye(5, dtype=np.float32)
    assert COLDEST <= fit_temperature(sure, np.arange(5)) < 0.5


def test_calibration_of_few_photos_and_of_several_folds():
    rng = np.random.default_rng(1)
    parts = []
    for size in (30, 25):
        logits = rng.normal(size=(size, 4)).astype(np.float32)
        features = rng.normal(size=(size, 6)).astype(np.float32)
        answers = Answers(logits, features / np.linalg.norm(features, axis=1, keepdims=True), logits.argmax(axis=1))
        parts.append(HeldOut(answers, rng.normal(size=(4, 6)).astype(np.float32)))
    for held_out in (parts, parts[:1]):
        calibration, told = calibrate(held_out)
        assert sum(level["photos"] for level in told.values()) == sum(len(one.answers.labels) for one in held_out)
        assert -1 <= calibration.least_likeness <= 1
    one = parts[0]
    single = HeldOut(Answers(one.answers.logits[:1], one.answers.features[:1], one.answers.labels[:1]), one.weights)
    assert calibrate([single])[0].temperature > 0


def test_the_baseline_is_the_nearest_mean():
    centres = np.eye(3, 8, dtype=np.float32)
    rng = np.random.default_rng(0)
    labels = np.arange(30) % 3
    features = [centres[labels] + 0.1 * rng.normal(size=(30, 8)).astype(np.float32) for _ in range(2)]
    learnt, held_out = (Answers(np.zeros((30, 3), np.float32), one, labels) for one in features)
    assert frozen_features(learnt, held_out, 3).top_1 == 1.0
    wrong = Answers(held_out.logits, features[1], (labels + 1) % 3)
    assert frozen_features(learnt, wrong, 3).top_1 == 0.0
