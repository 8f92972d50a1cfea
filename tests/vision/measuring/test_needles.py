import cv2
import numpy as np
import pytest

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.needles import with_needles
from mineral_desk.vision.measuring.preparation import to_lab

SHAPE = (300, 400)
STONE = (200, 170), 60


def stone_mask() -> ByteMask:
    mask = np.zeros(SHAPE, np.uint8)
    cv2.circle(mask, *STONE, (1,), -1)
    return mask


def picture(needle_px: int = 0, noise: float = 1.5) -> Pixels:
    levels = np.full(SHAPE, 190, np.float32)
    levels[stone_mask() > 0] = 80
    if needle_px:
        cv2.line(levels, (200, 150), (235, 60), (70,), needle_px, cv2.LINE_AA)
    levels = levels + np.random.default_rng(5).normal(0, noise, SHAPE)
    return np.repeat(np.clip(levels, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def grown(pixels: Pixels, forbidden: ByteMask | None = None) -> ByteMask:
    return with_needles(to_lab(pixels), stone_mask(), np.zeros(SHAPE, np.uint8) if forbidden is None else forbidden)


def test_a_needle_belongs_to_the_specimen_to_its_tip() -> None:
    ys, _ = np.nonzero(grown(picture(needle_px=3)))
    assert 58 <= ys.min() <= 63


def test_a_bare_stone_stays_as_it_is() -> None:
    assert (grown(picture()) == stone_mask()).all()


def test_noise_grows_no_needles() -> None:
    assert (grown(picture(noise=12)) != stone_mask()).mean() < 0.002


def test_what_is_surely_another_thing_is_no_needle() -> None:
    forbidden = np.zeros(SHAPE, np.uint8)
    forbidden[:100] = 1
    ys, _ = np.nonzero(grown(picture(needle_px=3), forbidden))
    assert ys.min() >= 99


def test_a_line_that_does_not_touch_the_stone_is_no_needle() -> None:
    pixels = picture()
    cv2.line(pixels, (300, 60), (340, 160), (70, 70, 70), 3)
    assert (grown(pixels) == stone_mask()).all()


@pytest.mark.parametrize(("colour", "grows"), [((60, 60, 60), False), ((120, 60, 40), True)])
def test_the_shadow_under_the_stone_is_no_needle(colour: tuple[int, int, int], grows: bool) -> None:
    pixels = picture()
    cv2.line(pixels, (200, 229), (285, 229), colour, 3)
    _, xs = np.nonzero(grown(pixels))
    assert (xs.max() > 275) == grows


def test_the_edge_of_a_label_is_no_needle() -> None:
    pixels, label = picture(), np.zeros(SHAPE, np.uint8)
    cv2.line(pixels, (250, 150), (320, 150), (90, 90, 90), 3)
    assert grown(pixels).sum() > stone_mask().sum() + 100
    label[100:147, 240:340] = 1
    assert grown(pixels, label).sum() < stone_mask().sum() + 50
