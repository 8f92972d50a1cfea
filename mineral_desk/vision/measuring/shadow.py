"""Soft shadows on the table: darker than the table by one factor in all colours, and without a sharp rim."""

from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.background import Background, ByteMask
from mineral_desk.vision.measuring.edge_field import SCHARR_GAIN, Image
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.wireframe import Bools

GAMMA = 2.2
BLACK = 0.004
"""Keeps ratios finite in black."""
LARGEST_RELATIVE_SLOPE = 0.07
"""A shadow's light changes by at most this share from one pixel to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class LightRatio:
    """Light at each pixel over the light of the table there (linear), and how much that differs between colours."""

    mean: Image
    spread: Image

    @property
    def relative_slope(self) -> Image:
        """(H, W): change of the ratio per pixel, relative to itself."""
        smooth = np.asarray(cv2.GaussianBlur(self.mean, (0, 0), 0.8))
        x, y = (np.asarray(cv2.Scharr(smooth, cv2.CV_32F, *axis)) for axis in ((1, 0), (0, 1)))
        return np.asarray(np.hypot(x, y) / SCHARR_GAIN / np.maximum(smooth, 0.05), dtype=np.float32)


def light_ratio(pixels: Pixels, background: Background) -> LightRatio:
    """Compare ``pixels`` (H, W, 3) uint8 RGB with the table fitted to them."""
    levels = ((np.arange(256) / 255) ** GAMMA + BLACK).astype(np.float32)
    table = np.clip(np.asarray(cv2.cvtColor(background.surface, cv2.COLOR_LAB2RGB)), 0, 1)
    ratio = levels[pixels] / (np.asarray(cv2.pow(table, GAMMA), dtype=np.float32) + np.float32(BLACK))
    red, green, blue = ratio[..., 0], ratio[..., 1], ratio[..., 2]
    mean = np.asarray((red + green + blue) / 3, dtype=np.float32)
    variance = ((red - mean) ** 2 + (green - mean) ** 2 + (blue - mean) ** 2) / 3
    return LightRatio(mean, np.asarray(np.sqrt(variance) / np.maximum(mean, 0.02), dtype=np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Per pixel of the coarse size.

    ``likely`` differs from the table, ``shadow`` is surely shadow, ``maybe_shadow`` could be one by its light alone.
    """

    likely: Bools
    shadow: Bools
    maybe_shadow: Bools


def gather_evidence(photo: PreparedPhoto) -> Evidence:
    """What speaks for an object and what for a shadow."""
    background = photo.background
    ratio = light_ratio(photo.coarse_rgb, background)
    chroma, lightness = background.chroma_residual, background.residual[..., 0]
    slope = np.asarray(cv2.GaussianBlur(photo.coarse_edges.magnitude, (0, 0), 2.5))
    noise, limit = photo.coarse_edges.noise, background.chroma_limit
    smooth = slope < max(1.3, 2.5 * noise)
    shadow = (ratio.mean < 0.97) & (ratio.mean > 0.25) & (ratio.spread < 0.12) & (chroma < 1.6 * limit) & smooth
    structured = slope > max(1.6, 3.5 * noise)
    likely = ((chroma > limit) | (np.abs(lightness) > background.lightness_limit) | structured) & ~shadow
    dim = (ratio.mean < 1.0) & (ratio.mean > 0.12) & (ratio.spread < 0.13) & (chroma < max(1.8 * limit, 7.0))
    return Evidence(likely, shadow, dim & (ratio.relative_slope < LARGEST_RELATIVE_SLOPE))


def without_shadows(objects: ByteMask, evidence: Evidence, open_table: ByteMask) -> ByteMask:
    """``objects`` less every shadow that can be reached from the table without crossing a sharp rim.

    ``open_table`` marks places (the cube, plates) that shadows pass under.
    """
    passable = ((objects == 0) | evidence.maybe_shadow).astype(np.uint8)
    passable = np.asarray(cv2.morphologyEx(passable, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    passable[open_table > 0] = 1
    count, labels = cv2.connectedComponents(passable, connectivity=4)
    table = np.zeros(count, dtype=bool)
    table[np.unique(labels[(objects == 0) & (passable > 0)])] = True
    table[0] = False
    return np.asarray((objects > 0) & ~table[labels], dtype=np.uint8)
