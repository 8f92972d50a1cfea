import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.background import ByteMask, fit_background
from mineral_desk.vision.measuring.colourful_parts import with_colourful_parts
from mineral_desk.vision.measuring.preparation import to_lab

SHAPE = (300, 400)
CRYSTAL = (slice(60, 112), slice(190, 210))
"""Stands on the stone."""
NOTHING: ByteMask = np.zeros(SHAPE, np.uint8)


def stone() -> ByteMask:
    mask = np.zeros(SHAPE, np.uint8)
    cv2.circle(mask, (200, 170), 60, (1,), -1)
    return mask


def picture(colour: tuple[int, int, int]) -> Pixels:
    pixels = np.full((*SHAPE, 3), 190, np.float32)
    pixels[CRYSTAL] = colour
    pixels[stone() > 0] = (90, 80, 70)
    noisy = pixels + np.random.default_rng(2).normal(0, 1.5, pixels.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def grown(colour: tuple[int, int, int], suspected: float = 0.2, others: ByteMask = NOTHING) -> ByteMask:
    suspicion = np.full(SHAPE, 0.01, np.float32)
    suspicion[CRYSTAL] = suspected
    return with_colourful_parts(stone(), fit_background(to_lab(picture(colour))), suspicion, others)


def test_a_coloured_crystal_that_the_network_suspects_belongs_to_the_stone() -> None:
    mask = grown((170, 120, 200))
    assert mask[CRYSTAL].mean() > 0.97
    assert mask.sum() < stone().sum() + 52 * 20


def test_a_shadow_has_the_colour_of_the_table() -> None:
    assert (grown((120, 120, 120)) == stone()).all()


def test_what_the_network_does_not_suspect_at_all_is_something_else() -> None:
    assert (grown((170, 120, 200), suspected=0.01) == stone()).all()


def test_what_surely_is_another_thing_stays_that() -> None:
    others = NOTHING.copy()
    others[CRYSTAL] = 1
    assert (grown((170, 120, 200), others=others) == stone()).all()


def test_what_stands_apart_is_not_added() -> None:
    suspicion = np.full(SHAPE, 0.2, np.float32)
    pixels = picture((190, 190, 190))
    pixels[20:60, 20:60] = (170, 120, 200)
    assert (with_colourful_parts(stone(), fit_background(to_lab(pixels)), suspicion, NOTHING) == stone()).all()


def test_colour_smeared_over_the_rim_of_a_coloured_stone_is_no_part() -> None:
    pixels, suspicion = np.full((*SHAPE, 3), 190, np.uint8), np.full(SHAPE, 0.2, np.float32)
    halo = (cv2.dilate(stone(), np.ones((7, 7), np.uint8)) > 0) & (stone() == 0)
    pixels[stone() > 0], pixels[halo] = (200, 140, 40), (195, 180, 160)
    background = fit_background(to_lab(pixels))
    assert (background.chroma_residual[halo] > 2 * background.chroma_limit).mean() > 0.9
    assert (with_colourful_parts(stone(), background, suspicion, NOTHING) == stone()).all()
