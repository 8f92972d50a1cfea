"""A cube that stands on a plinth or on the stone is told from one on the table."""

import math

import cv2
import numpy as np
import pytest

from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.cube_foot import raised_on
from mineral_desk.vision.measuring.wireframe import CubePose, Floats, project_pose
from tests.vision.measuring.drawn import camera_for

WIDTH, HEIGHT = 640, 480
CUBE = CubePose(300.0, 220.0, math.log(80.0), math.radians(30), math.radians(35), 0.0)


def corners_of(pose: CubePose = CUBE) -> Floats:
    return project_pose(pose, camera_for(WIDTH, HEIGHT))[0]


def seen(corners: Floats, bearer: SegmentClass | None, *, cube_shown: bool = True) -> SegmentMap:
    """What a network sees of a cube whose foot stands in a broad disc of ``bearer``."""
    kinds = np.zeros((HEIGHT, WIDTH), np.uint8)
    if bearer is not None:
        foot = np.round(corners[[0, 2, 4, 6]].mean(axis=0)).astype(int).tolist()
        cv2.ellipse(kinds, foot, (120, 70), 0, 0, 360, (int(bearer),), -1)
    if cube_shown:
        rim = np.round(cv2.convexHull(corners.astype(np.float32))).astype(np.int32)
        cv2.fillConvexPoly(kinds, rim, (int(SegmentClass.CUBE),))
    return SegmentMap(np.stack([(kinds == kind).astype(np.float32) for kind in SegmentClass]))


@pytest.mark.parametrize("bearer", [None, SegmentClass.LABEL, SegmentClass.RULER, SegmentClass.BACKGROUND])
def test_a_cube_on_the_table_or_on_a_card_is_not_raised(bearer: SegmentClass | None) -> None:
    corners = corners_of()
    assert raised_on(seen(corners, bearer), corners) is None


@pytest.mark.parametrize("bearer", [SegmentClass.STAND, SegmentClass.SPECIMEN])
@pytest.mark.parametrize("elevation_deg", [5, 30, 70])
def test_a_cube_on_a_plinth_or_on_the_stone_is_raised(bearer: SegmentClass, elevation_deg: float) -> None:
    corners = corners_of(CubePose(300.0, 220.0, math.log(80.0), math.radians(elevation_deg), math.radians(35), 0.0))
    bearing = raised_on(seen(corners, bearer), corners)
    assert bearing is not None
    assert bearing.y1 >= corners[:, 1].max()
    assert bearing.x0 < corners[:, 0].mean() < bearing.x1


def test_a_stone_before_the_cube_bears_nothing() -> None:
    corners = corners_of()
    assert raised_on(seen(corners, SegmentClass.SPECIMEN, cube_shown=False), corners) is None


def test_a_cube_whose_foot_lies_outside_the_photo_tells_nothing() -> None:
    corners = corners_of(CubePose(300.0, 500.0, math.log(80.0), math.radians(30), math.radians(35), 0.0))
    assert raised_on(seen(corners, SegmentClass.STAND), corners) is None


def test_a_cube_seen_as_a_speck_tells_nothing() -> None:
    corners = np.full((8, 2), 200.0)
    assert raised_on(seen(corners, SegmentClass.STAND), corners) is None
