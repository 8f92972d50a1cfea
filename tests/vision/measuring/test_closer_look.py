import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.closer_look import looked_closer

SEES_PX = 48
"""What stands in for the network sees photos this large, and everything white as a specimen."""


def segment(pixels: Pixels) -> SegmentMap:
    factor = SEES_PX / max(pixels.shape[:2])
    height, width = (max(1, round(side * factor)) for side in pixels.shape[:2])
    white = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)[..., 0].astype(np.float32) / 255
    planes = np.zeros((len(SegmentClass), height, width), np.float32)
    planes[SegmentClass.SPECIMEN], planes[SegmentClass.BACKGROUND] = white, 1 - white
    return SegmentMap(planes)


def photo_of(*boxes: tuple[int, int, int, int], side: int = 480) -> Pixels:
    pixels = np.zeros((side, side, 3), np.uint8)
    for x0, y0, x1, y1 in boxes:
        pixels[y0:y1, x0:x1] = 255
    return pixels


def first_look(pixels: Pixels) -> SegmentMap:
    return segment(pixels).at(240, 240)


def test_a_needle_too_thin_for_the_whole_photo_is_seen() -> None:
    pixels = photo_of((200, 200, 260, 260), (260, 228, 272, 232))
    first = first_look(pixels)
    second = looked_closer(segment, pixels, first)
    needle = (115, 132)
    assert first.of(SegmentClass.SPECIMEN)[needle] < 0.5
    assert second.of(SegmentClass.SPECIMEN)[needle] > 0.5


def test_what_lies_further_away_is_left_as_it_was_seen() -> None:
    pixels = photo_of((200, 200, 260, 260), (2, 2, 5, 5))
    first = first_look(pixels)
    second = looked_closer(segment, pixels, first)
    assert np.array_equal(first.probabilities[:, :40], second.probabilities[:, :40])


def test_what_fills_the_photo_needs_no_second_look() -> None:
    for pixels in (photo_of((30, 60, 450, 400)), photo_of()):
        first = first_look(pixels)
        assert looked_closer(segment, pixels, first) is first


def test_a_small_thing_is_looked_at_with_some_table_around_it() -> None:
    seen: list[tuple[int, ...]] = []

    def watched(pixels: Pixels) -> SegmentMap:
        seen.append(pixels.shape)
        return segment(pixels)

    pixels = photo_of((230, 230, 250, 250))
    looked_closer(watched, pixels, first_look(pixels))
    assert seen
    assert min(seen[0][:2]) >= 0.19 * 480


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 460), st.integers(0, 460), st.integers(14, 300), st.integers(14, 300))
def test_probabilities_stay_probabilities_wherever_the_thing_lies(x: int, y: int, width: int, height: int) -> None:
    pixels = photo_of((x, y, x + width, y + height))
    merged = looked_closer(segment, pixels, first_look(pixels)).probabilities
    assert merged.shape == (len(SegmentClass), 240, 240)
    assert merged.min() >= 0
    assert np.allclose(merged.sum(0), 1, atol=1e-5)
