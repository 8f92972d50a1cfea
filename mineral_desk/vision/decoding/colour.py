"""Any mode and colour profile -> sRGB, 8 bits, alpha on white."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageCms

ToSrgb = Callable[[Image.Image], Image.Image]
"""An image of mode L, RGB or CMYK -> RGB."""

_ALPHA_MODES = frozenset(["RGBA", "LA", "PA", "RGBa", "La"])
_SIXTEEN_BIT_MODES = frozenset(["I;16", "I;16L", "I;16B", "I;16N"])
_PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}


def flat(image: Image.Image, peak: float) -> Image.Image:
    """The image in mode L, RGB or CMYK, whose values can be averaged; transparent parts become white.

    ``peak`` is the value of white in modes deeper than 8 bits (see :func:`peak_of`).
    """
    if image.mode in _SIXTEEN_BIT_MODES or image.mode in ("I", "F"):
        values = np.asarray(image, np.float32) * np.float32(255.0 / peak)
        return Image.fromarray(np.clip(np.nan_to_num(values), 0, 255).round().astype(np.uint8))
    if image.mode in _ALPHA_MODES or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        white.alpha_composite(rgba)
        return white.convert("RGB")
    if image.mode == "LAB":
        return image
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def peak_of(image: Image.Image) -> float:
    """The value that stands for white in a grey image deeper than 8 bits; 255 for all others."""
    if image.mode in _SIXTEEN_BIT_MODES:
        return 65535.0
    if image.mode not in ("I", "F"):
        return 255.0
    extrema = image.getextrema()
    highest = float(extrema[1]) if isinstance(extrema[1], int | float) else 255.0
    return next((peak for peak in (1.0, 255.0, 65535.0) if highest <= peak), max(highest, 1.0))


def to_srgb(profile: bytes | None, mode: str) -> ToSrgb:
    """The conversion for an image of ``mode`` (as :func:`flat` leaves it) with an ICC ``profile``.

    Perceptual intent. A profile that is broken, belongs to another mode or is sRGB itself changes nothing.
    """
    try:
        transform = _transform(profile, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        transform = None
    if transform is None:
        return _plain
    source_mode, convert = transform
    return lambda image: convert.apply(image if image.mode == source_mode else image.convert(source_mode))


def _plain(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _transform(profile: bytes | None, mode: str) -> tuple[str, ImageCms.ImageCmsTransform] | None:
    if mode == "LAB":
        source_mode, source = "LAB", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    elif profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        source_mode = _PROFILE_MODES.get(source.profile.xcolor_space, "")
    else:
        return None
    fits = source_mode == mode or (source_mode == "RGB" and mode == "L")
    if not fits or (source_mode == "RGB" and "sRGB" in (source.profile.profile_description or "")):
        return None
    srgb = ImageCms.createProfile("sRGB")
    return source_mode, ImageCms.buildTransform(
        source, srgb, source_mode, "RGB", renderingIntent=ImageCms.Intent.PERCEPTUAL
    )
