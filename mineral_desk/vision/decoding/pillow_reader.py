"""JPEG, PNG, TIFF, WebP and BMP by Pillow."""

import warnings
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image, ImageChops, JpegImagePlugin

from mineral_desk.domain.errors import PhotoTooLarge
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.decoding.bands import in_bands
from mineral_desk.vision.decoding.colour import flat, peak_of, to_srgb
from mineral_desk.vision.decoding.exif import ExifFacts, facts_in, facts_of
from mineral_desk.vision.decoding.files import PhotoFile
from mineral_desk.vision.decoding.kinds import FileKind
from mineral_desk.vision.decoding.opened import OpenedPhoto, Size
from mineral_desk.vision.decoding.trouble import check_jpeg_tail, check_progressive_scans, library_trouble

_FORMATS = {
    FileKind.JPEG: ["JPEG", "MPO"],
    FileKind.PNG: ["PNG"],
    FileKind.TIFF: ["TIFF"],
    FileKind.WEBP: ["WEBP"],
    FileKind.BMP: ["BMP"],
}

MAX_MOVING_MEGAPIXELS = 50.0
"""The decoder of moving pictures holds five copies of the canvas, which a file of 100 bytes may claim."""

# decode() compares every header with its own limit before a pixel is decoded; Pillow's lower one would refuse
# photos that the program promises to open.
Image.MAX_IMAGE_PIXELS = None
# Complaints about slightly wrong metadata help nobody at the desk.
warnings.filterwarnings("ignore", module=r"PIL\.")


def open_with_pillow(file: PhotoFile, kind: FileKind) -> OpenedPhoto:
    """Read the header of the first picture in the file; raises UnreadablePhoto."""
    with library_trouble(file, kind):
        if kind is FileKind.JPEG:
            check_jpeg_tail(file)
        image = Image.open(file.stream, formats=_FORMATS[kind])
        facts = _facts(image, kind)
    return OpenedPhoto(image.size, lambda size: _load(image, file, kind, size), facts)


def _facts(image: Image.Image, kind: FileKind) -> ExifFacts:
    if kind is FileKind.PNG:  # asked for its EXIF, Pillow would decode the whole picture
        return facts_in(image.info.get("exif"), *image.size)
    facts = facts_of(image.getexif(), *image.size)
    # Pillow turns TIFF upright itself while loading.
    return replace(facts, orientation=1) if kind is FileKind.TIFF else facts


def _load(image: Image.Image, file: PhotoFile, kind: FileKind, size: Size) -> Pixels:
    with library_trouble(file, kind):
        if "progressive" in image.info:
            check_progressive_scans(file, image.width * image.height)
        image.draft(image.mode, size)  # JPEG: decode at 1/2, 1/4 or 1/8, never below ``size``
        if kind is FileKind.WEBP:
            if not getattr(image, "is_animated", False):
                return _load_webp(image, file, size)
            _check_moving(image, file)
        image.load()
        inverted = image.mode == "CMYK" and isinstance(image, JpegImagePlugin.JpegImageFile) and not _by_adobe(image)
        peak = peak_of(image)

        def rows(first: int, last: int) -> Image.Image:
            band = flat(image.crop((0, first, image.width, last)), peak)
            return ImageChops.invert(band) if inverted else band

        profile = image.info.get("icc_profile")
        return in_bands(rows, image.size, size, to_srgb(profile, rows(0, 1).mode))


def _check_moving(image: Image.Image, file: PhotoFile) -> None:
    megapixels = image.width * image.height / 1e6
    if megapixels > MAX_MOVING_MEGAPIXELS:
        raise PhotoTooLarge(
            said(
                "{name} is a moving picture of {megapixels:,.0f} megapixels; the limit for those is {limit:g}.",
                name=file.name,
                megapixels=megapixels,
                limit=MAX_MOVING_MEGAPIXELS,
            ),
            "Save one of its pictures as JPEG or PNG.",
        )


def _by_adobe(image: Image.Image) -> bool:
    """Whether the JPEG has Adobe's marker: those files store CMYK inverted, as Pillow takes for granted of all."""
    return "adobe" in image.info


def _load_webp(image: Image.Image, file: PhotoFile, size: Size) -> Pixels:
    """The pixels by OpenCV: Pillow's reader holds the picture three times (1.6 GB for 100 megapixels).

    They go to the bands as they are: a whole copy in Pillow's storage would be 400 MB more, and kept for long.
    """
    file.stream.seek(0)
    pixels = cv2.imdecode(np.frombuffer(file.stream.read(), np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise OSError("the WebP decoder refused the file")
    code = cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGB

    def rows(first: int, last: int) -> Image.Image:
        return flat(Image.fromarray(cv2.cvtColor(pixels[first:last], code)), 255.0)

    height, width = pixels.shape[:2]
    return in_bands(rows, (width, height), size, to_srgb(image.info.get("icc_profile"), rows(0, 1).mode))
