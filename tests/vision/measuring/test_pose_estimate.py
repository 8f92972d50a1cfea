"""The geometry around the pose network: crops, the turn towards a place, and answers back to poses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.vision.measuring.pose_estimate import (
    CROP_EDGES,
    CROP_PX,
    angles_of,
    crop,
    estimate_poses,
    towards,
)
from mineral_desk.vision.measuring.preparation import prepare
from mineral_desk.vision.measuring.wireframe import Camera, Floats, rotations, yaw_difference
from tests.vision.measuring.drawn import CUBE, draw

CAMERA = Camera(1500.0, 512.0, 384.0)


def turned(elevation: float, yaw: float, roll: float) -> Floats:
    return rotations(np.array([[0, 0, 0, elevation, yaw, roll]]))[0]


@given(st.floats(0.05, 1.4), st.floats(0.0, 1.5), st.floats(-0.4, 0.4))
def test_angles_are_read_back_from_the_turn(elevation: float, yaw: float, roll: float) -> None:
    found = angles_of(turned(elevation, yaw, roll))
    assert found[[0, 2]] == pytest.approx([elevation, roll], abs=1e-6)
    assert yaw_difference(found[1], np.array(yaw)) == pytest.approx(0, abs=1e-6)


@given(st.floats(0, 1024), st.floats(0, 768))
def test_turning_towards_a_place_brings_it_to_the_axis(x: float, y: float) -> None:
    turn = towards(x, y, CAMERA)
    ray = turn @ np.array([(x - 512) / 1500, (y - 384) / 1500, 1.0])
    assert ray[:2] == pytest.approx([0, 0], abs=1e-9)
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-9)


def test_a_crop_shows_the_place_asked_for_at_the_scale_asked_for() -> None:
    lab = np.zeros((300, 400, 3), np.float32)
    lab[140:161, 190:211, 0] = 90
    seen = crop(lab, 200.5, 150.5, 40.0)
    bright = seen[0] > 0.5 * seen[0].max()
    rows, columns = np.nonzero(bright)
    middle = (CROP_PX - 1) / 2
    assert (rows.mean(), columns.mean()) == pytest.approx((middle, middle), abs=0.05)
    assert math.sqrt(bright.sum()) == pytest.approx(21 * CROP_PX / (CROP_EDGES * 40), rel=0.06)
    assert seen[3].all()


def test_a_crop_beyond_the_border_says_so() -> None:
    seen = crop(np.full((300, 400, 3), 50, np.float32), 0.0, 150.0, 40.0)
    assert not seen[3, :, : CROP_PX // 2 - 1].any()
    assert seen[3, :, CROP_PX // 2 + 1 :].all()
    assert not crop(np.full((300, 400, 3), 50, np.float32), -500.0, 150.0, 40.0).any()


@pytest.mark.parametrize("edge", [9.0, 64.0, 350.0])
def test_lightness_and_contrast_do_not_matter(edge: float) -> None:
    lab = np.random.default_rng(0).uniform(0, 100, (400, 500, 3)).astype(np.float32)
    lab[..., 1:] = 0
    dimmer = lab.copy()
    dimmer[..., 0] = 20 + 0.7 * lab[..., 0]
    assert np.corrcoef(crop(lab, 250, 200, edge)[0].ravel(), crop(dimmer, 250, 200, edge)[0].ravel())[0, 1] > 0.999


def test_answers_become_poses_in_the_photo() -> None:
    scene = draw()
    photo = prepare(scene.pixels, None)
    local = angles_of(towards(CUBE.x, CUBE.y, photo.camera) @ turned(CUBE.elevation, CUBE.yaw, CUBE.roll))
    half = 0.5 * CROP_EDGES * 100.0
    answer = [3.0, (CUBE.x - 320) / half, (CUBE.y - 530) / half, math.log(CUBE.edge_px / 100)]
    answer += [math.cos(4 * local[1]), math.sin(4 * local[1]), local[0], local[2]]
    place = np.array([[320.0, 530.0, 100.0]])
    found = estimate_poses(photo.work_lab, photo.camera, place, lambda crops: np.array([answer] * len(crops)))
    assert found.presence[0] == pytest.approx(1 / (1 + math.exp(-3)))
    assert found.poses[0, :3] == pytest.approx(CUBE.vector[:3])
    assert found.poses[0, 3:] == pytest.approx(CUBE.vector[3:], abs=0.03)


def test_no_places_no_estimates() -> None:
    found = estimate_poses(np.zeros((10, 10, 3), np.float32), CAMERA, np.zeros((0, 3)), lambda crops: crops)
    assert found.poses.shape == (0, 6)
