"""How light and contrasty a photo is shown: curves for the screen, never for the file, the analysis or an export."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtGui import QImage

STRONGEST = 100
STEEPEST_POWER = 1.5
"""The strongest setting takes a tone to the power of 2 to this, or of one through that."""


@dataclass(frozen=True)
class Tones:
    """``brightness`` and ``contrast`` from -100 to 100; 0 as it was taken.

    Brightness is a power (gamma) and contrast an S about the middle, so that black stays black and white stays white: a
    dark crystal on black comes out of its ground, and nothing that the photo shows is cut off at either end.
    """

    brightness: int = 0
    contrast: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether the photo is shown as it was taken."""
        return self == Tones()

    @cached_property
    def table(self) -> bytes:
        """What becomes of each of the 256 values of a channel: 256 bytes that never fall, 0 and 255 as they are."""
        tone = np.linspace(0.0, 1.0, 256) ** 2.0 ** (-STEEPEST_POWER * self.brightness / STRONGEST)
        power = 2.0 ** (STEEPEST_POWER * self.contrast / STRONGEST)
        light, dark = tone**power, (1.0 - tone) ** power
        return bytes(np.rint(255.0 * light / (light + dark)).astype(np.uint8))


def shown_with(image: QImage, tones: Tones) -> QImage:
    """A copy of an image of four bytes a pixel with these tones; what is quite opaque or transparent stays so."""
    pixels = bytes(image.constBits()).translate(tones.table)
    lit = QImage(pixels, image.width(), image.height(), image.bytesPerLine(), image.format()).copy()
    lit.setDevicePixelRatio(image.devicePixelRatio())
    return lit
