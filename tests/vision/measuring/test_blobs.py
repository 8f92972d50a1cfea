import cv2
import numpy as np
import pytest

from mineral_desk.vision.measuring.blobs import cube_blobs
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap


def seen(*boxes: tuple[int, int, int, int], probability: float = 0.9) -> SegmentMap:
    """A photo of 320 x 240 pixels with cubes in the boxes and table elsewhere."""
    planes = np.zeros((len(SegmentClass), 240, 320), np.float32)
    for x0, y0, x1, y1 in boxes:
        planes[SegmentClass.CUBE, y0:y1, x0:x1] = probability
    planes[SegmentClass.BACKGROUND] = 1 - planes.sum(0)
    return SegmentMap(planes)


def test_without_a_network_there_are_no_blobs() -> None:
    assert cube_blobs(None) == []


def test_a_blob_tells_where_the_cube_is_and_about_how_large() -> None:
    (blob,) = cube_blobs(seen((100, 60, 160, 120)))
    assert (blob.x, blob.y) == pytest.approx((130, 90), abs=0.6)
    assert blob.edge_px == pytest.approx(60 / 1.4**0.5, rel=0.05)
    assert cv2.contourArea(blob.hull) == pytest.approx(59 * 59)


def test_the_clearest_blob_comes_first_and_specks_are_left_out() -> None:
    blobs = cube_blobs(seen((20, 20, 40, 40), (200, 100, 260, 160), (300, 10, 304, 14)))
    assert [round(blob.x) for blob in blobs] == [230, 30]


def test_what_is_hardly_cube_is_no_blob() -> None:
    assert cube_blobs(seen((100, 60, 160, 120), probability=0.2)) == []
