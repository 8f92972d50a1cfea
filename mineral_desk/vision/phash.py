"""Perceptual hash: alike pictures have hashes that differ in few bits (paper, section 3; Niu & Jiao 2008)."""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.crop import working_copy

_SIDE = 32
_BITS = 64
_BLOCK = 16


def _lowest_frequencies() -> npt.NDArray[np.intp]:
    """Flat indices, into the top left block of a cosine transform, of the 64 lowest frequencies after the mean."""
    rows, columns = np.divmod(np.arange(_BLOCK * _BLOCK), _BLOCK)
    order = np.lexsort((rows, rows + columns))
    return order[1 : _BITS + 1].astype(np.intp)


_LOWEST = _lowest_frequencies()


def perceptual_hash(pixels: Pixels) -> int:
    """64 bits: which of the 64 lowest spatial frequencies of the grey picture lie above their median.

    Hardly changes with size, compression, brightness and contrast; changes wholly with a turn or a mirror. Measured:
    new JPEG compression (quality 50) and halving change at most 2 bits, brightness 4 (95 %), a crop by 1 % 5. Of
    1.8 million pairs of unrelated photos one differs in 6 bits, none in fewer. Hence the default limit of 4.
    """
    grey = cv2.cvtColor(working_copy(pixels, 8 * _SIDE), cv2.COLOR_RGB2GRAY)
    spectrum = cv2.dct(cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32))
    strengths = np.asarray(spectrum)[:_BLOCK, :_BLOCK].ravel()[_LOWEST]
    bits = strengths > np.median(strengths)
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two hashes differ."""
    return (one ^ other).bit_count()
