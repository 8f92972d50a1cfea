"""The training of the network that checks fits: crops keep the truth, the command writes a model that loads."""

import math

import numpy as np
import pytest
import torch
from PIL import Image

from mineral_desk.domain.errors import UsageError
from mineral_desk.training import check_sources
from mineral_desk.training.check_crops import draw_checked
from mineral_desk.training.check_net import check_lesson, check_loss
from mineral_desk.training.check_sources import FIELDS, of_bare_photos, of_close_ups, together
from mineral_desk.training.train_cube_check import main
from mineral_desk.vision.measuring.fit_check import CHECKED_CHANNELS, VERDICT, check_network
from mineral_desk.vision.measuring.pose_estimate import CROP_PX
from mineral_desk.vision.model_store import ModelStore

SEEDS = range(4, 6)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_sources, "SUBJECTS", 2)
        list(of_close_ups(SEEDS, folder, None, ()))
    return folder


@pytest.fixture(scope="module")
def windows(cache):
    return together(list(of_close_ups(SEEDS, cache, None, ())))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Photos of blocks of many sizes, none of them a cube."""
    folder, rng = tmp_path_factory.mktemp("bare"), np.random.default_rng(5)
    for number in range(3):
        picture = np.full((480, 640, 3), 150, np.uint8)
        for x, y in np.ndindex(5, 4):
            width, height = rng.integers(30, 110, 2)
            picture[20 + 115 * y :, 20 + 125 * x :][:height, :width] = rng.integers(0, 255, 3)
        Image.fromarray(picture).save(folder / f"{number}.png")
    return folder


def test_photos_that_no_frame_fits_are_told(tmp_path):
    Image.new("RGB", (300, 200), (90, 90, 90)).save(tmp_path / "grey.png")
    with pytest.raises(UsageError, match="No wire-frame"):
        of_bare_photos(tmp_path, 1, 0, tmp_path / "cache")


def test_fits_belong_to_their_windows_and_some_are_right(windows):
    assert windows.window.max() == len(windows.pixels) - 1
    assert 0.02 < windows.right.mean() < 0.6
    assert not (windows.right & windows.near).any()
    assert (windows.gaps[windows.right] < 0.3).all()
    assert windows.has_cube[windows.window[windows.right]].all()
    assert set(windows.seeds) <= set(SEEDS)


def test_parts_that_are_put_together_keep_their_windows(windows):
    twice = together([windows, windows])
    count = len(windows.window)
    assert (twice.pixels[twice.window[count:]] == windows.pixels[windows.window]).all()
    assert all(len(getattr(twice, one.name)) == 2 * len(getattr(windows, one.name)) for one in FIELDS)


def test_windows_are_drawn_once(windows, cache, monkeypatch):
    monkeypatch.setattr(check_sources, "compose_varied", None)
    again = together(list(of_close_ups(SEEDS, cache, None, ())))
    assert (again.corners == windows.corners).all()


def test_in_a_crop_the_frame_of_a_right_fit_lies_on_edges_and_that_of_a_wrong_one_less(windows):
    rng = np.random.default_rng(3)
    sharp = np.flatnonzero(windows.right)
    wrong = np.flatnonzero(windows.has_cube[windows.window] & (windows.gaps > 0.4))

    def on_edges(fits):
        crops, truth = draw_checked(windows, np.repeat(fits, 3), rng)
        assert crops.shape[1:] == (CHECKED_CHANNELS, CROP_PX, CROP_PX)
        assert truth.shape[1] == len(VERDICT)
        contrast = np.stack([np.hypot(*np.gradient(crop[0])) for crop in crops])
        return np.mean([one[crop[4] > 0.5].mean() / one.mean() for one, crop in zip(contrast, crops, strict=True)])

    assert on_edges(sharp) > 1.1 * on_edges(wrong[:30])


def test_an_epoch_shows_every_right_fit_and_nothing_that_is_nearly_right(windows):
    chosen = np.ones(len(windows.window), bool)
    order = check_lesson(None, windows, chosen, short_floats=False).order(np.random.default_rng(0))
    assert set(np.flatnonzero(windows.right)) <= set(order)
    assert not windows.near[order].any()
    assert len(set(order)) == len(order)


def test_where_no_cube_is_only_the_first_answer_counts():
    truth, without = torch.tensor([[0.0, 1.0, 0.0]]), torch.tensor([False])
    near, away = torch.tensor([[-1.0, 1.0, 0.0]]), torch.tensor([[-1.0, -5.0, 5.0]])
    assert check_loss(near, truth, without) == check_loss(away, truth, without)
    assert check_loss(near, truth, ~without) < check_loss(away, truth, ~without)


@pytest.fixture
def every_other_held_out(monkeypatch):
    monkeypatch.setattr("mineral_desk.training.train_cube_check.HELD_OUT", 2)


@pytest.mark.usefixtures("every_other_held_out")
def test_the_command_trains_goes_on_and_writes_a_model_that_loads(bare, cache, tmp_path):
    command = ["--close-ups", "4:5", "--without-cubes", str(bare), "--batch", "2"]
    command += ["--out", str(tmp_path), "--cache", str(cache)]
    assert main([*command, "--epochs", "1"]) == 0
    assert main([*command, "--epochs", "2"]) == 0
    model = ModelStore([tmp_path]).load("cube_check")
    found = check_network(model)(np.zeros((3, CHECKED_CHANNELS, CROP_PX, CROP_PX), np.float32))
    assert found.shape == (3, len(VERDICT))
    assert model.card.facts["accuracy"]["fits"] > 0
    assert not math.isnan(model.card.facts["accuracy"]["area_under_roc"])
    assert torch.load(cache / "check.pt", weights_only=True)["epoch"] == 2
