"""QR codes and barcodes in a photo."""

import cv2
import zxingcpp

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.region import Region, RegionKind

LONGEST_SIDE_PX = 2400
"""The picture is reduced to this before the search: a code whose modules are then narrower than 2 px is not read."""
MOST_CODES = 20
LONGEST_TEXT = 500
_FORMATS = "QRCode|MicroQRCode|RMQRCode|DataMatrix|Aztec|PDF417|Code128|Code39|Code93|ITF"
"""What labels carry; the codes of shops are no catalogue numbers."""


def find_codes(pixels: Pixels) -> tuple[Region, ...]:
    """The codes in (H, W, 3) uint8 RGB with their texts, each once; boxes are pixels of ``pixels``.

    Only codes whose checksum is right are given, so they are certain (confidence 1). The search takes about a tenth
    of a second and no longer for a larger photo, which is reduced.
    """
    height, width = pixels.shape[:2]
    factor = min(1.0, LONGEST_SIDE_PX / max(height, width, 1))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if factor < 1.0:
        size = max(1, round(width * factor)), max(1, round(height * factor))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.barcode_formats_from_str(_FORMATS))
    regions = {
        one.text: Region(RegionKind.CODE, _box(one.position).scaled(1 / factor), 1.0, one.text[:LONGEST_TEXT])
        for one in found[:MOST_CODES]
        if one.text.strip()
    }
    return tuple(regions.values())


def _box(position: zxingcpp.Position) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    return Box(float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys)))
