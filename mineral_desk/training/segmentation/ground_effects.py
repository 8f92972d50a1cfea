"""What things do to the ground they stand on, drawn into training pictures: mirror images and shadows, no things."""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.training.segmentation.pictures import UNKNOWN, Kinds, Picture
from mineral_desk.vision.measuring.classes import SegmentClass

Values = npt.NDArray[np.float32]

_STANDING = (SegmentClass.SPECIMEN, SegmentClass.CUBE, SegmentClass.STAND)
_LEAST_THING_PX = 60


def with_mirror_images(picture: Picture, rng: np.random.Generator) -> Picture:
    """``picture`` as if its things stood on something polished, often black; what it shows stays the same.

    Each thing is mirrored at its own foot: at its lowest row, at the lowest pixel of each column, or in between.
    """
    ground = picture.kinds == SegmentClass.BACKGROUND
    values: Values = picture.pixels.astype(np.float32)
    if rng.random() < 0.5:
        values = _darkened(values, ground, rng)
    strength, fading = rng.uniform(0.2, 0.8), rng.uniform(0.3, 2.0)
    squeeze, follow = rng.uniform(0.6, 1.0), float(rng.choice([0.0, 1.0, rng.uniform()]))
    tint = (1 + rng.normal(0, 0.05, 3)).astype(np.float32)
    source, blur = values, rng.uniform(0, 0.006) * max(picture.kinds.shape)
    for thing in _standing(picture.kinds):
        image, below = _mirrored(source, thing, squeeze, follow)
        share = np.where(below >= 0, strength * np.exp(-below / (fading * _height(thing))), 0).astype(np.float32)
        image, share = _softened(image, blur), _softened(share, blur)
        values = _blended(values, image * tint, np.where(ground, share, np.float32(0)))
    return Picture(np.asarray(np.clip(values, 0, 255), np.uint8), picture.kinds)


def with_cast_shadow(picture: Picture, rng: np.random.Generator) -> Picture:
    """``picture`` with the shadows of its things, sharp or soft, under a low lamp; what it shows stays the same."""
    height, width = picture.kinds.shape
    light = np.ones((height, width), np.float32)
    lean, length = rng.uniform(-1.6, 1.6), rng.uniform(-0.5, 0.5)
    depth, blur = rng.uniform(0.3, 0.9), rng.uniform(0.3, 1.0) ** 2 * 0.02 * max(height, width)
    for thing in _standing(picture.kinds):
        foot = float(np.flatnonzero(thing.any(axis=1))[-1])
        # What is h above the foot falls lean * h to the side and length * h below (or, with the lamp in front, above).
        matrix = np.array([[1, -lean, lean * foot], [0, -length, foot + length * foot]])
        cast = cv2.warpAffine(thing.astype(np.float32), matrix, (width, height))
        light = np.minimum(light, 1 - depth * cv2.GaussianBlur(cast, (0, 0), blur))
    light = np.where(picture.kinds == SegmentClass.BACKGROUND, light, 1).astype(np.float32)
    return Picture(np.asarray(picture.pixels * light[..., None], np.uint8), picture.kinds)


def _softened(plane: Values, sigma_px: float) -> Values:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma_px), np.float32) if sigma_px > 0.3 else plane


def _blended(values: Values, image: Values, share: Values) -> Values:
    """``image`` over ``values``, both (H, W, 3), as far as its ``share`` (H, W) goes."""
    return np.asarray(values + (image - values) * share[..., None], np.float32)


def _darkened(values: Values, ground: npt.NDArray[np.bool_], rng: np.random.Generator) -> Values:
    """The ground almost black, as polished stone or glass is."""
    share = cv2.GaussianBlur(ground.astype(np.float32), (0, 0), 0.8)[..., None]
    return np.asarray(values * (1 - share * np.float32(1 - rng.uniform(0.03, 0.3))), np.float32)


def _standing(kinds: Kinds) -> list[npt.NDArray[np.bool_]]:
    """The things (H, W) that stand clear of the lower border, one mask for each body."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.isin(kinds, _STANDING).astype(np.uint8))
    clear = stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT] < kinds.shape[0]
    large = stats[:, cv2.CC_STAT_AREA] >= _LEAST_THING_PX
    return [labels == number for number in range(1, count) if clear[number] and large[number]]


def _height(thing: npt.NDArray[np.bool_]) -> int:
    return int(thing.any(axis=1).sum())


def _mirrored(
    values: Values, thing: npt.NDArray[np.bool_], squeeze: float, follow: float
) -> tuple[Values, npt.NDArray[np.float32]]:
    """The mirror image (H, W, 3) of one thing and how far below its foot (H, W) each of its pixels is, -1 elsewhere.

    ``follow`` 0 mirrors at the lowest row of all, 1 at the lowest pixel of each column.
    """
    height, width = thing.shape
    lowest = np.where(thing.any(axis=0), height - 1 - np.argmax(thing[::-1], axis=0), 0)
    foot = (follow * lowest + (1 - follow) * lowest.max()).astype(np.float32)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    from_y = foot - (y - foot) / np.float32(squeeze)
    image = cv2.remap(values, x, from_y, cv2.INTER_LINEAR)
    seen = cv2.remap(thing.astype(np.uint8), x, from_y, cv2.INTER_NEAREST)
    return np.asarray(image, np.float32), np.where((seen > 0) & (y > foot), y - foot, -1).astype(np.float32)


def fits(picture: Picture) -> bool:
    """Whether all of the picture's pixels are known: an unknown one may belong to a thing that stands there."""
    return not (picture.kinds == UNKNOWN).any()
