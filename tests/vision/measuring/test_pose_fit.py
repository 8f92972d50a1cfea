import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring import pose_fit
from mineral_desk.vision.measuring.edge_field import edge_field
from mineral_desk.vision.measuring.pose_fit import fit_poses
from mineral_desk.vision.measuring.preparation import to_lab
from mineral_desk.vision.measuring.wireframe import CubePose, yaw_difference
from tests.vision.measuring.drawn import draw

OFFSET = np.array([2.0, -1.5, 0.02, 0.03, -0.03, 0.01])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    edge=st.floats(70, 180),
    elevation=st.floats(math.radians(25), math.radians(60)),
    yaw=st.floats(math.radians(12), math.radians(78)),
)
def test_the_drawn_pose_is_found_again_within_its_error(edge: float, elevation: float, yaw: float) -> None:
    pose = CubePose(500, 380, math.log(edge), elevation, yaw, 0.0)
    scene = draw(cube=pose, stone=None)
    field = edge_field(to_lab(scene.pixels), 1.1)
    fits = fit_poses(field, (pose.vector + OFFSET)[None], scene.camera, np.array([8.0]))
    assert fits.converged[0]
    found, errors = fits.poses[0], fits.errors[0]
    assert abs(found[2] - pose.log_edge) < 4 * errors[2] + 0.008
    assert np.abs(found[:2] - pose.vector[:2]).max() < 1.0
    assert abs(found[3] - elevation) < 4 * errors[3] + 0.03
    assert float(yaw_difference(found[4:5], np.array([yaw]))[0]) < 4 * errors[4] + 0.03


def test_many_poses_are_fitted_as_each_alone() -> None:
    scene = draw()
    field = edge_field(to_lab(scene.pixels), 1.1)
    starts = scene.cube.vector + np.array([[2, 1, 0.02, 0, 0, 0], [-2, 2, -0.03, 0.02, 0.02, 0], [30, 9, 0.3, 0, 0, 0]])
    reach = np.array([6.0, 9.0, 15.0])
    together = fit_poses(field, starts, scene.camera, reach)
    for index in range(len(starts)):
        alone = fit_poses(field, starts[index : index + 1], scene.camera, reach[index : index + 1])
        assert np.allclose(alone.poses[0, :3], together.poses[index, :3], atol=0.15)


def test_chunks_that_are_fitted_at_once_are_fitted_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draw()
    field = edge_field(to_lab(scene.pixels), 1.1)
    away = np.random.default_rng(3).normal(size=(45, 6)) * [40, 40, 0.4, 0.3, 0.5, 0.05]
    starts = scene.cube.vector + away
    reach = np.maximum(4.0, 0.12 * np.exp(starts[:, 2]))
    at_once = fit_poses(field, starts, scene.camera, reach, iterations=6, samples_per_edge=16)
    monkeypatch.setattr(pose_fit, "TOGETHER", 1)
    one_by_one = fit_poses(field, starts, scene.camera, reach, iterations=6, samples_per_edge=16)
    assert at_once.converged.sum() > 20
    assert np.array_equal(at_once.converged, one_by_one.converged)
    assert np.allclose(at_once.poses, one_by_one.poses, rtol=1e-9, atol=1e-7)


def test_a_pose_that_is_known_is_left_as_little_as_it_is_known_well() -> None:
    scene = draw()
    field = edge_field(to_lab(scene.pixels), 1.1)
    start = (scene.cube.vector + OFFSET)[None]

    def moved(spread: float) -> float:
        fits = fit_poses(field, start, scene.camera, np.array([8.0]), spread=np.full(start.shape, spread))
        assert fits.converged[0]
        return float(np.abs(fits.poses - start)[0, 2:].max())

    free = fit_poses(field, start, scene.camera, np.array([8.0]))
    assert moved(math.inf) == float(np.abs(free.poses - start)[0, 2:].max())
    assert moved(1e-5) < 1e-3 < moved(0.1)


def test_without_edges_there_is_no_fit() -> None:
    empty = draw(cube=None, stone=None)
    field = edge_field(to_lab(empty.pixels), 1.1)
    start = empty.cube.vector[None]
    fits = fit_poses(field, start, empty.camera, np.array([8.0]))
    assert not fits.converged[0]
    assert np.array_equal(fits.poses, start)


def test_the_error_grows_where_the_cube_is_small() -> None:
    errors = []
    for edge in (40.0, 160.0):
        pose = CubePose(500, 380, math.log(edge), 0.6, 0.5, 0.0)
        scene = draw(cube=pose, stone=None)
        field = edge_field(to_lab(scene.pixels), 1.1)
        errors.append(float(fit_poses(field, pose.vector[None], scene.camera, np.array([4.0])).errors[0, 2]))
    assert errors[0] > 1.5 * errors[1]
