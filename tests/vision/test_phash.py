"""The perceptual hash hardly changes with what leaves a picture the same, and changes with what does not."""

import io
from pathlib import Path

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.decode import decode
from mineral_desk.vision.phash import distance, perceptual_hash

pictures = st.integers(0, 10_000)


def picture(seed: int, width: int = 480, height: int = 360) -> Pixels:
    """A smooth random scene: a dozen blobs on a shaded ground."""
    chance = np.random.default_rng(seed)
    scene = np.full((height, width, 3), 120, np.uint8)
    scene[:] = np.linspace(60, 180, height, dtype=np.float32)[:, None, None].astype(np.uint8)
    for _ in range(12):
        centre = (int(chance.integers(0, width)), int(chance.integers(0, height)))
        axes = (int(chance.integers(20, 120)), int(chance.integers(20, 90)))
        colour = tuple(int(value) for value in chance.integers(0, 255, 3))
        cv2.ellipse(scene, centre, axes, float(chance.integers(0, 180)), 0, 360, colour, cv2.FILLED)
    return cv2.GaussianBlur(scene, (0, 0), 2).astype(np.uint8)


@settings(max_examples=30, deadline=None)
@given(seed=pictures, factor=st.floats(0.2, 2.0))
def test_size_does_not_matter(seed: int, factor: float) -> None:
    scene = picture(seed)
    other = cv2.resize(scene, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert distance(perceptual_hash(scene), perceptual_hash(np.asarray(other, np.uint8))) <= 4


@settings(max_examples=30, deadline=None)
@given(seed=pictures, quality=st.integers(30, 95))
def test_compression_does_not_matter(seed: int, quality: int) -> None:
    scene, file = picture(seed), io.BytesIO()
    Image.fromarray(scene).save(file, "JPEG", quality=quality)
    assert distance(perceptual_hash(scene), perceptual_hash(np.asarray(Image.open(file)))) <= 4


@settings(max_examples=30, deadline=None)
@given(seed=pictures, gain=st.floats(0.7, 1.0), offset=st.integers(0, 40))
def test_brightness_and_contrast_do_not_matter(seed: int, gain: float, offset: int) -> None:
    scene = picture(seed)
    other = (scene.astype(np.float32) * gain + offset).clip(0, 255).astype(np.uint8)
    assert distance(perceptual_hash(scene), perceptual_hash(other)) <= 6


@settings(max_examples=30, deadline=None)
@given(one=pictures, other=pictures)
def test_another_picture_is_far(one: int, other: int) -> None:
    if one != other:
        assert distance(perceptual_hash(picture(one)), perceptual_hash(picture(other))) > 4


@settings(max_examples=20, deadline=None)
@given(seed=pictures, turn=st.sampled_from([cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE]))
def test_a_turned_picture_is_far(seed: int, turn: int) -> None:
    scene = picture(seed)
    assert distance(perceptual_hash(scene), perceptual_hash(np.asarray(cv2.rotate(scene, turn), np.uint8))) > 10


def test_distance_counts_bits() -> None:
    assert distance(0b1011, 0b0001) == 2
    assert distance(2**64 - 1, 0) == 64


def test_real_photos_are_far_from_each_other(shared_data: Path) -> None:
    hashes = [
        perceptual_hash(decode(path).pixels) for path in sorted((shared_data / "validation_photos").glob("*"))[::4]
    ]
    nearest = min(distance(a, b) for i, a in enumerate(hashes) for b in hashes[i + 1 :])
    assert nearest > 6
