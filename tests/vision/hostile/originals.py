"""Small real files of every kind that the decoder reads, from which hostile ones are made."""

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageCms

from tests.vision.dng import write_dng

WIDTH_PX, HEIGHT_PX = 48, 40


def originals() -> dict[str, bytes]:
    """Contents by name; the name's ending is the one that such files have."""
    return dict((*_jpegs(), *_pngs(), *_tiffs(), *_webps(), *_others()))


def _picture(mode: str = "RGB") -> Image.Image:
    """A coarse pattern with a little noise, so that every coder has something to code."""
    rng = np.random.default_rng(7)
    coarse = np.kron(rng.integers(0, 230, (5, 6, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
    return Image.fromarray(coarse + rng.integers(0, 25, coarse.shape, np.uint8)).convert(mode)


def _exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    detail = exif.get_ifd(0x8769)
    detail[0x9003], detail[0xA405], detail[0x920A] = "2021:05:06 07:08:09", 85, 60.0
    return exif


def _icc() -> bytes:
    """sRGB, with the hour of its making (bytes 24 to 35) taken out."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    content[24:36] = bytes(12)
    return bytes(content)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _jpegs() -> Iterator[tuple[str, bytes]]:
    yield "turned.jpg", _saved(_picture(), "JPEG", exif=_exif(), icc_profile=_icc())
    yield "progressive.jpg", _saved(_picture(), "JPEG", progressive=True)
    yield "cmyk.jpg", _saved(_picture("CMYK"), "JPEG")
    yield "grey.jpg", _saved(_picture("L"), "JPEG", restart_marker_blocks=1)
    yield "pages.jpg", _saved(_picture(), "MPO", save_all=True, append_images=[_picture()])


def _pngs() -> Iterator[tuple[str, bytes]]:
    for mode in ("RGB", "RGBA", "LA", "P", "1", "L"):
        yield f"{mode}.png", _saved(_picture(mode), "PNG", exif=_exif(), icc_profile=_icc())
    yield "see-through.png", _saved(_picture().quantize(9), "PNG", transparency=3)
    deep = np.asarray(_picture(), np.uint16) * 257
    yield "deep grey.png", _saved(Image.fromarray(deep[..., 0].copy()), "PNG")
    yield "deep.png", cv2.imencode(".png", deep)[1].tobytes()
    yield "interlaced.png", _interlaced()


def _interlaced() -> bytes:
    """Pillow writes none: the seven passes (PNG 8.2) of a grey picture of 8 x 8 pixels."""
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8) * 3
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    rows = b"".join(b"\0" + row.tobytes() for y, x, dy, dx in passes for row in pixels[y::dy, x::dx])
    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 1)
    return png(header, zlib.compress(rows))


def png(header: bytes, packed: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG file of these parts; ``more`` are chunks before the pixels."""
    chunks = ((b"IHDR", header), *more, (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _tiffs() -> Iterator[tuple[str, bytes]]:
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield f"{compression}.tif", _saved(_picture(), "TIFF", compression=compression)
    yield "fax.tif", _saved(_picture("1"), "TIFF", compression="group4")
    for mode in ("CMYK", "LAB", "RGBA", "P", "F", "I;16"):
        picture = Image.fromarray(np.asarray(_picture("L"), np.uint16) * 257) if mode == "I;16" else _in_mode(mode)
        yield f"{mode.replace(';', '')}.tif", _saved(picture, "TIFF", icc_profile=_icc())
    yield "deep.tif", cv2.imencode(".tif", np.asarray(_picture(), np.uint16) * 257)[1].tobytes()
    yield "pages.tif", _saved(_picture(), "TIFF", save_all=True, append_images=[_picture("L")], exif=_exif(3))
    yield "big.tif", _saved(_picture(), "TIFF", big_tiff=True)
    yield "tiled.tif", _tiled()


def _in_mode(mode: str) -> Image.Image:
    if mode != "LAB":
        return _picture(mode)
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    converted = ImageCms.profileToProfile(_picture(), srgb, lab, outputMode="LAB")
    assert converted is not None
    return converted


def _tiled() -> bytes:
    """A grey TIFF of 48 x 32 pixels in tiles of 16 x 16 (TIFF 6.0, section 15)."""
    tiles = [bytes([40 * number]) * 256 for number in range(6)]
    values_at = 8 + 2 + 12 * 10 + 4
    data_at = values_at + 48
    offsets = struct.pack("<6I", *(data_at + 256 * number for number in range(6)))
    counts = struct.pack("<6I", *[256] * 6)
    entries = (
        (256, 3, 1, 48), (257, 3, 1, 32), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (277, 3, 1, 1),
        (322, 3, 1, 16), (323, 3, 1, 16), (324, 4, 6, values_at), (325, 4, 6, values_at + 24),
    )  # fmt: skip
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<2sHI", b"II", 42, 8) + directory + b"\0" * 4 + offsets + counts + b"".join(tiles)


def _webps() -> Iterator[tuple[str, bytes]]:
    yield "lossy.webp", _saved(_picture(), "WEBP", exif=_exif(), icc_profile=_icc())
    yield "lossless.webp", _saved(_picture("RGBA"), "WEBP", lossless=True)
    yield "moving.webp", _saved(_picture(), "WEBP", save_all=True, append_images=[_picture("L"), _picture()])


def _others() -> Iterator[tuple[str, bytes]]:
    for mode in ("RGB", "P", "1", "RGBA"):
        yield f"{mode}.bmp", _saved(_picture(mode), "BMP")
    yield "plain.heic", _heic(_picture())
    yield "alpha.heic", _heic(_picture("RGBA"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "raw.dng"
        write_dng(path, np.asarray(_picture("L"), np.uint16) * 200, orientation=6)
        yield "raw.dng", path.read_bytes()
    yield "not raw.cr2", _saved(_picture(), "TIFF", exif=_exif())
    yield "hardly raw.nef", _saved(_picture(), "JPEG", exif=_exif())


def _heic(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    pillow_heif.from_pillow(picture).save(stream, quality=80, exif=_exif().tobytes())
    return stream.getvalue()
