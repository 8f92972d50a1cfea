import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.flag import FLAG_WORDS, Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import CUBE_EDGES, Measurement, MeasurementStatus, Outline


def test_a_cube_has_twelve_edges_between_neighbouring_corners() -> None:
    assert len({frozenset(edge) for edge in CUBE_EDGES}) == 12
    assert all((a ^ b).bit_count() == 1 for a, b in CUBE_EDGES)


@given(st.floats(0.05, 20))
def test_millimetres_do_not_depend_on_the_number_of_pixels(factor: float) -> None:
    before = Measurement(
        MeasurementStatus.FLAGGED,
        flags=(Flag(FlagCode.CUBE_CUT, evidence_px=Box(1, 2, 3, 4)),),
        length_mm=50.0,
        mm_per_px=0.1,
        length_line_px=((0.0, 0.0), (300.0, 400.0)),
    )
    after = before.scaled(factor)
    assert after.length_mm == before.length_mm
    assert after.length_line_px is not None
    assert after.mm_per_px is not None
    (x0, y0), (x1, y1) = after.length_line_px
    assert np.hypot(x1 - x0, y1 - y0) * after.mm_per_px == pytest.approx(50.0)
    assert after.flags[0].evidence_px == Box(1, 2, 3, 4).scaled(factor)


def test_an_outline_knows_its_box() -> None:
    outline = Outline(np.array([[1, 5], [4, 2], [3, 9]], np.float32), 1.0)
    assert outline.box_px == Box(1, 2, 4, 9)
    assert outline.scaled(2).box_px == Box(2, 4, 8, 18)


def test_every_flag_has_words() -> None:
    assert set(FLAG_WORDS) == set(FlagCode)
    for words in FLAG_WORDS.values():
        assert words.what.endswith(".")
        assert words.do.endswith(".")
        assert len(words.short.split()) <= 3
