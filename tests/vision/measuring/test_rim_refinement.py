import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring.edge_field import edge_field
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.preparation import to_lab
from mineral_desk.vision.measuring.rim import contour_of
from mineral_desk.vision.measuring.rim_refinement import refined_rim
from mineral_desk.vision.measuring.wireframe import Floats

CENTRE, AXES, TURNED = (200, 150), (120, 70), 25


def ellipse(grow: float) -> np.ndarray:
    mask = np.zeros((300, 400), np.uint8)
    axes = (round((AXES[0] + grow) * 16), round((AXES[1] + grow) * 16))
    cv2.ellipse(mask, (CENTRE[0] * 16, CENTRE[1] * 16), axes, TURNED, 0, 360, 1, -1, shift=4)
    return mask


def picture(contrast: int) -> np.ndarray:
    levels = np.where(ellipse(0) > 0, 190 - contrast, 190).astype(np.uint8)
    return np.repeat(levels[..., None], 3, axis=2)


def away(points: Floats) -> float:
    """How far the points lie from the ellipse drawn, on average (pixels)."""
    truth = contour_of(ellipse(0)).astype(np.float32)
    return float(np.mean([abs(cv2.pointPolygonTest(truth, (float(x), float(y)), True)) for x, y in points]))


@settings(max_examples=12, deadline=None)
@given(st.floats(-5, 5), st.integers(15, 120))
def test_a_rim_beside_the_edge_moves_onto_it(grow: float, contrast: int) -> None:
    edges = edge_field(to_lab(picture(contrast)), 0.9)
    found = refined_rim(edges, contour_of(ellipse(grow)))
    assert away(found) < 0.8


def test_the_extents_are_those_of_the_photos_edge() -> None:
    found = feret(refined_rim(edge_field(to_lab(picture(80)), 0.9), contour_of(ellipse(4))))
    assert found.length == pytest.approx(2 * AXES[0], rel=0.01)
    assert found.width == pytest.approx(2 * AXES[1], rel=0.015)


def test_without_edges_the_rim_stays_where_it_is() -> None:
    even = edge_field(to_lab(np.full((300, 400, 3), 120, np.uint8)), 0.9)
    assert away(refined_rim(even, contour_of(ellipse(0)))) < 0.5
