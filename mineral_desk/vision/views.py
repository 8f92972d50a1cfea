"""The squares of a photo that the classifier sees."""

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels

PADDING_RGB = (127, 127, 127)
"""What fills a square beside a photo that is not square: the value that the network takes for zero."""


def crop_pixels(pixels: Pixels, box_px: Box) -> Pixels:
    """The pixels of a photo (H, W, 3) inside a box: a view on them, at least one pixel."""
    height, width = pixels.shape[:2]
    x0, y0 = min(max(round(box_px.x0), 0), width - 1), min(max(round(box_px.y0), 0), height - 1)
    x1, y1 = min(max(round(box_px.x1), x0 + 1), width), min(max(round(box_px.y1), y0 + 1), height)
    return pixels[y0:y1, x0:x1]


def inner_box(width: int, height: int, size_px: int) -> tuple[int, int, int, int]:
    """Where a picture of that size lies in its square view: left, top, width, height."""
    scale = size_px / max(width, height)
    inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
    return (size_px - inner_width) // 2, (size_px - inner_height) // 2, inner_width, inner_height


def square_view(pixels: Pixels, size_px: int) -> Pixels:
    """The whole of ``pixels`` (H, W, 3) in a square (size_px, size_px, 3), grey where it does not reach."""
    left, top, width, height = inner_box(pixels.shape[1], pixels.shape[0], size_px)
    square = np.full((size_px, size_px, 3), PADDING_RGB, np.uint8)
    square[top : top + height, left : left + width] = _resized(pixels, width, height)
    return square


def central_view(pixels: Pixels, size_px: int, share: float = 1.0) -> Pixels:
    """The square in the middle, its side ``share`` of the shorter side, as (size_px, size_px, 3)."""
    height, width = pixels.shape[:2]
    side = max(1, round(min(height, width) * share))
    top, left = (height - side) // 2, (width - side) // 2
    return _resized(pixels[top : top + side, left : left + side], size_px, size_px)


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    how = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=how), np.uint8)


def classified_views(pixels: Pixels, size_px: int) -> list[Pixels]:
    """What the classifier looks at: the whole crop (first), and the square in its middle."""
    return [square_view(pixels, size_px), central_view(pixels, size_px)]
