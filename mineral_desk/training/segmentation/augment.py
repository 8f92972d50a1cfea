"""Random changes to training pictures: another frame, another background, another camera."""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.segmentation.ground_effects import fits, with_cast_shadow, with_mirror_images
from mineral_desk.training.segmentation.pictures import UNKNOWN, Picture
from mineral_desk.vision.measuring.classes import SegmentClass

Values = npt.NDArray[np.float32]

MIRROR_SHARE, SHADOW_SHARE = 0.12, 0.12
"""How often mirror images or cast shadows are drawn into a picture."""
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)


def framed(picture: Picture, height: int, width: int, rng: np.random.Generator) -> Picture:
    """The picture, or a part of it, turned a little and perhaps mirrored, as (height, width)."""
    matrix = _frame(picture, height, width, rng)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    pixels = picture.pixels
    if scale < 0.75:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.35 / scale), np.uint8)
    kinds = cv2.warpAffine(
        picture.kinds, matrix, (width, height), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT_101
    )
    seen = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return Picture(np.asarray(seen, np.uint8), np.asarray(kinds, np.uint8))


def _frame(picture: Picture, height: int, width: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """The affine map (2, 3) from the picture's pixel indices to those of the frame."""
    rows, columns = picture.kinds.shape
    fits = (width / columns, height / rows)
    whole = min(fits) if rng.random() < 0.5 else max(fits)
    if rng.random() < 0.5:
        zoom, middle = float(np.exp(rng.uniform(-0.08, 0.3))), np.array([columns / 2, rows / 2])
    else:
        zoom, middle = float(np.exp(rng.uniform(0.1, 1.1))), _somewhere(picture, rng)
    scale = whole * zoom
    reach = np.maximum(np.array([width, height]) / scale, 1) / 2
    size = np.array([columns, rows])
    middle = np.where(2 * reach < size, np.clip(middle, reach, np.maximum(size - reach, reach)), size / 2)
    angle = np.deg2rad(rng.normal(0, 4))
    stretch = np.exp(rng.normal(0, 0.05))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale * np.diag([rng.choice([-1.0, 1.0]) * stretch, 1 / stretch]) @ turn
    # Pixel indices are half a pixel less than coordinates in which a picture spans 0 to its width.
    shift = np.array([width, height]) / 2 - linear @ middle
    shift += linear @ np.array([0.5, 0.5]) - 0.5
    return np.column_stack([linear, shift])


def _somewhere(picture: Picture, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A pixel that shows something, or any."""
    rows, columns = picture.kinds.shape
    small = picture.kinds[::4, ::4]
    wanted = (small == SegmentClass.CUBE) if rng.random() < 0.5 else (small != SegmentClass.BACKGROUND)
    places = np.argwhere(wanted & (small != UNKNOWN))
    if not len(places):
        return np.array([rng.uniform(0, columns), rng.uniform(0, rows)])
    place = places[rng.integers(len(places))][::-1] * 4.0
    return np.asarray(place + rng.normal(0, 0.1, 2) * (columns, rows))


def redrawn(picture: Picture, rng: np.random.Generator) -> Picture:
    """The same things on another ground, under another light, by another camera."""
    if rng.random() < 0.1:
        picture = with_sticker(picture, rng)
    picture = _on_another_table(picture, rng)
    values: Values = picture.pixels.astype(np.float32) / np.float32(255)
    if rng.random() < 0.2 and not (picture.kinds == UNKNOWN).any():
        values = _other_ground(values, picture, rng)
    values = _recoloured(values, rng)
    values = _blurred(values, rng)
    if rng.random() < 0.4:
        values += rng.normal(0, rng.uniform(0.003, 0.03), values.shape).astype(np.float32)
    pixels = np.asarray(np.clip(values, 0, 1) * 255, np.uint8)
    if rng.random() < 0.35:
        pixels = _compressed(pixels, int(rng.integers(25, 90)))
    return Picture(pixels, picture.kinds)


def _on_another_table(picture: Picture, rng: np.random.Generator) -> Picture:
    """Now and then with mirror images or with shadows."""
    if not fits(picture):
        return picture
    chance = rng.random()
    if chance < MIRROR_SHARE:
        return with_mirror_images(picture, rng)
    return with_cast_shadow(picture, rng) if chance < MIRROR_SHARE + SHADOW_SHARE else picture


def with_sticker(picture: Picture, rng: np.random.Generator) -> Picture:
    """A small paper with an inventory number stuck on the specimen, of which it counts as a part."""
    places = np.argwhere(picture.kinds == SegmentClass.SPECIMEN)
    if len(places) < 400:
        return picture
    y, x = places[rng.integers(len(places))]
    size = max(3.0, 0.1 * float(np.sqrt(len(places))) * rng.uniform(0.6, 1.6))
    drawn = picture.pixels.copy()
    quad = cv2.boxPoints(((float(x), float(y)), (size * rng.uniform(1.2, 3), size), rng.uniform(-40, 40)))
    paper = tuple(int(value) for value in rng.integers(150, 256, 3))
    cv2.fillPoly(drawn, [np.round(quad).astype(np.int32)], paper, cv2.LINE_AA)
    text = str(rng.integers(10, 9999))
    start = (int(x - size), int(y + size / 4))
    cv2.putText(drawn, text, start, _FONTS[rng.integers(3)], size / 35, (20, 20, 30), 1, cv2.LINE_AA)
    inside = (picture.kinds == SegmentClass.SPECIMEN)[..., None]
    return Picture(np.where(inside, drawn, picture.pixels), picture.kinds)


def _other_ground(values: Values, picture: Picture, rng: np.random.Generator) -> Values:
    """The background in another colour and with another grain; shadows stay as they are."""
    ground = (picture.kinds == SegmentClass.BACKGROUND).astype(np.float32)
    share = cv2.GaussianBlur(ground, (0, 0), 0.8)[..., None]
    level = max(float(values[ground > 0].mean()) if ground.any() else 0.5, 0.02)
    wanted = rng.uniform(0.01, 0.95)
    colour = np.exp(rng.normal(0, 0.15, 3)) * wanted / level
    changed = values * colour.astype(np.float32)
    if rng.random() < 0.5:
        coarse = rng.normal(0, rng.uniform(0.01, 0.06), tuple(max(2, side // 4) for side in ground.shape))
        size = (ground.shape[1], ground.shape[0])
        changed += cv2.resize(coarse.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)[..., None]
    return np.asarray(values + (np.clip(changed, 0, 1) - values) * share, np.float32)


def _recoloured(values: Values, rng: np.random.Generator) -> Values:
    """Another light: gamma, colour cast, saturation, contrast; now and then grey."""
    values = np.clip(values, 0, 1) ** np.float32(np.exp(rng.normal(0, 0.25)))
    values = values * np.exp(rng.normal(0, 0.1, 3)).astype(np.float32)
    grey = values.mean(axis=2, keepdims=True)
    saturation = 0.0 if rng.random() < 0.05 else rng.uniform(0.5, 1.4)
    values = grey + (values - grey) * np.float32(saturation)
    middle = np.float32(values.mean())
    return np.asarray(middle + (values - middle) * np.float32(rng.uniform(0.7, 1.3)), np.float32)


def _blurred(values: Values, rng: np.random.Generator) -> Values:
    """Sometimes out of focus, sometimes a small picture enlarged."""
    height, width = values.shape[:2]
    if rng.random() < 0.25:
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), rng.uniform(0.4, 1.8)), np.float32)
    if rng.random() < 0.25:
        share = rng.uniform(0.35, 0.9)
        small = cv2.resize(values, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
        how = cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
        values = np.asarray(cv2.resize(small, (width, height), interpolation=how), np.float32)
    return values


def _compressed(pixels: Pixels, quality: int) -> Pixels:
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
