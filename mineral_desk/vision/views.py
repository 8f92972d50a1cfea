"""The squares of a photo that the classifier sees."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.model import ImageInput
from mineral_desk.domain.photo import Pixels


def crop_pixels(pixels: Pixels, box_px: Box) -> Pixels:
    """The pixels of a photo (H, W, 3) inside a box: a view on them, at least one pixel."""
    height, width = pixels.shape[:2]
    x0, y0 = min(max(round(box_px.x0), 0), width - 1), min(max(round(box_px.y0), 0), height - 1)
    x1, y1 = min(max(round(box_px.x1), x0 + 1), width), min(max(round(box_px.y1), y0 + 1), height)
    return pixels[y0:y1, x0:x1]


def whole_view(pixels: Pixels, size_px: int) -> Pixels:
    """The whole of ``pixels`` (H, W, 3) stretched to a square (size_px, size_px, 3).

    Stretched rather than padded: a map over the square is then a map over the crop, and padding was no more accurate.
    """
    shrinks = size_px < max(pixels.shape[:2])
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (size_px, size_px), interpolation=how), np.uint8)


def central_view(pixels: Pixels, size_px: int) -> Pixels:
    """The largest square in the middle of ``pixels`` (H, W, 3), as (size_px, size_px, 3)."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return whole_view(pixels[top : top + side, left : left + side], size_px)


def classified_views(pixels: Pixels, size_px: int) -> list[Pixels]:
    """What the classifier looks at: the whole crop (first), and the square in its middle."""
    return [whole_view(pixels, size_px), central_view(pixels, size_px)]


def to_input(views: Sequence[Pixels], image: ImageInput) -> npt.NDArray[np.float32]:
    """Square views as the network takes them: (N, 3, size_px, size_px) float32."""
    stacked = np.stack(views).transpose(0, 3, 1, 2).astype(np.float32)
    return np.ascontiguousarray(stacked * np.float32(image.scale) + np.float32(image.offset))
