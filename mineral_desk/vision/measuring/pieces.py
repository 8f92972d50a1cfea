"""The connected things on the table, and which of them are labels, scraps of background or specimens."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.segments import Contour

Labels = npt.NDArray[np.int32]
"""(H, W) int32: the number of the piece each pixel belongs to, 0 for none."""

SMALLEST_SHARE = 0.0006
"""Smaller things, as a share of the photo, are dust."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One connected thing: its number in the label image, area (px), contour, box (pixel units) and convexity."""

    number: int
    area: int
    contour: Contour
    box: Box
    solidity: float
    borders_touched: int
    border_share: float
    """Share of the contour that runs along the photo's border."""

    @property
    def is_background(self) -> bool:
        """A part of the surroundings that the table's surface does not explain."""
        return self.borders_touched >= 3 or (self.borders_touched == 2 and self.border_share > 0.45)


def _contour(labels: Labels, number: int, box: tuple[int, int, int, int]) -> Contour:
    x, y, width, height = box
    part = (labels[y : y + height, x : x + width] == number).astype(np.uint8)
    contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(contours, key=cv2.contourArea)
    return np.asarray(longest, dtype=np.int32) + np.array([x, y], dtype=np.int32)


def find_pieces(mask: ByteMask) -> tuple[Labels, list[Piece]]:
    """The label image and the pieces of ``mask``, largest first."""
    height, width = mask.shape
    _, found, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    labels: Labels = np.asarray(found, dtype=np.int32)
    pieces = []
    for number in range(1, len(stats)):
        x, y, w, h, area = (int(value) for value in stats[number])
        if area < SMALLEST_SHARE * mask.size:
            continue
        contour = _contour(labels, number, (x, y, w, h))
        hull_area = max(cv2.contourArea(cv2.convexHull(contour)), 1.0)
        touched = sum((x <= 1, y <= 1, x + w >= width - 1, y + h >= height - 1))
        points = contour.reshape(-1, 2)
        on_border = (points <= 1).any(1) | (points >= [width - 2, height - 2]).any(1)
        pieces.append(
            Piece(
                number,
                area,
                contour,
                Box(x, y, x + w, y + h),
                cv2.contourArea(contour) / hull_area,
                touched,
                float(on_border.mean()),
            )
        )
    return labels, sorted(pieces, key=lambda piece: -piece.area)


def looks_like_card(piece: Piece, colours: Image) -> bool:
    """Whether a piece is a card or a ruler: a flat grey quadrilateral, or a long straight bar.

    ``colours`` (N, 3) float32 Lab are the piece's pixels.
    """
    hull = cv2.convexHull(piece.contour)
    hull_area = max(cv2.contourArea(hull), 1.0)
    (_, (first, second), _) = cv2.minAreaRect(piece.contour)
    aspect = max(first, second) / max(min(first, second), 1.0)
    fills_rectangle = hull_area / max(first * second, 1.0)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
    quad = len(corners) == 4 and cv2.contourArea(corners) > 0.9 * hull_area and piece.solidity > 0.93
    counts = np.histogram(colours[:, 0], 25, (0, 100))[0]
    commonest = float((counts[:-1] + counts[1:]).max()) / max(len(colours), 1)
    chroma = float(np.median(np.hypot(colours[:, 1], colours[:, 2])))
    flat = quad and commonest > 0.55 and chroma < 28
    printed = flat and float(np.ptp(colours[:, 0])) > 25
    strip = fills_rectangle > 0.84 and aspect > 3.5 and piece.solidity > 0.93
    grey_strip = strip and (commonest > 0.3 or quad) and chroma < 18
    return printed or (flat and fills_rectangle > 0.93) or grey_strip or (aspect > 7 and piece.solidity > 0.8)
