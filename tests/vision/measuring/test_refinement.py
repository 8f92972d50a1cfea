import math
from dataclasses import replace

import numpy as np
import pytest

from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.preparation import WORK_SIDE_PX, prepare
from mineral_desk.vision.measuring.refinement import FINE_EDGE_PX, ROUNDING, close_up, refined, with_sharp_edges
from mineral_desk.vision.measuring.wireframe import CubePose
from tests.vision.measuring.drawn import draw

WIDTH, HEIGHT = 3072, 2304
CUBE = CubePose(1000.0, 1500.0, math.log(240.0), math.radians(30), math.radians(35), 0.0)
AT_WORK_SIZE = CUBE.scaled(WORK_SIDE_PX / WIDTH)
ROUGH = (0.5, 0.5, 0.02, 0.03, 0.03, 0.03)


def test_a_close_up_shows_the_photos_own_pixels() -> None:
    pixels = draw(CUBE, None, WIDTH, HEIGHT).pixels
    photo = prepare(pixels, 55.0)
    close = close_up(photo, pixels, AT_WORK_SIZE)
    assert close.factor == pytest.approx(WIDTH / WORK_SIDE_PX)
    small = replace(AT_WORK_SIZE, log_edge=math.log(FINE_EDGE_PX))
    assert close_up(photo, pixels, small).factor == 1.0
    start = replace(AT_WORK_SIZE, x=AT_WORK_SIZE.x + 0.6, log_edge=AT_WORK_SIZE.log_edge + 0.015)
    found = refined(close, photo.camera, CubeCandidate(start, 0.9, ROUGH))
    assert found.pose.x == pytest.approx(AT_WORK_SIZE.x, abs=0.1)
    assert found.pose.edge_px == pytest.approx(AT_WORK_SIZE.edge_px, rel=0.004)
    assert found.errors[2] < ROUGH[2]


def test_a_fit_that_runs_away_is_not_believed() -> None:
    pixels = draw(CUBE, None, WIDTH, HEIGHT).pixels
    photo = prepare(pixels, 55.0)
    elsewhere = CubeCandidate(replace(AT_WORK_SIZE, x=700.0, y=200.0), 0.9, ROUGH)
    assert refined(close_up(photo, pixels, elsewhere.pose), photo.camera, elsewhere) == elsewhere


def test_a_cube_at_the_border_is_cut_out_as_far_as_it_goes() -> None:
    pixels = draw(replace(CUBE, x=60.0), None, WIDTH, HEIGHT).pixels
    photo = prepare(pixels, 55.0)
    close = close_up(photo, pixels, replace(AT_WORK_SIZE, x=20.0))
    assert close.corner[0] == 0
    assert np.isfinite(close.field.magnitude).all()


def test_rounded_edges_are_made_up_for() -> None:
    candidate = CubeCandidate(AT_WORK_SIZE, 0.9, ROUGH)
    assert with_sharp_edges(candidate).pose.log_edge == pytest.approx(AT_WORK_SIZE.log_edge + ROUNDING)
