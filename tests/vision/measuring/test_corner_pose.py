import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring.corner_pose import pose_from_corners
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, Camera, CubePose, project_pose

CAMERA = Camera(1500.0, 512.0, 384.0)

poses = st.builds(
    CubePose,
    x=st.floats(150, 850),
    y=st.floats(150, 650),
    log_edge=st.floats(math.log(25), math.log(250)),
    elevation=st.floats(math.radians(4), math.radians(75)),
    yaw=st.floats(0, 2 * math.pi),
    roll=st.floats(-0.1, 0.1),
)


@settings(max_examples=60, deadline=None)
@given(poses)
def test_the_pose_comes_back_from_its_corners(pose: CubePose) -> None:
    corners, _ = project_pose(pose, CAMERA)
    found = pose_from_corners(corners, np.full(8, 0.01), CAMERA)
    assert project_pose(found.pose, CAMERA)[0] == pytest.approx(corners, abs=0.02)
    assert found.pose.log_edge == pytest.approx(pose.log_edge, abs=1e-3)
    assert found.misses_px.max() < 0.02


@settings(max_examples=40, deadline=None)
@given(poses)
def test_one_face_seen_well_is_enough(pose: CubePose) -> None:
    corners, faces = project_pose(pose, CAMERA)
    areas = [abs(_area(corners[FACE_CORNERS[face]])) if faces[face] else 0.0 for face in range(6)]
    errors = np.full(8, np.inf)
    errors[FACE_CORNERS[int(np.argmax(areas))]] = 0.001
    found = pose_from_corners(corners, errors, CAMERA)
    assert found.pose.log_edge == pytest.approx(pose.log_edge, abs=0.01)


def _area(quad: np.ndarray) -> float:
    x, y = quad.T
    return float(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2


def test_the_errors_are_those_that_shaky_corners_make() -> None:
    rng, pose = np.random.default_rng(4), CubePose(400.0, 300.0, math.log(120.0), 0.5, 0.6, 0.0)
    corners, _ = project_pose(pose, CAMERA)
    fits = [pose_from_corners(corners + rng.normal(size=(8, 2)), np.ones(8), CAMERA) for _ in range(150)]
    scatter = np.std([fit.pose.log_edge for fit in fits])
    assert scatter == pytest.approx(fits[0].errors[2], rel=0.25)


def test_a_near_start_finds_the_same_pose() -> None:
    pose = CubePose(400.0, 300.0, math.log(120.0), 0.5, 0.6, 0.02)
    corners, _ = project_pose(pose, CAMERA)
    near = CubePose(405.0, 296.0, math.log(125.0), 0.45, 0.65, 0.0)
    found = pose_from_corners(corners, np.full(8, 0.1), CAMERA, near)
    assert found.pose.vector == pytest.approx(pose.vector, abs=1e-3)
