"""Where a ruler's ticks may be: long bands of many parallel edges that run across the band.

In the edge tensor averaged over small cells, ticks give one clear direction of contrast. The outline of a thing does
too, but its cells lie in a row along the edge; those of ticks lie in a row across the edges.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.measuring.edge_field import EdgeField
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.wireframe import Floats

CELL_PX = 4
LEAST_COHERENCE = 0.6
LEAST_CONTRAST = 1.5
"""Of a cell, in units of what counts as an edge."""
DIRECTIONS = 8
LEAST_LENGTH_PX = 90.0
LEAST_SLENDERNESS = 2.2
MOST_SLANT_COS = 0.75
"""Ticks stand across the band, or lean by up to 40 degrees where it is seen from the side."""
MOST_BANDS = 4
LEAST_RULER_SHARE = 0.3
"""Of a band on what the segmentation network takes for a ruler, where there is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """A band of parallel edges: ``centre`` (2,) px, unit vectors ``along`` it and ``across`` the edges (2,), px."""

    centre: Floats
    along: Floats
    across: Floats
    length: float
    thickness: float


def find_bands(photo: PreparedPhoto) -> list[Band]:
    """The bands that may be a ruler's ticks, the longest first, in pixels of the work size."""
    if photo.classes is not None and photo.classes.of(SegmentClass.RULER).max() <= LEAST_RULER_SHARE:
        return []
    bands = [band for cells in _groups(photo.work_edges) for band in _bands(*cells)]
    if photo.classes is not None:
        ruler = photo.classes.of(SegmentClass.RULER)
        bands = [band for band in bands if _share_on(ruler, band, photo.coarse_scale) > LEAST_RULER_SHARE]
    kept: list[Band] = []
    for band in sorted(bands, key=lambda one: -one.length):
        if not any(_same(band, other) for other in kept):
            kept.append(band)
    return kept[:MOST_BANDS]


def _groups(edges: EdgeField) -> Iterator[tuple[npt.NDArray[np.uint8], Floats]]:
    """For each direction the cells (h, w) whose contrast runs that way, with the directions' doubled angles."""
    size = (edges.width // CELL_PX, edges.height // CELL_PX)
    if min(size) < 4:
        return
    tensor = cv2.blur(cv2.resize(edges.tensor, size, interpolation=cv2.INTER_AREA), (3, 3))
    e, f, g = tensor[..., 0], tensor[..., 1], tensor[..., 2]
    cosine, sine = e - g, 2 * f
    strength = np.sqrt(cosine * cosine + sine * sine)
    clear = (strength > LEAST_COHERENCE * (e + g)) & (e + g > (LEAST_CONTRAST * edges.threshold) ** 2)
    doubled = np.arctan2(sine, cosine)
    for step in range(DIRECTIONS):
        middle = 2 * np.pi * step / DIRECTIONS
        near = np.cos(doubled - middle) > np.cos(1.2 * 2 * np.pi / DIRECTIONS)
        yield (clear & near).astype(np.uint8), doubled


def _bands(cells: npt.NDArray[np.uint8], doubled: Floats) -> Iterator[Band]:
    joined = cv2.morphologyEx(cells, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        if max(width, height) * CELL_PX < 0.7 * LEAST_LENGTH_PX or area < 12:
            continue
        inside = labels[y : y + height, x : x + width] == label
        rows, columns = np.nonzero(inside)
        angles = doubled[y : y + height, x : x + width][inside]
        band = _band(np.asarray(np.stack([columns + x, rows + y], axis=1) + 0.5, float), np.asarray(angles, float))
        if band is not None:
            yield band


def _band(cells: Floats, doubled: Floats) -> Band | None:
    """The band of ``cells`` (N, 2), if it is long and its edges run across it."""
    centre = cells.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov((cells - centre).T) + 0.08 * np.eye(2))
    along = axes[:, 1]
    length, thickness = np.sqrt(12 * spread[1]) * CELL_PX, np.sqrt(12 * spread[0]) * CELL_PX
    turn = np.arctan2(np.sin(doubled).mean(), np.cos(doubled).mean()) / 2
    across = np.array([np.cos(turn), np.sin(turn)])
    if length < LEAST_LENGTH_PX or length < LEAST_SLENDERNESS * thickness or abs(along @ across) < MOST_SLANT_COS:
        return None
    across = across if along @ across > 0 else -across
    return Band(centre * CELL_PX, along, across, float(length), float(thickness))


def _same(one: Band, other: Band) -> bool:
    away = one.centre - other.centre
    across = abs(away @ np.array([-other.along[1], other.along[0]]))
    near = abs(away @ other.along) < 0.5 * max(one.length, other.length)
    return bool(near and across < max(one.thickness, other.thickness) and abs(one.along @ other.along) > 0.95)


def _share_on(ruler: npt.NDArray[np.float32], band: Band, coarse_scale: float) -> float:
    """How much of the band's middle line lies on the ruler's plane (H, W) of the coarse size."""
    steps = np.linspace(-0.45, 0.45, 40)[:, None] * band.length
    x, y = ((band.centre + steps * band.along) * coarse_scale).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < ruler.shape[1]) & (y < ruler.shape[0])
    return float(ruler[y[inside], x[inside]].mean()) if inside.any() else 0.0
