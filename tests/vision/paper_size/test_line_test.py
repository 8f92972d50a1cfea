import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.vision.paper_size.line_test import has_cube_lines, parallel_pairs, straight_lines


def drawn(points):
    picture = np.full((200, 200, 3), 230, np.uint8)
    cv2.fillPoly(picture, [np.int32(points)], (40, 40, 40))
    return picture


SQUARE = [(50, 50), (150, 50), (150, 150), (50, 150)]


def test_a_square_has_four_lines_in_two_parallel_pairs():
    lines = straight_lines(drawn(SQUARE))
    assert len(lines) == 4
    assert parallel_pairs(lines) == 2
    assert has_cube_lines(drawn(SQUARE))


def test_lines_lie_where_they_are():
    found = sorted(
        (round(abs(distance)), round(math.degrees(angle)) % 180) for distance, angle in straight_lines(drawn(SQUARE))
    )
    for (distance, angle), expected in zip(found, [(50, 0), (50, 90), (150, 0), (150, 90)], strict=True):
        assert abs(distance - expected[0]) <= 2
        assert min((angle - expected[1]) % 180, (expected[1] - angle) % 180) <= 1


def test_a_triangle_has_no_pair():
    assert not has_cube_lines(drawn([(30, 170), (170, 170), (100, 40)]))


@pytest.mark.parametrize("content", [0, 255])
def test_nothing_has_no_lines(content):
    assert straight_lines(np.full((40, 40, 3), content, np.uint8)) == []


def test_one_pair_is_no_even_number():
    assert parallel_pairs([(10, 0.0), (50, 0.01), (20, 1.0)]) == 1


@given(st.lists(st.tuples(st.floats(-200, 200), st.floats(0, math.pi)), max_size=12))
def test_each_line_is_in_one_pair_at_most(lines):
    assert 0 <= parallel_pairs(lines) <= len(lines) // 2
