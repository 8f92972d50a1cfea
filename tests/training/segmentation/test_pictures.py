"""Scenes on disk, the teacher's masks, pasting and changing pictures: masks stay true to the pixels."""

import cv2
import numpy as np
import pytest

from mineral_desk.domain.errors import UsageError

pytest.importorskip("onnx")

from mineral_desk.training.photos import LabelledPhoto
from mineral_desk.training.segmentation.augment import framed, redrawn, with_sticker
from mineral_desk.training.segmentation.batches import TrainingPictures, batches
from mineral_desk.training.segmentation.pasting import filled, with_cut_out, with_things
from mineral_desk.training.segmentation.pictures import (
    UNKNOWN,
    MaskedPhoto,
    Picture,
    is_clean,
    is_useful,
    read_scenes,
)
from mineral_desk.vision.measuring.classes import SegmentClass
from tests.training.segmentation.small import COLOURS, scene, write_scenes


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def disc_mask(radius=40, centre=(80, 80)):
    mask = np.zeros((160, 160), np.uint8)
    cv2.circle(mask, centre, radius, 255, -1)
    return cv2.GaussianBlur(mask, (0, 0), 1.0)


def real_photo(tmp_path, mask):
    pixels = np.full((120, 160, 3), 30, np.uint8)
    pixels[cv2.resize(mask, (160, 120)) > 127] = (200, 40, 160)
    path = tmp_path / "real.png"
    cv2.imwrite(str(path), pixels[..., ::-1])
    return MaskedPhoto(LabelledPhoto(path, "Rhodonite"), mask)


def test_each_tenth_seed_is_held_out(tmp_path):
    scenes = read_scenes(write_scenes(tmp_path / "scenes", range(1, 15)))
    assert [one.seed for one in scenes if one.held_out] == [3, 13]


def test_a_second_specimen_is_specimen(tmp_path):
    folder = write_scenes(tmp_path / "scenes", range(1, 2))
    mask = np.full((96, 128), 6, np.uint8)
    cv2.imwrite(str(folder / "000001_mask.png"), mask)
    assert set(np.unique(read_scenes(folder)[0].read().kinds)) == {SegmentClass.SPECIMEN}


def test_a_folder_without_masks_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no scenes with masks"):
        read_scenes(tmp_path)


@pytest.mark.parametrize(
    ("mask", "clean", "useful"),
    [
        (disc_mask(), True, True),
        (disc_mask(centre=(10, 80)), False, True),
        (np.maximum(disc_mask(25, (40, 40)), disc_mask(25, (120, 120))), False, True),
        (cv2.GaussianBlur(disc_mask(), (0, 0), 25), False, False),
        (np.full((160, 160), 255, np.uint8), False, False),
        (np.zeros((160, 160), np.uint8), False, False),
    ],
)
def test_only_one_sure_body_clear_of_the_border_is_cut_out(mask, clean, useful):
    assert is_clean(mask) is clean
    assert is_useful(mask) is useful


def test_unsure_pixels_of_a_real_photo_are_unknown(tmp_path):
    picture = real_photo(tmp_path, disc_mask()).read()
    assert picture.kinds[60, 80] == SegmentClass.SPECIMEN
    assert picture.kinds[5, 5] == SegmentClass.BACKGROUND
    assert 0 < (picture.kinds == UNKNOWN).mean() < 0.2


def test_a_cut_out_takes_the_place_of_the_rendered_specimen(tmp_path, rng):
    pixels, mask = scene(2)
    made = with_cut_out(Picture(pixels, mask), real_photo(tmp_path, disc_mask()).cut_out(), rng)
    specimen = cv2.erode((made.kinds == SegmentClass.SPECIMEN).astype(np.uint8), np.ones((5, 5))) > 0
    assert specimen.sum() > 300
    red, green, _ = made.pixels[specimen].mean(axis=0)
    assert red > 2 * green
    assert not ((mask == SegmentClass.CUBE) & (made.kinds == SegmentClass.BACKGROUND)).any()


def test_the_place_of_the_rendered_specimen_is_filled_from_around_it(rng):
    pixels, mask = scene(2)
    empty = filled(pixels, mask == SegmentClass.SPECIMEN, rng)
    ground = pixels[mask == SegmentClass.BACKGROUND].mean()
    assert abs(empty[mask == SegmentClass.SPECIMEN].mean() - ground) < 12


def test_rendered_things_lie_on_a_real_photo(tmp_path, rng):
    pixels, mask = scene(3)
    made = with_things(real_photo(tmp_path, disc_mask()).read(), Picture(pixels, mask), rng)
    cube = made.kinds == SegmentClass.CUBE
    assert cube.sum() > 15
    assert made.pixels[cube].mean() < 90
    assert (made.kinds == SegmentClass.LABEL).any()


def test_a_frame_keeps_pixels_and_mask_together(rng):
    pixels, mask = scene(3)
    for _ in range(8):
        part = framed(Picture(pixels, mask), 64, 96, rng)
        assert part.pixels.shape == (64, 96, 3)
        inside = cv2.erode((part.kinds == SegmentClass.SPECIMEN).astype(np.uint8), np.ones((5, 5))) > 0
        if inside.sum() > 50:
            assert np.abs(part.pixels[inside].mean(axis=0) - COLOURS[1]).max() < 12


def test_another_camera_leaves_the_mask(rng):
    pixels, mask = scene(3)
    for _ in range(10):
        made = redrawn(Picture(pixels, mask), rng)
        assert made.pixels.shape == pixels.shape
        assert np.array_equal(made.kinds, mask)


def test_a_sticker_changes_only_the_specimen(rng):
    pixels, mask = scene(3)
    made = with_sticker(Picture(pixels, mask), rng)
    changed = (made.pixels != pixels).any(axis=2)
    assert changed.sum() > 10
    assert not (changed & (mask != SegmentClass.SPECIMEN)).any()


def test_batches_are_the_same_for_the_same_seed(tmp_path):
    pictures = TrainingPictures(read_scenes(write_scenes(tmp_path / "scenes", range(1, 6))))
    first, again = (next(batches(pictures, 2, 96, (1, 7), workers=2)) for _ in range(2))
    assert np.array_equal(first.pixels, again.pixels)
    assert np.array_equal(first.kinds, again.kinds)
    assert max(first.kinds.shape[1:]) == 96
    assert all(side % 32 == 0 for side in first.kinds.shape[1:])
