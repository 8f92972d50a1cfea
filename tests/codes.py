"""Photos with codes in the frame."""

import cv2
import numpy as np
import zxingcpp

from mineral_desk.domain.photo import Pixels


def with_code(
    pixels: Pixels, text: str, kind: str = "QRCode", scale: int = 6, at: tuple[int, int] = (20, 20)
) -> Pixels:
    """``pixels`` with a code on white paper; ``at`` is its upper left corner (x, y)."""
    code = np.array(zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind)).to_image(scale=scale))
    made, (x, y) = pixels.copy(), at
    made[y : y + code.shape[0], x : x + code.shape[1]] = code[..., None]
    return made


def plain_photo(width: int = 1200, height: int = 800) -> Pixels:
    """Grey paper with a little noise."""
    noise = np.random.default_rng(7).integers(150, 200, (height // 4, width // 4, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
