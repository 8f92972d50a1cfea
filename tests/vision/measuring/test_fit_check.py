"""What the network that checks fits is shown lies where the fit lies; its word is a feature of the fit."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring.features import CHECK_FEATURES, CUBE_FEATURES, cube_features
from mineral_desk.vision.measuring.fit_check import (
    CHECKED_CHANNELS,
    CROPS_AT_ONCE,
    VERDICT,
    check_network,
    drawn,
    verdicts,
)
from mineral_desk.vision.measuring.pose_estimate import CHANNELS, CROP_EDGES, CROP_PX
from mineral_desk.vision.measuring.pose_fit import PoseFits
from mineral_desk.vision.measuring.preparation import prepare, to_lab
from mineral_desk.vision.measuring.surroundings import look_around
from mineral_desk.vision.measuring.wireframe import Camera, project
from mineral_desk.vision.model_store import ModelStore
from tests.vision.measuring.drawn import CUBE, draw

EDGES, INSIDE, FACES_X, FACES_Y = range(CHANNELS, CHECKED_CHANNELS)
EDGE_PX = CROP_PX / CROP_EDGES


def placed(elevation_deg=35.0, yaw_deg=30.0):
    pose = np.array([[0, 0, math.log(EDGE_PX), math.radians(elevation_deg), math.radians(yaw_deg), 0]])
    corners, faces = project(pose, Camera(12 * EDGE_PX, 0, 0))
    return corners[0] + CROP_PX / 2, faces[0]


def seen(poses, lab=None):
    scene, shown = draw(), []

    def keep(crops):
        shown.append(crops)
        return np.zeros((len(crops), len(VERDICT)), np.float32)

    found = verdicts(to_lab(scene.pixels) if lab is None else lab, poses, scene.camera, keep)
    assert found.shape == (len(poses), len(VERDICT))
    return shown[0]


def test_the_wire_frame_is_drawn_where_the_cube_is():
    crop = seen(CUBE.vector[None])[0]
    assert crop.shape == (CHECKED_CHANNELS, CROP_PX, CROP_PX)
    inside = crop[INSIDE] > 0.5
    assert crop[0][inside].mean() < crop[0][~inside].mean() - 0.5
    contrast = np.hypot(*np.gradient(crop[0]))
    assert contrast[crop[EDGES] > 0.5].mean() > 3 * contrast[crop[EDGES] == 0].mean()


def test_a_frame_beside_the_cube_is_drawn_beside_it():
    right, beside = seen(np.stack([CUBE.vector, replace(CUBE, x=CUBE.x + 0.3 * CUBE.edge_px).vector]))
    assert (right[INSIDE] == beside[INSIDE]).mean() > 0.95  # perspective turns it a little
    assert np.abs(right[0] - beside[0]).mean() > 0.1


@given(st.floats(5, 85), st.floats(0, 89))
@settings(max_examples=25, deadline=None)
def test_the_faces_look_where_the_cube_shows_them(elevation_deg, yaw_deg):
    corners, faces = placed(elevation_deg, yaw_deg)
    planes = drawn(corners, faces)
    area = planes[1].sum() / EDGE_PX**2
    assert 0.9 < area < 1.9
    assert (planes[1] > 0.5)[planes[0] > 0.6].mean() > 0.4
    assert planes[3][planes[1] > 0.5].min() < 0
    flipped = corners * [-1, 1] + [CROP_PX, 0]
    mirrored = drawn(flipped, faces)
    assert np.abs(mirrored[1] - planes[1][:, ::-1]).mean() < 0.02
    assert np.abs(mirrored[2] + planes[2][:, ::-1]).mean() < 0.03


def test_many_fits_have_their_verdicts_in_order():
    scene, looked_at = draw(), []

    def by_place(crops):
        looked_at.append(len(crops))
        return crops[:, [0, EDGES, INSIDE]].mean((2, 3))

    poses = np.stack([replace(CUBE, x=CUBE.x + 9 * step, yaw=0.07 * step).vector for step in range(CROPS_AT_ONCE + 3)])
    together = verdicts(to_lab(scene.pixels), poses, scene.camera, by_place)
    alone = [verdicts(to_lab(scene.pixels), pose[None], scene.camera, by_place)[0] for pose in poses]
    assert np.allclose(together, alone)
    assert max(looked_at) <= CROPS_AT_ONCE


def test_no_fits_have_no_verdicts():
    def never(crops):
        raise AssertionError(crops)

    scene = draw()
    assert verdicts(to_lab(scene.pixels), np.zeros((0, 6)), scene.camera, never).shape == (0, len(VERDICT))


def test_what_the_network_says_is_among_the_features_of_a_fit():
    scene = draw()
    photo, poses = prepare(scene.pixels, 55.0), np.stack([CUBE.vector, replace(CUBE, yaw=CUBE.yaw + 0.4).vector])
    fits = PoseFits(poses, np.zeros((2, 6)) + 0.01, np.ones(2), np.ones(2), np.ones(2, bool))
    around = look_around(photo, None)

    def sure(crops):
        return np.arange(len(crops) * len(VERDICT), dtype=np.float32).reshape(len(crops), -1)

    places = [CUBE_FEATURES.index(name) for name in CHECK_FEATURES]
    assert cube_features(photo, around, fits, sure)[:, places].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not cube_features(photo, around, fits)[:, places].any()


@pytest.fixture(scope="module")
def shipped(models_folder):
    return ModelStore([models_folder]).load("cube_check")


def test_the_shipped_network_knows_the_cube_from_frames_that_miss_it(shipped):
    scene = draw()
    wrong = [replace(CUBE, yaw=CUBE.yaw + 0.5), replace(CUBE, log_edge=CUBE.log_edge + 0.25), replace(CUBE, x=700.0)]
    poses = np.stack([pose.vector for pose in (CUBE, *wrong)])
    found = verdicts(to_lab(scene.pixels), poses, scene.camera, check_network(shipped))[:, 0]
    assert found[0] > found[1:].max() + 2
