"""How the two networks help to find a cube: they are played by functions that know the truth."""

import math
from dataclasses import replace

import numpy as np
import pytest

from mineral_desk.vision.measuring.candidate_fits import fit_candidates, fit_in
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.pose_estimate import angles_of, towards
from mineral_desk.vision.measuring.preparation import PreparedPhoto, prepare
from mineral_desk.vision.measuring.surroundings import (
    UNKNOWN,
    estimate_features,
    look_around,
    seen_at_border,
    silhouette_features,
)
from mineral_desk.vision.measuring.wireframe import CubePose, project_pose, rotations
from tests.vision.measuring.drawn import CUBE, Drawn, draw


@pytest.fixture(scope="module")
def scene() -> Drawn:
    return draw()


def seen_right(pixels: np.ndarray) -> SegmentMap:
    """The cube's box as the network might see it, at the coarse size."""
    planes = np.full((len(SegmentClass), *pixels.shape[:2]), 0.01, np.float32)
    factor = pixels.shape[1] / 1024
    half = 0.62 * CUBE.edge_px
    x0, x1, y0, y1 = (round(at * factor) for at in (CUBE.x - half, CUBE.x + half, CUBE.y - half, CUBE.y + half))
    planes[SegmentClass.BACKGROUND] = 0.95
    planes[:, y0:y1, x0:x1] = 0.01
    planes[SegmentClass.CUBE, y0:y1, x0:x1] = 0.95
    return SegmentMap(planes)


def prepared(scene: Drawn, *, segmented: bool) -> PreparedPhoto:
    photo = prepare(scene.pixels, None)
    return replace(photo, classes=seen_right(photo.coarse_rgb)) if segmented else photo


def estimated(photo: PreparedPhoto, crops: np.ndarray) -> np.ndarray:
    """The true angles, and that the cube fills the crop as it should: right for crops around the cube."""
    turn = towards(CUBE.x, CUBE.y, photo.camera) @ rotations(CUBE.vector[None])[0]
    elevation, yaw, roll = angles_of(turn)
    return np.array([[4.0, 0, 0, 0, math.cos(4 * yaw), math.sin(4 * yaw), elevation, roll]] * len(crops))


def nearest_gap(poses: np.ndarray, photo: PreparedPhoto) -> float:
    truth, _ = project_pose(CUBE, photo.camera)
    found = [project_pose(CubePose.from_vector(pose), photo.camera)[0] for pose in poses]
    gaps = [np.hypot(*(truth[:, None] - one).T).T.min(1).max() for one in found]
    return float(min(gaps)) / CUBE.edge_px


@pytest.mark.parametrize("segmented", [False, True])
def test_a_cube_is_found_with_and_without_the_networks(scene: Drawn, segmented: bool) -> None:
    photo = prepared(scene, segmented=segmented)
    found = fit_candidates(photo, (), None)
    assert found.estimates is None
    assert nearest_gap(found.fits.poses, photo) < 0.03


def test_a_photo_that_was_searched_before_gives_the_same_again(scene: Drawn) -> None:
    photo = prepared(scene, segmented=True)
    first = fit_candidates(photo, (), lambda crops: estimated(photo, crops))
    assert not first.everywhere
    again, fresh = fit_in(first.searched, (), None), fit_candidates(photo, (), None)
    assert again.everywhere
    assert np.array_equal(again.fits.poses, fresh.fits.poses)


def test_the_estimate_is_itself_fitted(scene: Drawn) -> None:
    photo = prepared(scene, segmented=True)
    found = fit_candidates(photo, (), lambda crops: estimated(photo, crops))
    assert found.estimates is not None
    assert found.estimates.presence.max() > 0.9
    assert nearest_gap(found.fits.poses, photo) < 0.03


def test_a_network_that_sees_no_cube_anywhere_does_not_hide_one(scene: Drawn) -> None:
    photo = prepared(scene, segmented=False)
    nothing = fit_candidates(photo, (), lambda crops: np.full((len(crops), 8), -9.0))
    assert nearest_gap(nothing.fits.poses, photo) < 0.03


def test_without_networks_their_features_are_unknown(scene: Drawn) -> None:
    photo = prepared(scene, segmented=False)
    around = look_around(photo, None)
    corners, _ = project_pose(CUBE, photo.camera)
    of_classes = silhouette_features(around, corners, CUBE.edge_px, photo.coarse_scale)
    assert {of_classes[name] for name in ("cube_inside", "cube_overlap", "label_inside")} == {UNKNOWN}
    assert set(estimate_features(around, CUBE.vector, corners).values()) == {UNKNOWN}


def test_the_segmentation_agrees_with_the_true_silhouette_only(scene: Drawn) -> None:
    photo = prepared(scene, segmented=True)
    around = look_around(photo, None)
    true, _ = project_pose(CUBE, photo.camera)
    right = silhouette_features(around, true, CUBE.edge_px, photo.coarse_scale)
    beside = silhouette_features(around, true + np.array([300.0, -200.0]), CUBE.edge_px, photo.coarse_scale)
    outside = silhouette_features(around, true + np.array([5000.0, 0.0]), CUBE.edge_px, photo.coarse_scale)
    assert right["cube_inside"] > 0.8
    assert beside["cube_inside"] < 0.1
    assert right["cube_overlap"] > 0.6
    assert right["cube_elsewhere"] == pytest.approx(0, abs=0.02)
    assert beside["cube_elsewhere"] > 0.5
    assert outside["inside_share"] == 0.0
    assert outside["cube_inside"] == UNKNOWN


def test_an_estimate_speaks_only_about_fits_near_it(scene: Drawn) -> None:
    photo = prepared(scene, segmented=True)
    found = fit_candidates(photo, (), lambda crops: estimated(photo, crops))
    around = look_around(photo, found.estimates)
    true, _ = project_pose(CUBE, photo.camera)
    near = estimate_features(around, CUBE.vector, true)
    far = estimate_features(
        around, CUBE.vector + np.array([500.0, -400.0, 0, 0, 0, 0]), true + np.array([500.0, -400.0])
    )
    assert near["presence"] > 0.9
    assert near["estimate_gap"] < 0.4
    assert far == {"presence": 0.0, "estimate_gap": 1.0, "estimate_scale": 0.0, "estimate_elevation": 0.0}


def test_the_border_is_looked_at_beside_the_cube_only(scene: Drawn) -> None:
    photo = prepared(scene, segmented=True)
    around = look_around(photo, None)
    assert seen_at_border(look_around(prepared(scene, segmented=False), None), CUBE.vector, 0.625) is None
    assert seen_at_border(around, CUBE.vector, photo.coarse_scale) == 0.0
    assert around.classes is not None
    around.classes.of(SegmentClass.CUBE)[300:340, 0] = 0.8
    beside = CUBE.vector - np.array([270.0, 0, 0, 0, 0, 0])
    assert seen_at_border(around, beside, photo.coarse_scale) == pytest.approx(0.8)
    assert seen_at_border(around, beside - np.array([0, 400.0, 0, 0, 0, 0]), photo.coarse_scale) < 0.1
