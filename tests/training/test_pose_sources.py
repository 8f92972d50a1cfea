"""Windows of close-ups are drawn once, in groups by seed; what they are scored and taught by says what is true."""

import math
from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the training extra")

from mineral_desk.training import pose_sources
from mineral_desk.training.crop_trainer import rate
from mineral_desk.training.pose_lesson import epoch_order
from mineral_desk.training.pose_normals import CELL_PX, normals_of
from mineral_desk.training.pose_scores import pose_scores, yaw_error_deg
from mineral_desk.training.pose_sources import of_close_ups, together
from mineral_desk.training.pose_windows import WINDOW_PX
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, CROP_EDGES, CROP_PX


def answers(yaw=0.5, elevation=0.4, log_edge=0.0):
    return np.array([[1, 0, 0, log_edge, math.cos(4 * yaw), math.sin(4 * yaw), elevation, 0]], np.float32)


def test_close_ups_are_drawn_once_and_grouped_by_their_seed(tmp_path, monkeypatch):
    monkeypatch.setattr(pose_sources, "SUBJECTS", 1)
    monkeypatch.setattr(pose_sources, "SEEDS_A_FILE", 2)
    windows = together(list(of_close_ups(range(4, 7), tmp_path, None, ())))
    assert windows.pixels.shape[1:] == (WINDOW_PX, WINDOW_PX, 4)
    assert set(windows.groups) <= {4, 5, 6}
    assert len(list(tmp_path.glob("*.npz"))) == 2
    monkeypatch.setattr(pose_sources, "compose_varied", None)
    again = together(list(of_close_ups(range(4, 7), tmp_path, None, ())))
    assert (again.pixels == windows.pixels).all()
    assert windows.has_cube.any()


def test_normals_cover_the_cube_and_point_at_who_looks():
    planes = normals_of(answers())[0]
    cells = CROP_PX // CELL_PX
    assert planes.shape == (4, cells, cells)
    middle = cells // 2
    assert planes[0, middle, middle] == pytest.approx(1, abs=0.01)
    assert planes[0, 0].max() == 0
    assert (planes[3] <= 1e-6).all()
    area = planes[0].sum() / cells**2
    assert 1 / CROP_EDGES**2 < area < 1.1 * math.sqrt(3) / CROP_EDGES**2
    top = planes[:, :middle].sum(axis=(1, 2)) / planes[0, :middle].sum()
    assert top[2] < 0


def test_where_no_cube_is_there_are_no_normals():
    assert not normals_of(np.zeros((2, len(ANSWERS)), np.float32)).any()


def test_yaw_errors_know_that_a_quarter_turn_changes_nothing():
    assert yaw_error_deg(answers(0.01), answers(math.pi / 2 - 0.01))[0] == pytest.approx(math.degrees(0.02), abs=0.01)


def test_scores_count_mirrored_readings():
    truth = np.repeat(answers(), 4, 0)
    found = truth.copy()
    found[0, 6] += math.radians(30)
    found[1, 3] += 0.02
    scores = pose_scores(found, truth)
    assert scores["mirrored"] == 0.25
    assert scores["median_elevation_error_deg"] == 0


def test_an_epoch_takes_every_cube_and_half_as_many_other_places():
    has_cube = np.arange(90) < 40
    order = epoch_order(has_cube, np.random.default_rng(0))
    assert sorted(order[has_cube[order]]) == list(range(40))
    assert len(order) == 60


def test_the_learning_rate_rises_shortly_and_then_falls_to_nothing():
    rates = [rate(at) for at in np.linspace(0, 1, 101)]
    assert max(rates) == rates[2] == pytest.approx(1, abs=0.01)
    assert rates[0] < 0.1
    assert rates[-1] == pytest.approx(0, abs=1e-9)
    assert all(a >= b for a, b in pairwise(rates[2:]))
