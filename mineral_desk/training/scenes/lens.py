"""From light to file: exposure, blur, distortion, tone curve, sensor noise, JPEG with EXIF."""

import io
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageDraw

from mineral_desk.training.scenes.lettering import font
from mineral_desk.training.scenes.noise import Floats, floats

Bytes = npt.NDArray[np.uint8]
Picture = npt.NDArray[np.integer | np.floating]


@dataclass(frozen=True, slots=True)
class Caption:
    """Text written into the photo afterwards: where (shares of width and height) and how tall (share of the width)."""

    text: str
    where: tuple[float, float]
    tall: float
    colour: str

    def written_on(self, pixels: Bytes) -> Bytes:
        """A copy of ``pixels`` (H, W, 3) uint8 with the text on it."""
        picture = Image.fromarray(pixels)
        height, width = pixels.shape[:2]
        letters = font("bold", max(8, round(self.tall * width)))
        place = (self.where[0] * width, self.where[1] * height)
        ImageDraw.Draw(picture).text(place, self.text, self.colour, font=letters, anchor="mm")
        return np.asarray(picture, np.uint8)


@dataclass(frozen=True, slots=True)
class Lens:
    """How the photo is taken. ``blur_px`` is the sd of the blur; ``distortion`` the radial coefficient k1 for radii
    in half diagonals (positive: barrel); ``noise`` the sd at mid-grey, 0 to 1; ``stops`` off the right exposure.
    """

    blur_px: float = 0.6
    distortion: float = 0.0
    vignetting: float = 0.12
    noise: float = 0.006
    stops: float = 0.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    aperture: float = 0.0
    jpeg_quality: int = 92
    orientation: int = 1
    exif_focal_length: float | None = None
    saturation: float = 1.0
    contrast: float = 1.0
    sharpening: float = 0.0
    native_px: int | None = None
    """Longer side of the small picture that was enlarged to the photo's size."""
    caption: Caption | None = None


def expose(light: Floats, subject: npt.NDArray[np.bool_], bright_background: bool) -> float:
    """The gain a camera's metering would choose: the subject well lit, a white sheet just below white."""
    grey = light.mean(axis=2)
    around, inside = grey[~subject], grey[subject]
    wanted = 0.42 / max(float(np.quantile(inside, 0.8)), 1e-3) if inside.size else 1.0
    if bright_background and around.size:
        white = 0.82 / max(float(np.quantile(around, 0.85)), 1e-3)
        wanted = float(np.clip(wanted, 0.9 * white, 1.15 * white))
    return wanted


_GRAIN_TILE_PX = 640


def develop(
    light: Floats, lens: Lens, gain: float, rng: np.random.Generator, grain_tile_px: int = _GRAIN_TILE_PX
) -> Bytes:
    """(H, W, 3) uint8 sRGB of the linear ``light``; the sensor's noise repeats after ``grain_tile_px``."""
    height, width = light.shape[:2]
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / (np.hypot(width, height) / 2)
    y = (np.arange(height, dtype=np.float32) + 0.5 - height / 2) / (np.hypot(width, height) / 2)
    dim = 1 - np.float32(lens.vignetting) * (y[:, None] ** 2 + x[None] ** 2)
    scene = light * dim[..., None] * (floats(lens.white_balance) * np.float32(gain * 2**lens.stops))
    if lens.blur_px > 0:
        scene = cv2.GaussianBlur(scene, (0, 0), lens.blur_px)
    shot = np.sqrt(np.clip(scene, 0.0, 1.0) * 0.8 + 0.06)
    grain = _grain(height, width, grain_tile_px, rng)
    toned = _film(scene + np.float32(lens.noise) * shot * grain * np.clip(scene + 0.05, 0, 0.6))
    return np.asarray(np.clip(toned * 255 + 0.5, 0, 255), np.uint8)


def finish(pixels: Bytes, lens: Lens) -> Bytes:
    """What happens to a photo after it was taken: colours, contrast, sharpening; made small and large again."""
    height, width = pixels.shape[:2]
    picture = floats(pixels) / np.float32(255)
    if lens.saturation != 1 or lens.contrast != 1:
        grey = (picture @ floats([0.3, 0.59, 0.11]))[..., None]
        picture = grey + np.float32(lens.saturation) * (picture - grey)
        picture = 0.5 + np.float32(lens.contrast) * (picture - 0.5)
    small = None
    if lens.native_px is not None and lens.native_px < max(height, width):
        factor = lens.native_px / max(height, width)
        small = (max(1, round(width * factor)), max(1, round(height * factor)))
        picture = floats(cv2.resize(picture, small, interpolation=cv2.INTER_AREA))
    if lens.sharpening:
        picture = picture + np.float32(lens.sharpening) * (picture - cv2.GaussianBlur(picture, (0, 0), 1.2))
    done = np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)
    if lens.caption is not None:
        done = lens.caption.written_on(done)
    if small is None:
        return done
    stored = cv2.imencode(".jpg", done[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, lens.jpeg_quality])[1]
    found = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]
    return np.asarray(cv2.resize(found, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _grain(height: int, width: int, tile_px: int, rng: np.random.Generator) -> Floats:
    """Sensor noise of about unit variance, a little coarser than a pixel; a large tile repeats unseen."""
    tile = rng.standard_normal((tile_px, tile_px, 3), dtype=np.float32)
    tile = floats(0.6 * tile + 0.9 * cv2.GaussianBlur(tile, (0, 0), 0.8))
    repeats = (-(-height // tile_px), -(-width // tile_px), 1)
    return np.tile(tile, repeats)[:height, :width]


@cache
def _tone_curve() -> Floats:
    """SRGB values for linear light 0 to 4 in 16,384 steps: a soft shoulder above 0.7, then sRGB's own curve."""
    bright = np.linspace(0, 4, 16_384)
    knee = 0.7
    rolled = np.minimum(bright, knee) + (1 - knee) * (1 - np.exp(-np.maximum(bright - knee, 0) / (1 - knee)))
    encoded = np.where(rolled < 0.0031308, 12.92 * rolled, 1.055 * np.power(np.maximum(rolled, 1e-9), 1 / 2.4) - 0.055)
    return np.asarray(encoded - 0.02 * np.sin(2 * np.pi * encoded), np.float32)


def _film(scene: Floats) -> Floats:
    return floats(_tone_curve()[np.clip(scene * np.float32(16_383 / 4), 0, 16_383).astype(np.int16)])


def distort_points(points: Floats, k1: float, size: tuple[int, int]) -> Floats:
    """Where ideal pixels (N, 2) end up in the distorted photo."""
    middle = floats(size) / 2
    unit = np.float32(np.hypot(*size) / 2)
    ideal = (points - middle) / unit
    found = ideal.copy()
    for _ in range(6 if abs(k1) <= 0.03 else 20):
        found = ideal / (1 + np.float32(k1) * (found**2).sum(axis=-1, keepdims=True))
    return np.asarray(found * unit + middle, np.float32)


def straighten_points(points: Floats, k1: float, size: tuple[int, int]) -> Floats:
    """Where pixels (N, 2) of the distorted photo would be without distortion: the inverse of distort_points."""
    middle = floats(size) / 2
    unit = np.float32(np.hypot(*size) / 2)
    seen = (points - middle) / unit
    return np.asarray(seen * (1 + np.float32(k1) * (seen**2).sum(axis=-1, keepdims=True)) * unit + middle, np.float32)


def distort_picture(picture: Picture, k1: float, nearest: bool = False, margin: int = 0) -> Picture:
    """The picture as a lens with that k1 draws it, less the ``margin`` it has at each side for barrels to pull in."""
    if k1 == 0:
        return picture
    height, width = (side - 2 * margin for side in picture.shape[:2])
    unit = np.hypot(width, height) / 2
    x, y = np.meshgrid((np.arange(width) + 0.5 - width / 2) / unit, (np.arange(height) + 0.5 - height / 2) / unit)
    stretch = (1 + k1 * (x * x + y * y)) * unit
    middles = (width / 2 + margin, height / 2 + margin)
    source = [(axis * stretch + middle - 0.5).astype(np.float32) for axis, middle in zip((x, y), middles, strict=True)]
    how = cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR
    return cv2.remap(picture, source[0], source[1], how, borderMode=cv2.BORDER_REPLICATE)


_UPRIGHT_TO_STORED = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


def encode(pixels: Bytes, lens: Lens, taken_at: str) -> bytes:
    """A JPEG file of the upright ``pixels``, stored turned as a camera held that way would, with EXIF."""
    turn = _UPRIGHT_TO_STORED[lens.orientation]
    picture = Image.fromarray(pixels)
    picture = picture if turn is None else picture.transpose(turn)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = lens.orientation
    exif[ExifTags.Base.DateTime] = taken_at
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = taken_at
    if lens.exif_focal_length is not None:
        details[ExifTags.Base.FocalLengthIn35mmFilm] = round(lens.exif_focal_length)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=lens.jpeg_quality, exif=exif, optimize=True)
    return file.getvalue()
