"""The overlays that can be switched."""

from enum import StrEnum


class Layer(StrEnum):
    """In the order of the photo bar, F2 to F6."""

    OUTLINE = "outline"
    CUBE = "cube"
    SIZE = "size"
    PLATES = "plates"
    MAP = "map"


SHOWN_AT_FIRST = frozenset({Layer.OUTLINE, Layer.CUBE, Layer.SIZE})
