"""Small files that claim, or unpack to, very much. Each stays below the program's limit of pixels where it has any."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

from tests.vision.hostile.originals import png

SIDE_PX = 15_800
"""A square of this side has just under 250 megapixels."""


def _header(side_px: int, depth: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", side_px, side_px, depth, colour, 0, 0, interlace)


def _zeros(count: int) -> bytes:
    packer, block = zlib.compressobj(9), bytes(2**20)
    return b"".join(packer.compress(block) for _ in range(count // 2**20)) + packer.flush()


def _png_of_zeros() -> bytes:
    return png(_header(SIDE_PX), _zeros(SIDE_PX * (3 * SIDE_PX + 1) + 2**20))


def _png_of_deep_zeros() -> bytes:
    return png(_header(SIDE_PX, 16, 6), _zeros(SIDE_PX * (8 * SIDE_PX + 1) // 4))


def _png_with_nothing() -> bytes:
    return png(_header(SIDE_PX, interlace=1), _zeros(2**20))


def _png_with_vast_text() -> bytes:
    small = zlib.compress(b"\0" + bytes(3))
    text = b"Comment\0\0" + _zeros(2**29)
    return png(_header(1), small, (b"zTXt", text))


def _png_with_vast_profile() -> bytes:
    return png(_header(1), zlib.compress(b"\0" + bytes(3)), (b"iCCP", b"p\0\0" + _zeros(2**29)))


def _png_with_many_chunks() -> bytes:
    return png(_header(1), zlib.compress(b"\0" + bytes(3)), *[(b"tEXt", b"a\0b")] * 200_000)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _progressive_scans(side_px: int, scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated: each costs a walk over all blocks."""
    content = bytearray(_saved(Image.new("L", (64, 64)), "JPEG", progressive=True))
    size_at = content.index(b"\xff\xc2") + 5
    content[size_at : size_at + 4] = struct.pack(">HH", side_px, side_px)
    last = content.rindex(b"\xff\xda")
    return bytes(content[:last] + content[last:-2] * scans + b"\xff\xd9")


def _large_jpeg() -> bytes:
    content = bytearray(_saved(Image.new("RGB", (64, 64)), "JPEG"))
    size_at = content.index(b"\xff\xc0") + 5
    content[size_at : size_at + 4] = struct.pack(">HH", SIDE_PX, SIDE_PX)
    return bytes(content) + bytes(100)


def _tiff(*entries: tuple[int, int, int, int], data: bytes = b"") -> bytes:
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<2sHI", b"II", 42, 8) + directory + b"\0" * 4 + data


def _tiff_of_zeros() -> bytes:
    """Deflate in one strip."""
    packed = _zeros(SIDE_PX * SIDE_PX + 2**20)
    tags = ((256, SIDE_PX), (257, SIDE_PX), (258, 8), (259, 8), (262, 1), (273, 8 + 2 + 12 * 9 + 4), (277, 1),
            (278, SIDE_PX), (279, len(packed)))  # fmt: skip
    return _tiff(*((tag, 4, 1, value) for tag, value in tags), data=packed)


def _tiff_that_follows_itself() -> bytes:
    """The next directory is this one; tags that count for more than there is."""
    content = bytearray(_tiff((256, 4, 1, 16), (257, 4, 1, 16), (273, 4, 2**32 - 1, 8), (279, 4, 2**31, 8)))
    content[-4:] = struct.pack("<I", 8)
    return bytes(content)


def _moving_webp() -> bytes:
    """A moving picture on a canvas of just under 250 megapixels; its pictures are small."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green")]
    content = bytearray(_saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    at = content.index(b"VP8X") + 12
    content[at : at + 6] = (SIDE_PX - 1).to_bytes(3, "little") * 2
    return bytes(content)


def _webp_of_one_colour() -> bytes:
    return _saved(Image.new("RGB", (8000, 8000)), "WEBP", lossless=True, method=0, quality=0)


def _bmp() -> bytes:
    content = bytearray(_saved(Image.new("RGB", (8, 8)), "BMP"))
    content[18:26] = struct.pack("<ii", SIDE_PX, SIDE_PX)
    return bytes(content)


def _bmp_of_runs() -> bytes:
    """Run lengths: every row one colour."""
    rows = b"".join(b"\xff\x01" * 62 + b"\0\0" for _ in range(SIDE_PX))
    header = struct.pack("<IiiHHIIiiII", 40, SIDE_PX, SIDE_PX, 1, 8, 1, len(rows), 0, 0, 256, 0)
    return struct.pack("<2sIHHI", b"BM", 0, 0, 0, 54 + 1024) + header + bytes(1024) + rows


BOMBS: dict[str, Callable[[], bytes]] = {
    name: cache(make)
    for name, make in {
        "zeros.png": _png_of_zeros,
        "deep zeros.png": _png_of_deep_zeros,
        "nothing.png": _png_with_nothing,
        "text.png": _png_with_vast_text,
        "profile.png": _png_with_vast_profile,
        "chunks.png": _png_with_many_chunks,
        "scans.jpg": lambda: _progressive_scans(SIDE_PX, 2000),
        "small scans.jpg": lambda: _progressive_scans(2000, 20_000),
        "large.jpg": _large_jpeg,
        "zeros.tif": _tiff_of_zeros,
        "circle.tif": _tiff_that_follows_itself,
        "moving.webp": _moving_webp,
        "one colour.webp": _webp_of_one_colour,
        "large.bmp": _bmp,
        "runs.bmp": _bmp_of_runs,
    }.items()
}
"""Makers by name; each file is made once."""
