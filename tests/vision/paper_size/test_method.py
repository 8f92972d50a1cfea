import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.vision.paper_size import measure_by_boxes, object_boxes

CUBE = Box(60, 200, 110, 250)
STONE = Box(200, 100, 450, 250)


def table(width=600, height=400):
    """A square cube face, 50 px, and a three-cornered stone of 250 x 150 px on grey paper."""
    picture = np.full((height, width, 3), 190, np.uint8)
    x0, y0, x1, y1 = map(int, CUBE)
    picture[y0:y1, x0:x1] = 25
    cv2.fillPoly(picture, [np.int32([(200, 249), (449, 249), (340, 100)])], (150, 60, 60))
    return picture


def test_the_cubes_width_scales_the_sides_of_the_minerals_box():
    found = measure_by_boxes(table(), [STONE, CUBE], 10.0)
    assert found.status is MeasurementStatus.MEASURED
    assert (found.length_mm, found.width_mm) == (pytest.approx(50), pytest.approx(30))
    assert found.mm_per_px == pytest.approx(0.2)
    assert Box.around(found.cube_corners_px) == pytest.approx(CUBE)
    assert Box.around(found.length_line_px).width == pytest.approx(250)
    assert (found.length_error_mm, found.width_error_mm) == (None, None)


def test_the_order_of_the_boxes_and_a_larger_photo_change_nothing():
    large = cv2.resize(table(), None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    found = measure_by_boxes(large, [CUBE.scaled(4), STONE.scaled(4)], 10.0)
    assert found.length_mm == pytest.approx(50)
    assert Box.around(found.cube_corners_px) == pytest.approx(CUBE.scaled(4))


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        ([STONE, CUBE, Box(500, 300, 550, 350)], FlagCode.SEVERAL_SPECIMENS),
        ([], FlagCode.NO_SPECIMEN),
        ([CUBE], FlagCode.NO_SPECIMEN),
        ([STONE], FlagCode.NO_CUBE),
        ([Box(3, 3, 3, 3), STONE], FlagCode.NO_CUBE),
    ],
)
def test_what_the_paper_filters_out_is_not_measured(boxes, code):
    found = measure_by_boxes(table(), boxes, 10.0)
    assert found.status is MeasurementStatus.NOT_MEASURED
    assert [flag.code for flag in found.flags] == [code]


@pytest.mark.parametrize("stone", [Box(300, 300, 320, 324), Box(300, 300, 301, 324)])
def test_a_mineral_less_than_half_the_cube_is_filtered_out(stone):
    found = measure_by_boxes(table(), [CUBE, stone], 10.0)
    assert found.status is MeasurementStatus.FLAGGED
    (flag,) = found.flags
    assert flag.code is FlagCode.RATIO_OUT_OF_RANGE
    assert flag.values["ratio"] == pytest.approx(24 / 50)


def test_the_region_finder_sees_cube_and_stone_but_no_plate():
    picture = table()
    plate = Box(420, 300, 560, 370)
    picture[300:370, 420:560] = 250
    picture[320:340, 440:540] = 20
    boxes = object_boxes(picture, [plate])
    assert len(boxes) == 2
    assert boxes[0].overlap(STONE) > 0.85
    assert boxes[1].overlap(CUBE) > 0.7
    assert len(object_boxes(picture)) == 3
    found = measure_by_boxes(picture, boxes, 10.0)
    assert found.length_mm == pytest.approx(50, rel=0.15)


@settings(max_examples=20, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(3, 40), st.integers(3, 40), st.just(3))),
    st.lists(st.tuples(*[st.floats(-10, 50)] * 4), max_size=3),
)
def test_whatever_the_pixels_there_is_an_answer(pixels, corners):
    boxes = [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    found = measure_by_boxes(pixels, boxes, 10.0)
    assert found.status is MeasurementStatus.MEASURED or found.flags
