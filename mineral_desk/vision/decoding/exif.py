"""What a photo's EXIF block tells: orientation, date and focal length (EXIF 2.32, CIPA DC-008)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image

_ORIENTATION = 0x0112
_DATE_TIME = 0x0132
_EXIF_IFD = 0x8769
_DATE_TIME_ORIGINAL = 0x9003
_FOCAL_LENGTH = 0x920A
_PIXEL_X_DIMENSION = 0xA002
_FOCAL_PLANE_X_RESOLUTION = 0xA20E
_FOCAL_PLANE_UNIT = 0xA210
_FOCAL_LENGTH_35MM = 0xA405
_MM_PER_UNIT = {2: 25.4, 3: 10.0, 4: 1.0, 5: 0.001}
_FILM_WIDTH_MM = 36.0
_PLAUSIBLE_FOCAL_LENGTH_MM = (1.0, 5000.0)


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """``orientation`` is 1 to 8; ``taken_at`` is the camera's own clock, without a time zone."""

    orientation: int = 1
    taken_at: datetime | None = None
    focal_length_35mm: float | None = None


def facts_of(exif: Image.Exif, width_px: int, height_px: int) -> ExifFacts:
    """Read the facts of a photo of that size; what is missing or makes no sense is left out."""
    try:
        detail: dict[int, Any] = exif.get_ifd(_EXIF_IFD)
        main = dict(exif)
    except Exception:  # damaged metadata costs the metadata, never the photo
        return ExifFacts()
    orientation = main.get(_ORIENTATION)
    return ExifFacts(
        orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        _date(detail.get(_DATE_TIME_ORIGINAL)) or _date(main.get(_DATE_TIME)),
        _focal_length_35mm(detail, max(width_px, height_px)),
    )


def facts_in(exif_block: bytes | None, width_px: int, height_px: int) -> ExifFacts:
    """The same from the raw bytes of an EXIF block."""
    exif = Image.Exif()
    try:
        exif.load(exif_block or b"")
    except Exception:  # as above
        return ExifFacts()
    return facts_of(exif, width_px, height_px)


def _date(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _focal_length_35mm(detail: dict[int, Any], long_side_px: int) -> float | None:
    """As stated, else from the focal length and the sensor's width (pixels over focal-plane resolution)."""
    stated = _plausible(detail.get(_FOCAL_LENGTH_35MM))
    if stated is not None:
        return stated
    focal_length, density = _number(detail.get(_FOCAL_LENGTH)), _number(detail.get(_FOCAL_PLANE_X_RESOLUTION))
    unit_mm = _MM_PER_UNIT.get(detail.get(_FOCAL_PLANE_UNIT, 2))
    if not focal_length or not density or unit_mm is None:
        return None
    sensor_width_mm = (_number(detail.get(_PIXEL_X_DIMENSION)) or long_side_px) / density * unit_mm
    return _plausible(focal_length * _FILM_WIDTH_MM / sensor_width_mm) if sensor_width_mm > 0 else None


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _plausible(value: object) -> float | None:
    number = _number(value)
    low, high = _PLAUSIBLE_FOCAL_LENGTH_MM
    return number if number is not None and low <= number <= high else None
