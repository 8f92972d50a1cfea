import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.measurement import CUBE_EDGES
from mineral_desk.vision.measuring.wireframe import (
    CORNERS,
    EDGE_FACES,
    FACE_CORNERS,
    FACE_NORMALS,
    Camera,
    CubePose,
    hidden_corners,
    poses_of_rotation,
    project,
    project_pose,
    rotations,
    sample_edges,
    yaw_difference,
)

CAMERA = Camera(1500.0, 512.0, 384.0)
poses = st.builds(
    CubePose,
    x=st.floats(200, 800),
    y=st.floats(150, 600),
    log_edge=st.floats(math.log(30), math.log(250)),
    elevation=st.floats(math.radians(5), math.radians(88)),
    yaw=st.floats(0, math.pi / 2),
    roll=st.floats(-0.2, 0.2),
)


def test_the_bits_of_a_corners_index_are_its_position() -> None:
    for index, corner in enumerate(CORNERS):
        assert [int(value > 0) for value in corner] == [index >> 2 & 1, index >> 1 & 1, index & 1]


def test_every_edge_belongs_to_two_faces() -> None:
    for (first, second), faces in zip(CUBE_EDGES, EDGE_FACES, strict=True):
        assert all({first, second} <= set(FACE_CORNERS[face].tolist()) for face in faces)


def test_a_faces_corners_lie_on_the_side_its_normal_points_to() -> None:
    for normal, corners in zip(FACE_NORMALS, FACE_CORNERS, strict=True):
        assert np.allclose(CORNERS[corners] @ normal, 0.5)


@given(poses)
def test_rotations_are_rotations(pose: CubePose) -> None:
    turn = rotations(pose.vector[None])[0]
    assert np.allclose(turn @ turn.T, np.eye(3))
    assert np.linalg.det(turn) == pytest.approx(1)


@given(poses)
def test_one_to_three_faces_are_visible_and_the_top_is_one_of_them(pose: CubePose) -> None:
    _, faces = project_pose(pose, CAMERA)
    assert 1 <= faces.sum() <= 3
    assert faces[5] or pose.elevation < math.radians(20)
    assert len(hidden_corners(faces)) == {1: 4, 2: 2, 3: 1}[int(faces.sum())]


@given(poses, st.floats(0.2, 4))
def test_projection_scales_with_the_photo(pose: CubePose, factor: float) -> None:
    small, faces = project_pose(pose, CAMERA)
    large, same_faces = project_pose(pose.scaled(factor), CAMERA.scaled(factor))
    assert np.allclose(small * factor, large, atol=1e-6 * factor * 1000)
    assert (faces == same_faces).all()


@given(poses)
def test_a_quarter_turn_shows_the_same_cube(pose: CubePose) -> None:
    turned = CubePose.from_vector(pose.vector + np.array([0, 0, 0, 0, math.pi / 2, 0]))
    one, other = (project_pose(each, CAMERA)[0] for each in (pose, turned))
    gaps = np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1))
    assert gaps.min(axis=1).max() < 1e-6


def test_up_is_up_in_the_photo() -> None:
    corners, _ = project_pose(CubePose(512, 384, math.log(100), 0.4, 0.3, 0), CAMERA)
    assert (corners[1::2, 1] < corners[0::2, 1]).all()


@given(poses)
def test_the_edges_length_is_that_at_the_cubes_centre(pose: CubePose) -> None:
    distance = CAMERA.focal_px / pose.edge_px
    facing = CubePose(CAMERA.centre_x, CAMERA.centre_y, pose.log_edge, 1e-9, 0.0, 0.0)
    corners, _ = project_pose(facing, CAMERA)
    front = np.ptp(corners[[0, 1, 4, 5], 0])
    assert front == pytest.approx(CAMERA.focal_px / (distance - 0.5), rel=1e-3)


@given(poses)
def test_a_rotation_gives_its_pose_back(pose: CubePose) -> None:
    turn = rotations(pose.vector[None])[0]
    found = poses_of_rotation(turn, pose.x, pose.y, pose.edge_px)
    if pose.elevation < math.radians(74):
        near = [
            one
            for one in found
            if abs(one.elevation - pose.elevation) < 1e-6
            and abs(one.roll - pose.roll) < 1e-6
            and float(yaw_difference(np.array(one.yaw), np.array(pose.yaw))) < 1e-6
        ]
        assert near


@given(poses)
def test_samples_lie_between_the_corners_and_normals_are_units(pose: CubePose) -> None:
    corners, faces = project(pose.vector[None], CAMERA)
    samples = sample_edges(corners, faces, 8)
    assert samples.points.shape == (1, 12, 8, 2)
    assert (samples.points >= corners.min(1)[:, None, None] - 1e-6).all()
    assert (samples.points <= corners.max(1)[:, None, None] + 1e-6).all()
    clear = samples.lengths[0] > 1e-3
    assert np.allclose(np.linalg.norm(samples.normals[0][clear], axis=1), 1)
    assert (samples.silhouette <= samples.visible).all()


@given(poses)
def test_the_visible_edges_samples_are_those_of_all_edges(pose: CubePose) -> None:
    corners, faces = project(np.stack([pose.vector, pose.vector + np.array([40, 0, 0, 0, 0.3, 0])]), CAMERA)
    samples = sample_edges(corners, faces, 5)
    points, normals = samples.seen
    assert np.array_equal(points.T.reshape(-1, 5, 2), samples.points[samples.visible])
    assert np.array_equal(normals.T.reshape(-1, 5, 2)[:, 3], samples.normals[samples.visible])
    placed = samples.by_edge(samples.lengths[samples.visible])
    assert np.array_equal(placed, samples.lengths * samples.visible)
