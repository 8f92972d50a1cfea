"""Tables of photos, masks and augmentation."""

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.training.augment import Augmentation, augment, swap_background
from mineral_desk.training.photos import data_digest, decode_small, read_photo_table, species_of
from mineral_desk.training.saliency import MASK_PX, SaliencyTeacher


def test_reads_the_table(tiny):
    photos = read_photo_table(tiny / "held_out")
    assert len(photos) == 12
    assert species_of(photos) == ("Azurite", "Malachite", "Sulphur")
    assert {photo.collection for photo in photos} == {"north", "south"}
    assert photos[0].has_foreign
    assert not photos[1].has_foreign
    assert photos[0].title == "Azurite on Quartz.jpg"


def test_a_table_without_species_is_refused(tmp_path):
    (tmp_path / "p.csv").write_text("file,name\na.jpg,Quartz\n")
    with pytest.raises(UsageError, match="lacks the columns"):
        read_photo_table(tmp_path / "p")


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(UnreadablePhoto, match=r"x\.jpg"):
        decode_small(data, "x.jpg")


def test_the_digest_knows_labels_and_contents(tiny):
    photos = read_photo_table(tiny / "photos")
    digest = data_digest(photos)
    assert digest == data_digest(read_photo_table(tiny / "photos"))
    assert digest != data_digest(photos[1:])
    photos[0].path.write_bytes(photos[1].path.read_bytes())
    assert digest != data_digest(photos)


def test_masks_are_computed_once(tiny):
    (photo, *_) = read_photo_table(tiny / "photos")
    first = SaliencyTeacher(tiny / "teacher.onnx", tiny / "masks").mask(photo)
    (tiny / "teacher.onnx").unlink()
    second = SaliencyTeacher(tiny / "teacher.onnx", tiny / "masks").mask(photo)
    np.testing.assert_array_equal(first, second)
    assert first.shape == (MASK_PX, MASK_PX)
    assert first[MASK_PX // 2, MASK_PX // 2] > 100 > first[2, 2]


def test_a_broken_mask_file_is_made_anew(tiny):
    (photo, *_) = read_photo_table(tiny / "photos")
    teacher = SaliencyTeacher(tiny / "teacher.onnx", tiny / "masks")
    first = teacher.mask(photo)
    (kept,) = (tiny / "masks").glob("*.png")
    kept.write_bytes(b"half")
    np.testing.assert_array_equal(teacher.mask(photo), first)


def test_augmentation_is_repeatable_and_of_the_size_asked_for(tiny):
    photo = read_photo_table(tiny / "photos")[0]
    pixels = decode_small(photo.bytes(), "a")
    mask = SaliencyTeacher(tiny / "teacher.onnx", tiny / "masks").mask(photo)
    one, two, other = (augment(pixels, mask, 48, Augmentation(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert one.shape == (48, 48, 3)
    assert one.dtype == np.uint8
    assert np.abs(one.astype(int) - other).mean() > 1


def test_the_background_changes_and_the_specimen_stays():
    pixels = np.full((40, 40, 3), 200, np.uint8)
    soft = np.zeros((40, 40), np.uint8)
    cv2.circle(soft, (20, 20), 10, 255, -1)
    changed = swap_background(pixels, soft, (10, 20, 30))
    np.testing.assert_array_equal(changed[20, 20], [200, 200, 200])
    np.testing.assert_array_equal(changed[0, 0], [10, 20, 30])
