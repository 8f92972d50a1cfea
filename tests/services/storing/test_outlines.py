"""Outlines for drawing: turned so that the length lies across, over the unit square."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.measurement import Outline
from mineral_desk.services.desk import Desk
from mineral_desk.services.storing.outlines import MOST_POINTS, outlines, upright
from tests.catalogue.conftest import make_analysis, make_photo


def ellipse(length: float, width: float, angle: float, points: int = 400) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    x, y = length / 2 * np.cos(turn), width / 2 * np.sin(turn)
    turned = np.stack([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)], axis=1)
    return (turned + 500).astype(np.float32)


@settings(deadline=None)
@given(st.floats(50, 400), st.floats(0.2, 0.8), st.floats(0, 6.2))
def test_however_it_lay_in_the_photo(length: float, share: float, angle: float) -> None:
    found = upright(ellipse(length, length * share, angle))
    assert found.min() == pytest.approx(0, abs=1e-6)
    assert found.max() == pytest.approx(1, abs=1e-6)
    ends = found[np.abs(found[:, 0] - 0.5) > 0.48]
    assert np.abs(ends[:, 1] - 0.5).max() < 0.25, "the ends of the length lie in the middle of the width"


def test_points_that_nobody_sees_are_left_out() -> None:
    assert len(upright(ellipse(100, 50, 0.3, 5000))) <= 2 * MOST_POINTS


def test_photos_without_an_outline_are_left_out(desk: Desk) -> None:
    ids = []
    for name, outline in (("a.jpg", Outline(ellipse(200, 90, 0.5), 0.9)), ("b.jpg", None)):
        photo = make_photo(name)
        photo_id, _, _ = desk.write(lambda one, photo=photo: one.photos.add(photo, "", "", who="Anna"))
        analysis = replace(make_analysis(photo), outline=outline)
        desk.write(lambda one, key=photo_id, found=analysis: one.analyses.add(key, found, "f"))
        ids.append(photo_id)
    assert list(outlines(desk, [*ids, 999])) == ids[:1]
