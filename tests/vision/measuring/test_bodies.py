import cv2
import numpy as np
import pytest

from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.bodies import find_neck
from mineral_desk.vision.measuring.flags import LIMITS


def stones(*centres_and_radii: tuple[int, int, int], neck_px: int = 0) -> ByteMask:
    mask = np.zeros((400, 600), np.uint8)
    for x, y, radius in centres_and_radii:
        cv2.circle(mask, (x, y), radius, (1,), -1)
    if neck_px:
        (x0, y0, _), (x1, y1, _) = centres_and_radii[:2]
        cv2.line(mask, (x0, y0), (x1, y1), (1,), neck_px)
    return mask


def test_one_stone_has_no_neck() -> None:
    assert find_neck(stones((300, 200, 120))) is None


def test_an_irregular_stone_has_no_narrow_neck() -> None:
    neck = find_neck(stones((260, 200, 110), (360, 230, 90)))
    assert neck is None or neck.ratio > LIMITS.neck


@pytest.mark.parametrize("neck_px", [8, 30])
def test_two_stones_joined_by_a_shadow_are_two_bodies(neck_px: int) -> None:
    neck = find_neck(stones((170, 200, 100), (430, 220, 80), neck_px=neck_px))
    assert neck is not None
    assert neck.ratio < LIMITS.neck
    x, y = neck.second_body.centre
    assert abs(x - 430) < 30
    assert abs(y - 220) < 30


def test_a_thin_crystal_on_a_stone_is_part_of_it() -> None:
    mask = stones((300, 230, 100))
    cv2.rectangle(mask, (290, 20), (310, 150), (1,), -1)
    assert find_neck(mask) is None


def test_a_small_stone_that_only_touches_the_large_one_is_a_second_body() -> None:
    neck = find_neck(stones((250, 200, 120), (424, 205, 47), neck_px=8))
    assert neck is not None
    assert neck.ratio < LIMITS.neck
    assert neck.second_body.centre[0] > 380


def test_a_crystal_that_hangs_on_by_little_is_part_of_the_stone() -> None:
    neck = find_neck(stones((250, 200, 120), (412, 205, 35), neck_px=6))
    assert neck is None


def test_a_small_knob_with_a_broad_foot_is_part_of_the_stone() -> None:
    assert find_neck(stones((250, 200, 120), (370, 205, 40))) is None
