"""Pixels for the screen: photos at a size, thumbnails, activation maps. Called on the vision lane."""

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk import vision
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.photo import Pixels

CACHE_BYTES = 256 << 20


class Pictures:
    """Decoded pictures, the most recently used kept in memory up to ``limit_bytes``."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[tuple[Path, int], Pixels] = OrderedDict()
        self._bytes = 0
        self._guard = threading.Lock()

    def load(self, path: Path, long_side_px: int) -> Pixels:
        """The upright photo with its long side at most ``long_side_px``. Raises :class:`PhotoError`."""
        key = (path, long_side_px)
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        pixels = vision.decode.decode_thumbnail(path, long_side_px)
        with self._guard:
            if key not in self._kept:
                self._kept[key] = pixels
                self._bytes += pixels.nbytes
            while self._bytes > self._limit_bytes and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._bytes -= old.nbytes
        return pixels


def heat_map(explanation: Explanation, width_px: int, height_px: int) -> npt.NDArray[np.float32]:
    """The activation map enlarged over a photo of that size: (height, width) float32, 0 to 1, 0 where the model
    saw nothing. ``explanation.box_px`` must be in pixels of that photo (see :meth:`Explanation.scaled`).
    """
    return vision.mask.render_heat_map(explanation, width_px, height_px)
