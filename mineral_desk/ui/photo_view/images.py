"""Pixels as Qt images, made on a lane: nothing here may cost the main thread time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from mineral_desk.domain.photo import Pixels
from mineral_desk.ui.photo_view.geometry import contour
from mineral_desk.ui.theme.tokens import OVERLAY

SMALLEST_LEVEL_PX = 512
Bgrx = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A photo for the screen: ``levels`` from large to small, each half the one before; ``width_px`` full-size."""

    sha256: str
    width_px: int
    height_px: int
    levels: tuple[QImage, ...]
    memory: tuple[npt.NDArray[np.uint8], ...]
    """What the levels are drawn from."""

    def level_for(self, width_px: float) -> QImage:
        """The smallest level that still has the pixels for a photo shown ``width_px`` screen pixels wide."""
        fitting = [level for level in self.levels if level.width() >= width_px]
        return fitting[-1] if fitting else self.levels[0]

    @property
    def long_side_px(self) -> int:
        """The long side of the largest level."""
        return max(self.levels[0].width(), self.levels[0].height())


@dataclass(frozen=True, slots=True, eq=False)
class HeatPicture:
    """The map in its colours (without the opacity) over the whole photo.

    ``edge`` (N, 2, 2) is the mask's edge in fractions of width and height.
    """

    sha256: str
    image: QImage
    edge: npt.NDArray[np.float32]


def to_image(pixels: Pixels) -> QImage:
    """A small image with memory of its own."""
    return _wrapped(_as_bgrx(pixels)).copy()


def make_picture(sha256: str, width_px: int, height_px: int, pixels: Pixels) -> Picture:
    """The photo with its smaller copies, so that it is smooth at every zoom.

    NumPy does the work, because Qt's own scaling would hold the interpreter, and with it the main thread, meanwhile.
    """
    memory = [_as_bgrx(pixels)]
    while max(memory[-1].shape[:2]) >= 2 * SMALLEST_LEVEL_PX:
        memory.append(_halved(memory[-1]))
    return Picture(sha256, width_px, height_px, tuple(_wrapped(one) for one in memory), tuple(memory))


def _as_bgrx(pixels: Pixels) -> Bgrx:
    """The order of bytes that Qt draws fastest."""
    height, width = pixels.shape[:2]
    made = np.empty((height, width, 4), np.uint8)
    made[..., 3] = 255
    for channel in range(3):
        made[..., channel] = pixels[..., 2 - channel]
    return made


def _halved(pixels: Bgrx) -> Bgrx:
    """Half as large, each pixel the mean of four; an odd last row or column is left out."""
    height, width = (side // 2 * 2 for side in pixels.shape[:2])
    sums = pixels[0:height:2, 0:width:2].astype(np.uint16)
    sums += pixels[1:height:2, 0:width:2]
    sums += pixels[0:height:2, 1:width:2]
    sums += pixels[1:height:2, 1:width:2]
    sums += 2
    sums >>= 2
    return sums.astype(np.uint8)


def _wrapped(pixels: Bgrx) -> QImage:
    """An image on the array's own memory, which must outlive it."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)


def _rgb(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def ramp(steps: int = 256) -> npt.NDArray[np.uint8]:
    """The map's colours: (steps, 4) uint8 RGBA, without any below the floor."""
    places = np.linspace(0, 1, len(OVERLAY.map_ramp))
    colours = np.array([_rgb(one) for one in OVERLAY.map_ramp], np.float64)
    at = np.linspace(0, 1, steps)
    table = np.empty((steps, 4), np.uint8)
    for channel in range(3):
        table[:, channel] = np.interp(at, places, colours[:, channel])
    # the first colour fades in, so that the map has no hard rim
    table[:, 3] = np.clip((at - OVERLAY.map_floor) / 0.12, 0, 1) * 255
    return table


def make_heat_picture(sha256: str, heat: npt.NDArray[np.float32], threshold: float) -> HeatPicture:
    """Colour a map (H, W), 0 to 1, and find its mask's edge."""
    height, width = heat.shape
    colours = ramp()[np.clip(heat * 255, 0, 255).astype(np.uint8)]
    image = QImage(np.ascontiguousarray(colours).data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    edge = ((contour(heat, threshold) + 0.5) / np.array([width, height])).astype(np.float32)
    return HeatPicture(sha256, image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied), edge)
