import math

import numpy as np
import pytest

from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.focal_length import LEAST_FOCAL_ERROR, TRIED_FACTORS, with_focal_length
from mineral_desk.vision.measuring.preparation import (
    KNOWN_FOCAL_ERROR,
    UNKNOWN_FOCAL_ERROR,
    USUAL_FOCAL_LENGTH_35MM,
    PreparedPhoto,
    focal_length_35mm,
    prepare,
)
from mineral_desk.vision.measuring.refinement import CloseUp, close_up
from mineral_desk.vision.measuring.wireframe import CubePose
from tests.vision.measuring.drawn import draw

CUBE = CubePose(512.0, 420.0, math.log(260.0), math.radians(30), math.radians(35), 0.0)
ERRORS = (0.1, 0.1, 0.003, 0.01, 0.01, 0.01)


def seen(true_35mm: float, told_35mm: float | None = None) -> tuple[PreparedPhoto, CubeCandidate]:
    pixels = draw(CUBE, None, focal_length_35mm=true_35mm).pixels
    photo = prepare(pixels, told_35mm)
    candidate = CubeCandidate(CUBE, 0.99, ERRORS)
    return with_focal_length(photo, close_up(photo, pixels, CUBE), candidate)


def test_a_cube_that_converges_strongly_was_seen_from_near() -> None:
    lengths = [focal_length_35mm(seen(true)[0].camera) for true in (28.0, 55.0, 110.0)]
    assert lengths == sorted(lengths)
    assert lengths[0] < 0.75 * USUAL_FOCAL_LENGTH_35MM
    assert lengths[2] > 1.3 * USUAL_FOCAL_LENGTH_35MM
    tried = [USUAL_FOCAL_LENGTH_35MM * factor for factor in TRIED_FACTORS]
    assert all(min(tried) <= length <= max(tried) for length in lengths)


@pytest.mark.parametrize("true_35mm", [28.0, 55.0, 110.0])
def test_the_cube_fits_the_camera_that_was_chosen(true_35mm: float) -> None:
    photo, candidate = seen(true_35mm)
    assert candidate.pose.edge_px == pytest.approx(CUBE.edge_px, rel=0.02)
    assert candidate.errors[2] >= ERRORS[2]
    assert LEAST_FOCAL_ERROR <= photo.focal_error <= UNKNOWN_FOCAL_ERROR * 1.4


def test_a_focal_length_that_the_photo_tells_stays() -> None:
    photo, candidate = seen(28.0, told_35mm=85.0)
    assert focal_length_35mm(photo.camera) == pytest.approx(85.0)
    assert photo.focal_error == KNOWN_FOCAL_ERROR
    assert candidate.pose == CUBE
    assert candidate.errors[2] > ERRORS[2]


def test_where_nothing_fits_the_usual_focal_length_stays() -> None:
    photo = prepare(draw(None, None).pixels, None)
    empty = CloseUp(photo.work_edges, 1.0, np.zeros(2))
    found, candidate = with_focal_length(photo, empty, CubeCandidate(CUBE, 0.5, ERRORS))
    assert found.focal_error == pytest.approx(UNKNOWN_FOCAL_ERROR, rel=0.1)
    assert candidate.pose == CUBE
