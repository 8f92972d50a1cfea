"""The paper, card or metal plate around a group of text lines."""

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Mask, Pixels

SIDE_PX = 640
_TOLERANCE = 22.0
_LARGEST_SHARE = 0.4
_LARGEST_GROWTH = 12.0
_LEAST_RECTANGULAR = 0.8
_LEAST_TEXT_INSIDE = 0.9


def paper_around(small: Pixels, text: Box) -> Box | None:
    """The upright box of the even surface that carries ``text``; None where it has no clear end.

    All is in pixels of ``small``, a copy of the photo whose longer side is :data:`SIDE_PX` at most. The surface is what
    is connected to the text's ground colour. It counts as a plate if it is nearly a rectangle, ends within the photo
    and is not out of all proportion to the text: otherwise the text stands on the background.
    """
    text = text.clipped(small.shape[1], small.shape[0])
    x0, y0, x1, y1 = int(text.x0), int(text.y0), int(np.ceil(text.x1)), int(np.ceil(text.y1))
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    surface = _surface(small, (x0, y0, x1, y1))
    if surface is None or not _is_plate(surface, text):
        return None
    points = cv2.findNonZero(surface.astype(np.uint8))
    x, y, w, h = cv2.boundingRect(points)
    return Box(x - 1, y - 1, x + w + 1, y + h + 1).union(text)


def _surface(pixels: Pixels, text: tuple[int, int, int, int]) -> Mask | None:
    """The connected part of about the text's ground colour that holds most of the text box, its holes filled."""
    x0, y0, x1, y1 = text
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    inside = lab[y0:y1, x0:x1].reshape(-1, 3)
    # most of a text box is ground: the commonest lightness is the paper's, not the ink's
    counts, edges = np.histogram(inside[:, 0], bins=16, range=(0, 256))
    commonest = int(counts.argmax())
    ground = np.median(inside[(inside[:, 0] >= edges[commonest]) & (inside[:, 0] < edges[commonest + 1])], axis=0)
    alike = (np.linalg.norm(lab - ground, axis=2) < _TOLERANCE).astype(np.uint8)
    _, labels = cv2.connectedComponents(cv2.erode(alike, np.ones((3, 3), np.uint8)))
    votes = np.bincount(labels[y0:y1, x0:x1].ravel())
    votes[0] = 0
    if votes.max() == 0:
        return None
    part = cv2.dilate((labels == votes.argmax()).astype(np.uint8), np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = np.zeros_like(part)
    cv2.drawContours(filled, outlines, -1, (1,), cv2.FILLED)
    return np.asarray(filled, np.bool_)


def _is_plate(surface: Mask, text: Box) -> bool:
    area = int(surface.sum())
    holds = surface[int(text.y0) : int(np.ceil(text.y1)), int(text.x0) : int(np.ceil(text.x1))].mean()
    if holds < _LEAST_TEXT_INSIDE or area > min(_LARGEST_SHARE * surface.size, _LARGEST_GROWTH * text.area):
        return False
    edges = (surface[0], surface[-1], surface[:, 0], surface[:, -1])
    if sum(bool(edge.any()) for edge in edges) > 2:
        return False
    _, (w, h), _ = cv2.minAreaRect(np.argwhere(surface)[:, ::-1].astype(np.float32))
    return area >= _LEAST_RECTANGULAR * (w + 1) * (h + 1)
