"""Writes the smallest camera RAW file (DNG 1.4) that LibRaw opens."""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

_TYPES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 10: "ii"}


def write_dng(path: Path, mosaic: npt.NDArray[np.uint16], orientation: int = 1) -> None:
    """Write ``mosaic`` (H, W), RGGB, black at 0 and white at 65535."""
    height, width = mosaic.shape
    identity = [value for row in np.eye(3, dtype=int) * 10000 for cell in row for value in (int(cell), 10000)]
    tags: list[tuple[int, int, list[int] | bytes]] = [
        (254, 4, [0]),
        (256, 4, [width]),
        (257, 4, [height]),
        (258, 3, [16]),
        (259, 3, [1]),
        (262, 3, [32803]),
        (271, 2, b"Test\0"),
        (272, 2, b"Camera\0"),
        (273, 4, [8]),
        (274, 3, [orientation]),
        (277, 3, [1]),
        (278, 4, [height]),
        (279, 4, [mosaic.nbytes]),
        (306, 2, b"2021:05:06 07:08:09\0"),
        (33421, 3, [2, 2]),
        (33422, 1, [0, 1, 1, 2]),
        (50706, 1, [1, 4, 0, 0]),
        (50708, 2, b"Test Camera\0"),
        (50717, 4, [65535]),
        (50721, 10, identity),
        (50728, 5, [1, 1, 1, 1, 1, 1]),
        (50778, 3, [21]),
    ]
    directory_at = 8 + mosaic.nbytes
    values_at = directory_at + 2 + 12 * len(tags) + 4
    entries, values = b"", b""
    for tag, kind, content in tags:
        packed = content if isinstance(content, bytes) else struct.pack(f"<{len(content)}{_TYPES[kind][0]}", *content)
        count = len(content) // (2 if kind in (5, 10) else 1)
        place = packed.ljust(4, b"\0") if len(packed) <= 4 else struct.pack("<I", values_at + len(values))
        values += b"" if len(packed) <= 4 else packed + b"\0" * (len(packed) % 2)
        entries += struct.pack("<HHI", tag, kind, count) + place
    head = struct.pack("<2sHI", b"II", 42, directory_at)
    path.write_bytes(
        head + mosaic.astype("<u2").tobytes() + struct.pack("<H", len(tags)) + entries + b"\0" * 4 + values
    )
