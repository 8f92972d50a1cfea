"""Reads a photo for the screen, on a lane."""

from mineral_desk.domain.catalogue import PhotoRow
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.photo_view.images import Picture, make_picture


def read_picture(backend: Backend, row: PhotoRow, long_side_px: int) -> Picture:
    """The photo with so many pixels at its long side, and its full size where that is known.

    Raises :class:`MineralDeskError` where it cannot be read.
    """
    pixels = backend.pixels(row.path, long_side_px)
    width_px, height_px = backend.photo_size(row.id)
    if width_px <= 0:
        height_px, width_px = pixels.shape[:2]
    return make_picture(row.sha256, width_px, height_px, pixels)
