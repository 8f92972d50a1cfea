"""Cubes proposed from edges alone."""

import math

import numpy as np
import pytest

from mineral_desk.vision.measuring.preparation import to_lab
from mineral_desk.vision.measuring.template_search import search_templates
from mineral_desk.vision.measuring.wireframe import CubePose, yaw_difference
from tests.vision.measuring.drawn import draw


@pytest.mark.parametrize(("x", "y"), [(200, 180), (201, 180), (200, 181), (333, 287)])
@pytest.mark.parametrize("edge_px", [24, 70, 160])
def test_a_cube_is_among_the_proposals_wherever_it_stands(x: int, y: int, edge_px: int) -> None:
    cube = CubePose(x, y, math.log(edge_px), math.radians(30), math.radians(35), 0.0)
    poses = search_templates(to_lab(draw(cube, None, 640, 480, table=60).pixels))
    apart = np.hypot(poses[:, 0] - x, poses[:, 1] - y)
    near = (apart < 0.15 * edge_px + 2) & (abs(poses[:, 2] - cube.log_edge) < 0.2)
    turned = (abs(poses[:, 3] - cube.elevation) < 0.35) & (yaw_difference(poses[:, 4], cube.yaw) < 0.35)
    assert (near & turned).any()


def test_nothing_is_proposed_on_an_empty_table() -> None:
    poses = search_templates(to_lab(draw(None, None, 640, 480).pixels))
    assert poses.shape == (0, 6)
