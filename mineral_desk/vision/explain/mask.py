"""Maps and masks at the size of the photo, made in bands so that a huge photo needs little memory."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.explanation import Explanation

_BAND_ROWS = 256


def render_heat_map(explanation: Explanation, width_px: int, height_px: int) -> npt.NDArray[np.float32]:
    """The map enlarged bilinearly over a photo of that size: (height_px, width_px) float32, 0 outside its box.

    ``explanation.box_px`` must be in pixels of that photo.
    """
    whole = np.zeros((height_px, width_px), np.float32)
    for rows, columns, heat in _bands(explanation, width_px, height_px):
        whole[rows, columns] = heat
    return whole


def render_mask(explanation: Explanation, width_px: int, height_px: int) -> npt.NDArray[np.uint8]:
    """The mask over a photo of that size: (height_px, width_px) uint8, 255 where the map exceeds the threshold."""
    whole = np.zeros((height_px, width_px), np.uint8)
    for rows, columns, heat in _bands(explanation, width_px, height_px):
        whole[rows, columns] = np.where(heat > explanation.threshold, np.uint8(255), np.uint8(0))
    return whole


def encode_mask(explanation: Explanation, width_px: int, height_px: int) -> bytes:
    """The mask as a single-channel PNG of that size."""
    return cv2.imencode(".png", render_mask(explanation, width_px, height_px))[1].tobytes()


def area_fraction(explanation: Explanation, width_px: int, height_px: int) -> float:
    """The mask's share of the photo's area, 0 to 1."""
    marked = sum(
        int(np.count_nonzero(heat > explanation.threshold)) for _, _, heat in _bands(explanation, width_px, height_px)
    )
    return marked / max(width_px * height_px, 1)


def enlarged(heat_map: npt.NDArray[np.float32], width_px: int, height_px: int) -> npt.NDArray[np.float32]:
    """The map (h, w) enlarged bilinearly to (height_px, width_px)."""
    rows = (np.arange(height_px, dtype=np.float32) + np.float32(0.5)) / height_px * heat_map.shape[0] - np.float32(0.5)
    columns = (np.arange(width_px, dtype=np.float32) + np.float32(0.5)) / width_px * heat_map.shape[1] - np.float32(0.5)
    return _sampled(heat_map, rows, columns)


def _bands(
    explanation: Explanation, width_px: int, height_px: int
) -> Iterator[tuple[slice, slice, npt.NDArray[np.float32]]]:
    """Rows, columns and map values of the part of the photo that the box covers, some rows at a time."""
    box = explanation.box_px
    if box.width <= 0 or box.height <= 0:
        return
    clipped = box.clipped(width_px, height_px)
    left, right = round(clipped.x0), round(clipped.x1)
    heat = explanation.heat_map
    columns = ((np.arange(left, right) + 0.5 - box.x0) / box.width * heat.shape[1] - 0.5).astype(np.float32)
    for top in range(round(clipped.y0), round(clipped.y1), _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, round(clipped.y1))
        rows = ((np.arange(top, bottom) + 0.5 - box.y0) / box.height * heat.shape[0] - 0.5).astype(np.float32)
        yield slice(top, bottom), slice(left, right), _sampled(heat, rows, columns)


def _sampled(
    heat: npt.NDArray[np.float32], rows: npt.NDArray[np.float32], columns: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Bilinear samples (len(rows), len(columns)) of ``heat`` at fractional rows and columns, its border repeated."""
    down, row_share = _neighbours(rows, heat.shape[0])
    right, column_share = _neighbours(columns, heat.shape[1])
    across = heat[:, right] * (1 - column_share) + heat[:, np.minimum(right + 1, heat.shape[1] - 1)] * column_share
    lower = across[np.minimum(down + 1, heat.shape[0] - 1)]
    share = row_share[:, None]
    return np.asarray(across[down] * (1 - share) + lower * share, np.float32)


def _neighbours(
    positions: npt.NDArray[np.float32], length: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """The cell before each position, and how far towards the next one the position lies (0 to 1)."""
    inside = np.clip(positions, 0, length - 1)
    first = np.floor(inside)
    return first.astype(np.intp), np.asarray(inside - first, np.float32)
