"""Camera RAW by LibRaw (rawpy, the ``raw`` extra)."""

from typing import Any

import numpy as np
from PIL import Image

from mineral_desk.domain.errors import UnsupportedPhoto
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.decoding.bands import in_bands
from mineral_desk.vision.decoding.exif import ExifFacts, facts_of
from mineral_desk.vision.decoding.files import PhotoFile
from mineral_desk.vision.decoding.kinds import FileKind
from mineral_desk.vision.decoding.opened import OpenedPhoto, Size
from mineral_desk.vision.decoding.trouble import library_trouble


def open_camera_raw(file: PhotoFile) -> OpenedPhoto:
    """Read the header of a camera RAW file; raises UnsupportedPhoto without rawpy, and UnreadablePhoto.

    LibRaw turns the picture upright itself, so the size given here is already the upright one.
    """
    try:
        import rawpy  # noqa: PLC0415  an extra: its absence is told, not an error at start
    except ImportError as absent:
        raise UnsupportedPhoto(
            said("{name} is a camera RAW file, and the part that opens those is not installed.", name=file.name),
            'Install it with: pip install "mineral-desk[raw]"; or save the photo as JPEG or TIFF.',
        ) from absent
    with library_trouble(file, FileKind.CAMERA_RAW):
        raw = rawpy.imread(file.stream)
        facts = _facts(file, raw)
        sizes = raw.sizes
        on_its_side = sizes.flip in (5, 6)
        size: Size = (sizes.height, sizes.width) if on_its_side else (sizes.width, sizes.height)

    def load(wanted: Size) -> Pixels:
        with library_trouble(file, FileKind.CAMERA_RAW), raw:
            return _develop(raw, size, wanted)

    return OpenedPhoto(size, load, facts)


def _develop(raw: Any, size: Size, wanted: Size) -> Pixels:
    """Demosaic; by halves (one pixel for each 2 x 2 cell) where that is as large as what is wanted."""
    import rawpy  # noqa: PLC0415

    half = wanted[0] * 2 <= size[0]
    pixels = raw.postprocess(
        use_camera_wb=True, half_size=half, output_bps=8, output_color=rawpy.ColorSpace.sRGB, no_auto_bright=False
    )
    height, width = pixels.shape[:2]
    return in_bands(
        lambda first, last: Image.fromarray(np.ascontiguousarray(pixels[first:last])),
        (width, height),
        wanted,
        lambda band: band,
    )


def _facts(file: PhotoFile, raw: Any) -> ExifFacts:
    """From the TIFF directory that most camera RAW files begin with; the date otherwise from LibRaw."""
    exif = Image.Exif()
    try:
        file.stream.seek(0)
        exif.load_from_fp(file.stream)
        facts = facts_of(exif, raw.sizes.width, raw.sizes.height)
    except Exception:  # a format that is not TIFF inside
        facts = ExifFacts()
    taken_at = facts.taken_at or getattr(getattr(raw, "other", None), "timestamp", None)
    return ExifFacts(1, taken_at, facts.focal_length_35mm)
