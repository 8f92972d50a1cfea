"""The only decoder: a photo file becomes facts and upright sRGB pixels.

JPEG, PNG, TIFF, WebP, BMP, HEIC and, with the ``raw`` extra, camera RAW; 8 or 16 bits, grey, palette, CMYK, alpha
(on white), ICC profiles, EXIF orientation 1 to 8, the first page of several.
"""

from math import sqrt
from pathlib import Path

from mineral_desk.domain.errors import PhotoTooLarge, UnreadablePhoto
from mineral_desk.domain.photo import DecodedPhoto, Photo, Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.decoding.bands import upright
from mineral_desk.vision.decoding.camera_raw_reader import open_camera_raw
from mineral_desk.vision.decoding.files import PhotoFile, open_photo_file
from mineral_desk.vision.decoding.heif_reader import open_heif
from mineral_desk.vision.decoding.kinds import PHOTO_SUFFIXES, FileKind, kind_of
from mineral_desk.vision.decoding.opened import OpenedPhoto, Size
from mineral_desk.vision.decoding.pillow_reader import open_with_pillow
from mineral_desk.vision.decoding.trouble import damaged

__all__ = [
    "MAX_MEGAPIXELS",
    "PHOTO_SUFFIXES",
    "WORKING_MEGAPIXELS",
    "decode",
    "decode_thumbnail",
    "inspect",
    "unreadable",
]

MAX_MEGAPIXELS = 250.0
WORKING_MEGAPIXELS = 24.0
_SLACK = 1.1
"""Photos this little above the working size are kept whole: resampling would cost sharpness for nothing."""


def decode(
    path: Path, max_megapixels: float = MAX_MEGAPIXELS, working_megapixels: float = WORKING_MEGAPIXELS
) -> DecodedPhoto:
    """Decode the photo at ``path``, reduced to about ``working_megapixels`` if it has more.

    Raises UnreadablePhoto (missing, forbidden, empty, cut short, damaged, no picture), UnsupportedPhoto and, before
    any pixel is decoded, PhotoTooLarge.
    """
    with open_photo_file(path) as file:
        opened = _open(file)
        _check_size(file, opened.upright_size, max_megapixels)
        pixels = upright(opened.load(_working_size(opened.stored_size, working_megapixels)), opened.facts.orientation)
    photo = _photo(file, opened)
    return DecodedPhoto(photo, pixels, max(photo.width_px, photo.height_px) / max(pixels.shape[:2]))


def inspect(path: Path) -> Photo:
    """The facts from the file's header and its sha256, no pixel decoded; raises as :func:`decode` does, save for size.

    A file that is cut short behind its header passes here and is refused by :func:`decode`.
    """
    with open_photo_file(path) as file:
        return _photo(file, _open(file))


def unreadable(path: Path) -> Photo:
    """What can be told of a file that :func:`inspect` refuses: width and height are 0, the hash empty if unreadable."""
    try:
        with open_photo_file(path) as file:
            return Photo(path, file.sha256, file.byte_size, 0, 0)
    except UnreadablePhoto:
        return Photo(path, "", 0, 0, 0)


def decode_thumbnail(path: Path, long_side_px: int, max_megapixels: float = MAX_MEGAPIXELS) -> Pixels:
    """The photo upright with its longer side at most ``long_side_px``; raises as :func:`decode` does.

    A JPEG is decoded at the smallest of 1/1, 1/2, 1/4 and 1/8 that suffices, which is several times faster.
    """
    with open_photo_file(path, hashed=False) as file:
        opened = _open(file)
        _check_size(file, opened.upright_size, max_megapixels)
        size = _fitted(opened.stored_size, long_side_px / max(opened.stored_size))
        return upright(opened.load(size), opened.facts.orientation)


def _photo(file: PhotoFile, opened: OpenedPhoto) -> Photo:
    width, height = opened.upright_size
    facts = opened.facts
    return Photo(file.path, file.sha256, file.byte_size, width, height, facts.taken_at, facts.focal_length_35mm)


def _open(file: PhotoFile) -> OpenedPhoto:
    kind = kind_of(file.head, file.path.suffix, file.name)
    match kind:
        case FileKind.HEIF:
            opened = open_heif(file)
        case FileKind.CAMERA_RAW:
            opened = open_camera_raw(file)
        case _:
            opened = open_with_pillow(file, kind)
    if min(opened.stored_size) < 1:
        raise damaged(file, kind)
    return opened


def _check_size(file: PhotoFile, size: Size, max_megapixels: float) -> None:
    width, height = size
    if width * height > max_megapixels * 1e6:
        raise PhotoTooLarge(
            said(
                "{name} is {width} x {height} pixels, {megapixels:,.0f} megapixels; the limit is {limit:g}.",
                name=file.name,
                width=width,
                height=height,
                megapixels=width * height / 1e6,
                limit=max_megapixels,
            ),
            "Save a smaller copy of it.",
        )


def _working_size(size: Size, megapixels: float) -> Size:
    excess = size[0] * size[1] / (megapixels * 1e6)
    return size if excess <= _SLACK else _fitted(size, 1 / sqrt(excess))


def _fitted(size: Size, factor: float) -> Size:
    width, height = size
    return (width, height) if factor >= 1 else (max(1, round(width * factor)), max(1, round(height * factor)))
