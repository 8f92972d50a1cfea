"""From a decoder's own storage to sRGB pixels, a few rows at a time.

Converting in bands keeps the peak memory at the decoder's own image plus the result, and the bands in the cache.
"""

from collections.abc import Callable
from math import ceil, floor

import cv2
import numpy as np
from PIL import Image

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.decoding.opened import Size

Rows = Callable[[int, int], Image.Image]
"""(first, last) -> the source's rows ``first <= row < last`` in full width, mode L, RGB or CMYK."""

_BAND_PIXELS = 2**20


def in_bands(rows: Rows, source_size: Size, size: Size, to_srgb: Callable[[Image.Image], Image.Image]) -> Pixels:
    """The source at ``size`` (averaged over area where that is smaller), as (H, W, 3) uint8 sRGB."""
    (source_width, source_height), (width, height) = source_size, size
    step = source_height / height
    band_rows = max(1, _BAND_PIXELS // source_width)
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, band_rows):
        bottom = min(top + band_rows, height)
        y0, y1 = top * step, min(bottom * step, source_height)
        first, last = floor(y0), min(ceil(y1), source_height)
        band = rows(first, last)
        if source_size != size:
            box = (0.0, y0 - first, float(source_width), y1 - first)
            band = band.resize((width, bottom - top), Image.Resampling.BOX, box=box)
        pixels[top:bottom] = np.asarray(to_srgb(band))
    return pixels


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turn and mirror by the EXIF orientation (1 to 8)."""
    if orientation in (5, 6, 7, 8):
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    flip_code = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    if flip_code is not None:
        pixels = np.asarray(cv2.flip(pixels, flip_code), np.uint8)
    return np.ascontiguousarray(pixels)
