"""The table behind the objects: a smooth surface per Lab channel, grown from the photo's border by robust refits."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.edge_field import EdgeField, Image
from mineral_desk.vision.measuring.wireframe import Bools, Floats

ByteMask = npt.NDArray[np.uint8]
"""(H, W) uint8, 1 inside and 0 outside: what OpenCV's morphology works on."""

REDUCTION = 6
LIGHTNESS_TOLERANCE = 1.6
"""Lightness varies more over a table than colour does."""
INLIER_DISTANCE = 3.2


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """The fitted table and what differs from it, all (H, W, 3) float32 Lab; ``spread`` (3,) is its usual variation.

    ``border_share`` is how much of the photo's border the surface explains, 0 to 1.
    """

    surface: Image
    residual: Image
    spread: Floats
    border_share: float

    @property
    def lightness_limit(self) -> float:
        """The least difference in lightness that is no variation of the table."""
        return max(5.0, 4 * float(self.spread[0]))

    @property
    def chroma_limit(self) -> float:
        """The least difference in colour that is no variation of the table."""
        return max(4.0, 3.5 * float(max(self.spread[1], self.spread[2])))

    @property
    def chroma_residual(self) -> Image:
        """(H, W): the difference in colour."""
        return np.asarray(np.hypot(self.residual[..., 1], self.residual[..., 2]), dtype=np.float32)


def _terms(width: int, height: int, columns: int, rows: int) -> Floats:
    """(rows * columns, 8): polynomial terms at the pixel centres of a grid over a photo of that size."""
    y, x = np.mgrid[0:rows, 0:columns]
    x = ((x + 0.5) / width - 0.5).ravel()
    y = ((y + 0.5) / height - 0.5).ravel()
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y, x**3, y**3], axis=1)


def _border(shape: tuple[int, int]) -> Bools:
    band = max(2, int(0.04 * min(shape)))
    mask = np.ones(shape, dtype=bool)
    mask[band:-band, band:-band] = False
    return mask


def _reachable(inliers: Bools, shape: tuple[int, int]) -> Bools:
    """The inliers connected with the border, and other large patches of table between objects."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inliers.reshape(shape).astype(np.uint8), connectivity=4)
    keep = stats[:, cv2.CC_STAT_AREA] > 0.02 * inliers.size
    keep[np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))] = True
    keep[0] = False
    kept: Bools = keep[labels].ravel()
    return kept if kept.sum() >= 0.03 * inliers.size else inliers


def fit_background(lab: Image) -> Background:
    """Fit the table of an (H, W, 3) float32 Lab image."""
    height, width = lab.shape[:2]
    small = cv2.resize(lab, (max(8, width // REDUCTION), max(8, height // REDUCTION)), interpolation=cv2.INTER_AREA)
    shape = small.shape[:2]
    terms, colours = _terms(shape[1], shape[0], shape[1], shape[0]), small.reshape(-1, 3).astype(float)
    border = _border(shape).ravel()
    apart = np.abs(colours - np.median(colours[border], axis=0)).sum(1)
    inliers = border & (apart < max(12, 2.5 * float(np.median(apart[border]))))
    weights = np.array([LIGHTNESS_TOLERANCE, 1, 1])
    for count in (3, 6, 6, 6, 8, 8, 8):
        solution = np.linalg.lstsq(terms[inliers, :count], colours[inliers], rcond=None)[0]
        residual = colours - terms[:, :count] @ solution
        spread = 1.4826 * np.median(np.abs(residual[inliers]), axis=0) + 0.35
        close = ((residual / (spread * weights)) ** 2).sum(1) < INLIER_DISTANCE**2
        inliers = _reachable(close, shape)
    surface = (terms @ solution).reshape(*shape, 3).astype(np.float32)
    surface = np.asarray(cv2.resize(surface, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    return Background(surface, lab - surface, spread, float(inliers[border].mean()))


def ellipse(size: int) -> ByteMask:
    """A round structuring element of ``size`` pixels."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def opened(mask: ByteMask, size: int) -> ByteMask:
    """``mask`` without parts thinner than ``size`` pixels."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, ellipse(size)), dtype=np.uint8)


def closed(mask: ByteMask, size: int) -> ByteMask:
    """``mask`` with gaps narrower than ``size`` pixels closed."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, ellipse(size)), dtype=np.uint8)


def without_holes(mask: ByteMask) -> ByteMask:
    """``mask`` with everything filled that cannot be reached from the photo's border."""
    framed = np.pad(mask, 1)
    outside = framed.copy()
    cv2.floodFill(outside, None, (0, 0), 1)
    filled = (framed == 1) | (outside == 0)
    return np.asarray(filled[1:-1, 1:-1], dtype=np.uint8)


def differing(background: Background, edges: EdgeField) -> ByteMask:
    """What is clearly no table: other colour, brighter, structured, or dark with sharp edges (not a soft shadow)."""
    lightness, chroma = background.residual[..., 0], background.chroma_residual
    structure = np.asarray(cv2.GaussianBlur(edges.magnitude, (0, 0), 2.0))
    bright = lightness > max(6.0, 4 * float(background.spread[0]))
    strong = bright | (chroma > background.chroma_limit) | (structure > max(2.0, 4 * edges.noise))
    limit = max(6.0, 4 * float(background.spread[0]))
    smooth = (chroma < 1.5 * background.chroma_limit) & (structure < max(1.3, 2.5 * edges.noise))
    dark = (lightness < -2 * limit) & ~smooth
    return (strong | dark).astype(np.uint8)
