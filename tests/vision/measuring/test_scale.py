import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.vision.measuring.scale import MOST_DOUBT, SpecimenScale, specimen_scale
from mineral_desk.vision.measuring.wireframe import CubePose, Floats, rotations
from tests.vision.measuring.drawn import CUBE_EDGE_MM, camera_for

WIDTH, HEIGHT = 1024, 768
CAMERA = camera_for(WIDTH, HEIGHT)
NO_ERROR = np.zeros(6)
CUBE = CubePose(400.0, 500.0, math.log(100.0), math.radians(30), 0.4, 0.0)


def stone(x: float, y: float, half_width: float = 60.0, half_height: float = 50.0) -> Floats:
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    return np.stack([x + half_width * np.cos(angles), y + half_height * np.sin(angles)], axis=1)


def mm_per_px(outline: Floats, foot: Floats | None = None) -> float:
    return specimen_scale(outline, CUBE, CAMERA, CUBE_EDGE_MM, NO_ERROR, foot=foot).mm_per_px


def test_what_stands_further_back_is_larger_than_it_looks() -> None:
    near, beside, far = (mm_per_px(stone(620, y)) for y in (600, 500, 300))
    assert near < beside < far
    assert beside == pytest.approx(CUBE_EDGE_MM / CUBE.edge_px, rel=0.06)


def test_a_specimen_on_a_stand_is_as_near_as_the_stands_foot() -> None:
    raised = stone(620, 380)
    foot = np.array([[600.0, 520.0], [640.0, 520.0], [640.0, 430.0], [600.0, 430.0]])
    assert mm_per_px(raised, foot) < mm_per_px(raised)
    assert mm_per_px(raised, foot) == pytest.approx(mm_per_px(stone(620, 470)), rel=0.03)


def test_the_foot_of_a_stand_is_doubted_by_how_much_it_brings_the_specimen_nearer() -> None:
    raised, foot = stone(620, 380), np.array([[600.0, 520.0], [640.0, 520.0], [640.0, 430.0], [600.0, 430.0]])
    with_foot = specimen_scale(raised, CUBE, CAMERA, CUBE_EDGE_MM, NO_ERROR, foot=foot)
    as_low = specimen_scale(np.concatenate([raised, foot]), CUBE, CAMERA, CUBE_EDGE_MM, NO_ERROR)
    assert with_foot.depth_error > as_low.depth_error


def test_the_error_grows_with_what_is_not_known() -> None:
    def error(pose: CubePose, focal: float = 0.0, pose_error: Floats = NO_ERROR, half_width: float = 60.0) -> float:
        outline = stone(620, 420, half_width)
        return specimen_scale(outline, pose, CAMERA, CUBE_EDGE_MM, pose_error, focal_error=focal).depth_error

    tilted = np.array([0, 0, 0, math.radians(6), 0, 0])
    assert error(CUBE, focal=0.4) > error(CUBE)
    assert error(CUBE, pose_error=tilted) > error(CUBE)
    assert error(CUBE, half_width=150) > error(CUBE)


def test_a_foot_far_from_where_specimens_stand_beside_cubes_is_doubted() -> None:
    low = replace(CUBE, elevation=math.radians(12))
    usual, far = (
        specimen_scale(stone(620, y), low, CAMERA, CUBE_EDGE_MM, NO_ERROR).depth_error for y in (505.0, 430.0)
    )
    assert far > 2 * usual


SIDE = replace(CUBE, elevation=math.radians(5), yaw=0.0, roll=math.radians(4))


def with_its_front_up(side: CubePose) -> CubePose:
    front = rotations(side.vector[None])[0][:, 1]
    up = -front * np.sign(front[2])
    return replace(side, elevation=math.asin(-up[2]), roll=math.atan2(up[0], -up[1]))


def both_readings(side: CubePose, y: float) -> tuple[SpecimenScale, SpecimenScale]:
    """The scale by the cube as it was fitted, and as if it was seen from above."""
    poses = side, with_its_front_up(side)
    first, second = (specimen_scale(stone(620, y), pose, CAMERA, CUBE_EDGE_MM, NO_ERROR) for pose in poses)
    return first, second


def test_a_cube_that_shows_one_face_is_seen_from_above_where_the_specimen_is_out_of_place() -> None:
    found, from_above = both_readings(SIDE, 420)
    assert found.mm_per_px == pytest.approx(from_above.mm_per_px)
    assert found.depth_error > 1.1 * from_above.depth_error


@pytest.mark.parametrize(
    ("pose", "y"),
    [(SIDE, 500), (replace(SIDE, roll=0.0), 480), (replace(SIDE, elevation=math.radians(12)), 380)],
    ids=["in place", "level", "shows its top"],
)
def test_other_cubes_are_seen_from_where_they_were_fitted(pose: CubePose, y: float) -> None:
    found, from_above = both_readings(pose, y)
    assert found.mm_per_px != pytest.approx(from_above.mm_per_px, rel=0.002)


@given(
    y=st.floats(250, 700),
    elevation=st.floats(math.radians(4), math.radians(85)),
    half_width=st.floats(15, 300),
    focal_error=st.floats(0, 0.5),
)
def test_the_scale_stays_near_the_cubes_and_its_error_is_bounded_by_that_of_a_guess(
    y: float, elevation: float, half_width: float, focal_error: float
) -> None:
    pose = replace(CUBE, elevation=elevation)
    found = specimen_scale(stone(600, y, half_width), pose, CAMERA, CUBE_EDGE_MM, NO_ERROR, focal_error=focal_error)
    length_mm = 2 * max(half_width, 50.0) / CUBE.edge_px * CUBE_EDGE_MM
    guess_mm = math.hypot(0.2 * length_mm, 0.8 * CUBE_EDGE_MM)
    cube_depth = CAMERA.focal_px / CUBE.edge_px * CUBE_EDGE_MM
    depth = found.mm_per_px * CAMERA.focal_px
    assert 0.3 * cube_depth < depth < 3 * cube_depth
    bound_mm = MOST_DOUBT * (1 + focal_error**2) * guess_mm + focal_error * abs(depth - cube_depth)
    assert found.depth_error * depth <= bound_mm + 1e-6


def test_a_line_of_sight_that_misses_the_table_still_gives_a_scale_near_the_cubes() -> None:
    level = CubePose(400.0, 500.0, math.log(100.0), 0.02, 0.4, 0.0)
    found = specimen_scale(stone(620, 200), level, CAMERA, CUBE_EDGE_MM, NO_ERROR)
    assert found.mm_per_px == pytest.approx(CUBE_EDGE_MM / CUBE.edge_px, rel=0.2)
