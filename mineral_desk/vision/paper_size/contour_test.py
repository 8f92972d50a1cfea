"""Section 5, first test: whether an object's contour is nearly a square, equation (1)."""

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels

Contour = npt.NDArray[np.int32]
"""(N, 1, 2) int32: every border pixel (x, y) of a region."""

MARGIN = 1.0
"""m of equation (1), as the paper sets it."""
SQUARE = 16.0
"""L^2 / S of a square: (4 a)^2 / a^2."""
CLEANED_PX = 5
"""Diameter of the structuring element that removes specks and closes gaps."""


def object_contour(crop: Pixels) -> Contour | None:
    """The longest contour of what stands out in ``crop`` (H, W, 3) uint8 RGB; None where nothing does.

    As in the paper: greyscale, binarisation (Otsu 1979), morphological opening and closing, border following
    (Suzuki and Abe 1985). The object is the brightness that the crop's rim shows less of.
    """
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    rim = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    standing_out = cv2.bitwise_not(bright) if rim.mean() > 127 else bright
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (CLEANED_PX, CLEANED_PX))
    cleaned = cv2.morphologyEx(standing_out, cv2.MORPH_OPEN, disc)
    cleaned = cv2.morphologyEx(cleaned, cv2.MORPH_CLOSE, disc)
    contours, _ = cv2.findContours(cleaned, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(contours, key=cv2.contourArea), np.int32) if contours else None


def squareness_residual(contour: Contour) -> float:
    """The left side of equation (1): | L^2 / S - 16 |, infinite for a contour without area."""
    area = cv2.contourArea(contour)
    return abs(cv2.arcLength(contour, closed=True) ** 2 / area - SQUARE) if area > 0 else float("inf")
