"""The working copy, and the crop on the specimen that the classifier sees (paper, section 3)."""

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Mask, Pixels

WORKING_SIDE_PX = 1024
"""The long side of the paper's working copy."""
CROP_MARGIN = 0.05
SALIENCY_SIDE_PX = 256
_BORDER = 0.03
_LEAST_AREA = 0.01
_LEAST_CONTRAST = 18.0


def working_copy(pixels: Pixels, long_side_px: int = WORKING_SIDE_PX) -> Pixels:
    """The photo with its longer side at ``long_side_px``, averaged over areas; a smaller photo stays as it is."""
    height, width = pixels.shape[:2]
    factor = long_side_px / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(halved(pixels, long_side_px), size, interpolation=cv2.INTER_AREA), np.uint8)


def halved(pixels: Pixels, long_side_px: int) -> Pixels:
    """The photo halved as often as its longer side stays at ``long_side_px`` or more, and both sides stay whole.

    Halving is several times faster than averaging by another factor, and averages of averages are the same.
    """
    height, width = pixels.shape[:2]
    while max(height, width) >= 2 * long_side_px and height % 2 == width % 2 == 0:
        height, width = height // 2, width // 2
        pixels = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return pixels


def crop_on_specimen(pixels: Pixels, specimen_px: Box | None, margin: float = CROP_MARGIN) -> tuple[Pixels, Box]:
    """The part of the photo around the specimen, and its box in whole pixels of ``pixels``.

    ``margin`` is a share of the box's longer side, added on every side. Without a box the salient part is taken.
    """
    height, width = pixels.shape[:2]
    box = specimen_px or salient_box(pixels)
    grown = box.padded(margin * max(box.width, box.height)).clipped(width, height)
    x0, y0 = (int(np.floor(value)) for value in grown[:2])
    x1, y1 = (int(np.ceil(value)) for value in grown[2:])
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = 0, 0, width, height
    return np.ascontiguousarray(pixels[y0:y1, x0:x1]), Box(x0, y0, x1, y1)


def salient_box(pixels: Pixels) -> Box:
    """The box of the largest thing that differs from the background at the border; the whole photo where nothing does.

    Cheap (a few milliseconds): a fallback for photos in which nothing better found the specimen.
    """
    height, width = pixels.shape[:2]
    small = working_copy(pixels, SALIENCY_SIDE_PX)
    whole = Box(0, 0, width, height)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(salient_mask(small).astype(np.uint8))
    if len(stats) < 2:
        return whole
    rows, columns = small.shape[:2]
    distances = np.hypot(centres[1:, 0] / columns - 0.5, centres[1:, 1] / rows - 0.5)
    # of two things of the same size the one nearer to the middle is the specimen
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA] * (1 - distances)))
    x, y, w, h, area = (int(value) for value in stats[best])
    if area < _LEAST_AREA * labels.size:
        return whole
    return Box(x * width / columns, y * height / rows, (x + w) * width / columns, (y + h) * height / rows)


def salient_mask(pixels: Pixels) -> Mask:
    """(H, W) where the colour is far from the background, taken from the upper and lower border and shaded between.

    Meant for small copies, a few hundred pixels wide.
    """
    lab = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), (0, 0), 1.5).astype(np.float32)
    rows, columns = lab.shape[:2]
    rim = max(1, round(_BORDER * min(rows, columns)))
    top, bottom = (np.median(part.reshape(-1, 3), axis=0) for part in (lab[:rim], lab[-rim:]))
    down = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
    distance = np.linalg.norm(lab - (top * (1 - down) + bottom * down), axis=2)
    scaled = np.clip(distance, 0, 255).astype(np.uint8)
    cut, _ = cv2.threshold(scaled, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = (scaled > max(cut, _LEAST_CONTRAST)).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel)
    return np.asarray(closed, np.bool_)
