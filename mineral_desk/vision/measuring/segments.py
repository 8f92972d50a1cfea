"""Many rough ways to cut a photo into regions, so that at least one of them cuts along the cube."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.background import ByteMask, closed, opened, without_holes
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.preparation import PreparedPhoto

Contour = npt.NDArray[np.int32]
"""(N, 1, 2) int32, as OpenCV draws them: pixel indices."""

COLOUR_CLUSTERS = (4, 7)
LEAST_SOLIDITY = 0.8


def _by_difference(photo: PreparedPhoto) -> Iterator[ByteMask]:
    yield opened(without_holes(closed(photo.different, 7)), 7)
    yield opened(photo.different, 3)


def _between_edges(photo: PreparedPhoto, lightness: npt.NDArray[np.uint8]) -> Iterator[ByteMask]:
    edges, element = photo.coarse_edges, np.ones((3, 3), np.uint8)
    for times in (2.5, 5.0, 9.0):
        lines = (edges.magnitude > max(times * edges.noise, 0.32 * times)).astype(np.uint8)
        yield 1 - np.asarray(cv2.dilate(lines, element), dtype=np.uint8)
    for low, high in ((20, 50), (50, 120)):
        lines = np.asarray(cv2.dilate(cv2.Canny(lightness, low, high), element), dtype=np.uint8)
        yield (lines == 0).astype(np.uint8)


def _by_lightness(lightness: npt.NDArray[np.uint8]) -> Iterator[ByteMask]:
    for size, offset in ((51, -4), (101, 6)):
        bright = cv2.adaptiveThreshold(lightness, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, size, offset)
        mask = np.asarray(bright, dtype=np.uint8)
        yield mask
        yield 1 - mask


def _by_colour(lab: Image) -> Iterator[ByteMask]:
    height, width = lab.shape[:2]
    small = cv2.resize(cv2.GaussianBlur(lab, (0, 0), 1.2), (max(1, width // 2), max(1, height // 2)))
    colours = np.ascontiguousarray(small.reshape(-1, 3) * np.array([0.6, 1, 1], np.float32))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    for count in COLOUR_CLUSTERS:
        cv2.setRNGSeed(1)
        start = np.zeros((len(colours), 1), np.int32)
        labels = np.asarray(cv2.kmeans(colours, count, start, criteria, 1, cv2.KMEANS_PP_CENTERS)[1])
        whole = cv2.resize(
            labels.reshape(small.shape[:2]).astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST
        )
        for cluster in range(count):
            yield opened((whole == cluster).astype(np.uint8), 3)


def masks_by_contrast(photo: PreparedPhoto) -> Iterator[tuple[ByteMask, bool]]:
    """Masks at the coarse size, each with whether its regions can be whole cubes (all of them can be faces)."""
    lightness = np.clip(photo.coarse_lab[..., 0] * 2.55, 0, 255).astype(np.uint8)
    for mask in _by_difference(photo):
        yield mask, True
    for mask in _between_edges(photo, lightness):
        yield mask, False
    for mask in _by_lightness(lightness):
        yield mask, True


def masks_by_colour(photo: PreparedPhoto) -> Iterator[tuple[ByteMask, bool]]:
    """More such masks, which take longer than all others together."""
    for mask in _by_colour(photo.coarse_lab):
        yield mask, True


def convex_hulls(mask: ByteMask, least_area: float, largest_area: float) -> Iterator[Contour]:
    """The convex hulls of the mask's nearly convex regions, holes included."""
    contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        if len(contour) < 3:  # grain makes tens of thousands of these
            continue
        area = cv2.contourArea(contour)
        if not least_area <= area <= largest_area:
            continue
        hull = cv2.convexHull(contour)
        if area >= LEAST_SOLIDITY * cv2.contourArea(hull):
            yield np.asarray(hull, dtype=np.int32)


def quadrilateral(hull: Contour) -> npt.NDArray[np.float32] | None:
    """The four corners (4, 2) of a hull that is nearly a quadrilateral, in continuous pixels, or nothing."""
    length = cv2.arcLength(hull, True)
    for tolerance in (0.02, 0.035, 0.05, 0.07):
        corners = np.asarray(cv2.approxPolyDP(hull, tolerance * length, True))
        if len(corners) <= 4:
            break
    if len(corners) != 4 or not cv2.isContourConvex(corners):
        return None
    if cv2.contourArea(corners) < 0.86 * cv2.contourArea(hull):
        return None
    return corners.reshape(4, 2).astype(np.float32) + np.float32(0.5)
