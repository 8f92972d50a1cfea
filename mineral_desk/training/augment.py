"""Random changes to training photos that do not change which mineral they show."""

from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.saliency import SoftMask


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How strongly to change photos; probabilities are 0 to 1."""

    least_area: float = 0.25
    """The smallest part of the photo that a crop may show."""
    turn_degrees: float = 25.0
    swap_background: float = 0.4
    """How often the background becomes plain black, white, grey or coloured."""
    colour_cast: float = 0.08
    """Standard deviation of each channel's gain."""
    brightness: float = 0.2
    blur: float = 0.2


def augment(pixels: Pixels, mask: SoftMask, size_px: int, how: Augmentation, rng: np.random.Generator) -> Pixels:
    """A changed photo (size_px, size_px, 3) uint8: turned, cropped, mirrored, its background and colours changed."""
    height, width = pixels.shape[:2]
    soft = np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    if rng.random() < how.swap_background:
        pixels = swap_background(pixels, soft, _plain_colour(rng))
    matrix = _crop_matrix(soft, size_px, how, rng)
    crop = cv2.warpAffine(pixels, matrix, (size_px, size_px), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    changed = _recolour(np.asarray(crop, np.uint8), how, rng)
    if rng.random() < how.blur:
        changed = np.asarray(cv2.GaussianBlur(changed, (0, 0), rng.uniform(0.4, 1.6)), np.uint8)
    return changed


def swap_background(pixels: Pixels, soft: SoftMask, colour: tuple[int, int, int]) -> Pixels:
    """Put ``colour`` wherever the mask ``soft`` (H, W) is dark; soft edges blend."""
    share = np.clip((soft.astype(np.float32) - 60) / 120, 0, 1)[..., None]
    return np.asarray(pixels * share + np.array(colour, np.float32) * (1 - share), np.uint8)


def _plain_colour(rng: np.random.Generator) -> tuple[int, int, int]:
    kind = rng.integers(4)
    if kind == 3:
        red, green, blue = (int(value) for value in rng.integers(0, 256, 3))
        return (red, green, blue)
    level = int(np.clip((8, 245, 128)[kind] + rng.normal(0, 12), 0, 255))
    return (level, level, level)


def _crop_matrix(soft: SoftMask, size_px: int, how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """The affine map (2, 3) of a random turned and mirrored square crop that is centred near salient pixels."""
    height, width = soft.shape
    side = np.sqrt(rng.uniform(how.least_area, 1.1)) * rng.choice([min(height, width), max(height, width)])
    side = max(side, 48.0)
    x, y = _centre(soft, rng)
    x = float(np.clip(x, min(side, width) / 2, width - min(side, width) / 2))
    y = float(np.clip(y, min(side, height) / 2, height - min(side, height) / 2))
    scale = size_px / side
    stretch = np.exp(rng.uniform(-0.15, 0.15))
    angle = np.deg2rad(rng.uniform(-how.turn_degrees, how.turn_degrees))
    mirror = rng.choice([-1.0, 1.0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale * np.diag([mirror * stretch, 1 / stretch]) @ turn
    shift = size_px / 2 - linear @ np.array([x, y])
    return np.column_stack([linear, shift])


def _centre(soft: SoftMask, rng: np.random.Generator) -> tuple[float, float]:
    weights = np.cumsum(soft.ravel().astype(np.float64) + 8.0)
    index = int(np.searchsorted(weights, rng.uniform(0, weights[-1])))
    y, x = divmod(min(index, soft.size - 1), soft.shape[1])
    return float(x), float(y)


def _recolour(pixels: Pixels, how: Augmentation, rng: np.random.Generator) -> Pixels:
    """Another light: gains per channel (colour cast), brightness, contrast and saturation."""
    values = pixels.astype(np.float32) / 255
    values = values ** np.float32(np.exp(rng.normal(0, how.brightness)))
    values *= np.exp(rng.normal(0, how.colour_cast, 3)).astype(np.float32)
    grey = values.mean(axis=2, keepdims=True)
    values = grey + (values - grey) * np.float32(rng.uniform(0.8, 1.2))
    mean = values.mean()
    values = mean + (values - mean) * np.float32(rng.uniform(0.8, 1.25))
    return np.asarray(np.clip(values, 0, 1) * 255, np.uint8)
