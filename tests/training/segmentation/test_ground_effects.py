"""Mirror images and shadows change the ground and nothing else, and stay background."""

import numpy as np
import pytest

pytest.importorskip("onnx")

from mineral_desk.training.segmentation.ground_effects import fits, with_cast_shadow, with_mirror_images
from mineral_desk.training.segmentation.pictures import UNKNOWN, Picture
from mineral_desk.vision.measuring.classes import SegmentClass


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def block(bottom=60):
    """A green block on grey, its lowest row ``bottom - 1`` of 100."""
    kinds = np.zeros((100, 120), np.uint8)
    kinds[20:bottom, 40:80] = SegmentClass.SPECIMEN
    pixels = np.full((100, 120, 3), 120, np.uint8)
    pixels[kinds == SegmentClass.SPECIMEN] = (20, 200, 20)
    return Picture(pixels, kinds)


@pytest.mark.parametrize("effect", [with_mirror_images, with_cast_shadow])
def test_only_the_ground_changes(effect, rng):
    before = block()
    for _ in range(8):
        after = effect(before, rng)
        assert np.array_equal(after.kinds, before.kinds)
        # All but the rim, where light and dark mix.
        assert np.array_equal(after.pixels[24:56, 44:76], before.pixels[24:56, 44:76])
        assert not np.array_equal(after.pixels, before.pixels)


def test_a_mirror_image_hangs_below_the_foot(rng):
    for _ in range(8):
        pixels = with_mirror_images(block(), rng).pixels.astype(int)
        green = pixels[..., 1] - pixels[..., 0]
        assert green[62:66, 50:70].min() > 20
        assert np.abs(green[:58, :36]).max() < 3


def test_shadows_darken(rng):
    before = block()
    assert all((with_cast_shadow(before, rng).pixels <= before.pixels).all() for _ in range(8))


@pytest.mark.parametrize("effect", [with_mirror_images, with_cast_shadow])
def test_what_the_lower_border_cuts_has_no_foot(effect, rng):
    before = block(bottom=100)
    after = [effect(before, rng).pixels.astype(int) for _ in range(6)]
    assert all(np.ptp(pixels[:, :30]) <= 1 for pixels in after)


def test_a_picture_with_unknown_pixels_is_left_alone():
    picture = block()
    assert fits(picture)
    picture.kinds[0, 0] = UNKNOWN
    assert not fits(picture)
