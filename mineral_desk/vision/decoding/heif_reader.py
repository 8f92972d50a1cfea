"""HEIC by pillow-heif."""

from dataclasses import replace

import numpy as np
import pillow_heif
from PIL import Image

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.decoding.bands import in_bands
from mineral_desk.vision.decoding.colour import flat, peak_of, to_srgb
from mineral_desk.vision.decoding.exif import facts_in
from mineral_desk.vision.decoding.files import PhotoFile
from mineral_desk.vision.decoding.kinds import FileKind
from mineral_desk.vision.decoding.opened import OpenedPhoto, Size
from mineral_desk.vision.decoding.trouble import library_trouble


def open_heif(file: PhotoFile) -> OpenedPhoto:
    """Read the header of the primary picture; raises UnreadablePhoto.

    The container's own rotation is applied by the library, and by the standard (ISO/IEC 23008-12) the EXIF
    orientation then has no effect.
    """
    with library_trouble(file, FileKind.HEIF):
        container = pillow_heif.open_heif(file.stream, convert_hdr_to_8bit=True)
        size: Size = container.size
        facts = facts_in(container.info.get("exif"), *size)

    def load(wanted: Size) -> Pixels:
        with library_trouble(file, FileKind.HEIF):
            values = np.asarray(container)
            peak = peak_of(Image.fromarray(values[:1]))

            def rows(first: int, last: int) -> Image.Image:
                return flat(Image.fromarray(values[first:last]), peak)

            profile = container.info.get("icc_profile")
            return in_bands(rows, size, wanted, to_srgb(profile, rows(0, 1).mode))

    return OpenedPhoto(size, load, replace(facts, orientation=1))
