"""The working copy, the crop and the fallback for the specimen's box."""

import cv2
import numpy as np
import pytest

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.crop import crop_on_specimen, salient_box, working_copy


def stone(background: tuple[int, int, int], box: Box, width: int = 900, height: int = 600) -> Pixels:
    scene = np.full((height, width, 3), background, np.uint8)
    shade = np.linspace(0.85, 1.1, height, dtype=np.float32)[:, None, None]
    scene = (scene * shade).clip(0, 255).astype(np.uint8)
    centre = tuple(round(value) for value in box.centre)
    cv2.ellipse(scene, (centre, (round(box.width), round(box.height)), 0), (150, 90, 40), cv2.FILLED)
    return scene


@pytest.mark.parametrize(
    ("size", "expected"), [((3000, 2000), (1024, 683)), ((600, 2048), (300, 1024)), ((500, 400), (500, 400))]
)
def test_the_long_side_becomes_1024_and_nothing_grows(size: tuple[int, int], expected: tuple[int, int]) -> None:
    copy = working_copy(np.zeros((size[1], size[0], 3), np.uint8))
    assert (copy.shape[1], copy.shape[0]) == expected


def test_the_working_copy_averages() -> None:
    fine = np.zeros((2048, 2048, 3), np.uint8)
    fine[::2] = 255
    assert set(np.unique(working_copy(fine))) <= {127, 128}


def test_the_crop_has_its_margin_and_tells_its_box() -> None:
    scene = stone((200, 200, 200), Box(300, 200, 500, 300))
    crop, box = crop_on_specimen(scene, Box(300, 200, 500, 300), 0.1)
    assert box == Box(280, 180, 520, 320)
    assert crop.flags.c_contiguous
    np.testing.assert_array_equal(crop, scene[180:320, 280:520])


def test_the_crop_stays_within_the_photo() -> None:
    scene = stone((200, 200, 200), Box(0, 0, 100, 100))
    crop, box = crop_on_specimen(scene, Box(-40, -10, 120.5, 100), 0.2)
    assert box == Box(0, 0, 153, 133)
    assert crop.shape == (133, 153, 3)
    _, whole = crop_on_specimen(scene, Box(2000, 2000, 2100, 2100))
    assert whole == Box(0, 0, 900, 600)


@pytest.mark.parametrize("background", [(255, 255, 255), (4, 4, 4), (120, 125, 130)])
def test_without_a_box_the_salient_part_is_taken(background: tuple[int, int, int]) -> None:
    truth = Box(250, 180, 610, 420)
    scene = stone(background, truth)
    cv2.rectangle(scene, (780, 500), (830, 550), (90, 90, 90), cv2.FILLED)  # a cube in the corner
    assert salient_box(scene).overlap(truth) > 0.85
    _, box = crop_on_specimen(scene, None, 0)
    assert box.overlap(truth) > 0.85


def test_where_nothing_stands_out_the_whole_photo_is_the_specimen() -> None:
    chance = np.random.default_rng(0)
    even = chance.integers(118, 122, (300, 400, 3), dtype=np.uint8)
    assert salient_box(even) == Box(0, 0, 400, 300)
