import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.measuring.rim import STORED_ERROR_PX, STORED_POINTS, contour_of, simplified


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(40, 140))
def test_thinned_outlines_stay_on_the_contour(seed: int, radius: int) -> None:
    rng = np.random.default_rng(seed)
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = radius * rng.uniform(0.8, 1.2, 40)
    corners = np.stack([200 + reach * np.cos(angles), 200 + reach * np.sin(angles)], axis=1)
    mask = np.zeros((400, 400), np.uint8)
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], (1,))
    contour = contour_of(mask)
    thin = simplified(contour)
    assert 3 <= len(thin) <= STORED_POINTS
    ring = thin.astype(np.float32).reshape(-1, 1, 2)
    away = [abs(cv2.pointPolygonTest(ring, (float(x), float(y)), True)) for x, y in contour]
    assert max(away) < 2 * STORED_ERROR_PX
