"""Cubes proposed from their edges alone: sparse templates slid over maps of edge direction.

The scheme is LINE-MOD's (Hinterstoisser et al. 2012, "Gradient response maps for real-time detection"): edge directions
are quantised and spread by a pixel or two, a template is a few dozen points with the direction expected there, and its
score at every second place is a sum of shifted byte maps: as the directions are spread, the places between score alike.
It finds cubes whose faces no segmentation tells from the table.
"""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.edge_field import EdgeField, Image, edge_field
from mineral_desk.vision.measuring.wireframe import POSE_SIZE, Camera, Floats, project, sample_edges

Bytes = npt.NDArray[np.uint8]

DIRECTIONS = 8
POINTS = 48
SAME, NEXT = 4, 2
"""What a point scores for its own direction and for a neighbouring one; 48 times 4 fits into a byte."""
SCALE_STEP = 1.2
ELEVATIONS_DEG = (6, 18, 30, 42, 56, 72)
YAWS_DEG = (0, 15, 30, 45, 60, 75)
STRIDE = 2
"""Places are tried this many pixels apart, no further than directions are spread."""
PLACES_PER_SCALE = 14
LEAST_SCORE = 0.6
WIDE_SPREAD_FROM_PX = 22.0


@dataclass(frozen=True, slots=True)
class Level:
    """An image size and the cube edges looked for in it, all in pixels."""

    side: int
    smallest: float
    largest: float

    @property
    def edges(self) -> list[float]:
        """The edge lengths tried."""
        count = math.ceil(math.log(self.largest / self.smallest) / math.log(SCALE_STEP))
        return [self.smallest * SCALE_STEP**step for step in range(count + 1)]


LEVELS = (Level(400, 12.0, 34.0), Level(160, 14.0, 84.0))


@cache
def _angles() -> Floats:
    """(N, 2): elevation and yaw of the templates, radians."""
    tilted = [(elevation, yaw) for elevation in ELEVATIONS_DEG for yaw in YAWS_DEG]
    return np.radians(tilted + [(90, yaw) for yaw in YAWS_DEG])


@cache
def _templates(edge_px: float) -> npt.NDArray[np.int16]:
    """(N, POINTS, 3): x and y offsets from the cube's centre and the direction's number, for each of the angles."""
    angles = _angles()
    poses = np.zeros((len(angles), POSE_SIZE))
    poses[:, 2], poses[:, 3:5] = math.log(edge_px), angles
    corners, faces = project(poses, Camera(12 * edge_px, 0.0, 0.0))
    dense = 40
    samples = sample_edges(corners, faces, dense)
    templates = np.zeros((len(angles), POINTS, 3), np.int16)
    for number in range(len(angles)):
        weights = np.repeat(samples.lengths[number] * samples.visible[number], dense)
        spaced = np.cumsum(weights) / weights.sum()
        chosen = np.searchsorted(spaced, (np.arange(POINTS) + 0.5) / POINTS)
        normals = np.repeat(samples.normals[number], dense, axis=0)[chosen]
        templates[number, :, :2] = np.round(samples.points[number].reshape(-1, 2)[chosen])
        templates[number, :, 2] = _direction(normals[:, 0], normals[:, 1])
    return templates


def _direction(x: Floats | Image, y: Floats | Image) -> npt.NDArray[np.int16]:
    """The number of the direction (half turns are the same) of gradient vectors."""
    turns = np.arctan2(y, x) / math.pi * DIRECTIONS
    return (np.round(turns).astype(np.int16)) % DIRECTIONS


def _responses(field: EdgeField, spread: int, margin: int) -> Bytes:
    """(DIRECTIONS, STRIDE, STRIDE, h, w): what each pixel scores for each direction, with a margin around the image.

    The pixel at row ``STRIDE * i + a`` and column ``STRIDE * j + b`` is at ``[:, a, b, i, j]``, so that the pixels
    under one point of a template, at all places tried, lie side by side.
    """
    e, f, g = field.planes
    angle = 0.5 * np.arctan2(2 * f, e - g)
    direction = np.round(angle / math.pi * DIRECTIONS).astype(np.int16) % DIRECTIONS
    clear = field.magnitude > field.threshold
    rows, columns = (STRIDE * math.ceil((side + 2 * margin) / STRIDE) for side in (field.height, field.width))
    maps = np.zeros((DIRECTIONS, rows, columns), np.uint8)
    element = np.ones((spread, spread), np.uint8)
    own = [np.asarray(cv2.dilate((clear & (direction == d)).astype(np.uint8), element)) for d in range(DIRECTIONS)]
    inner = (slice(margin, margin + field.height), slice(margin, margin + field.width))
    for number in range(DIRECTIONS):
        beside = np.maximum(own[number - 1], own[(number + 1) % DIRECTIONS])
        maps[number][inner] = np.maximum(SAME * own[number], NEXT * beside)
    interleaved = maps.reshape(DIRECTIONS, rows // STRIDE, STRIDE, columns // STRIDE, STRIDE)
    return np.ascontiguousarray(interleaved.transpose(0, 2, 4, 1, 3))


def _starts(shape: tuple[int, ...], margin: int, edge_px: float) -> npt.NDArray[np.intp]:
    """(N, POINTS): where the bytes of each template's points begin in the flat maps of :func:`_responses`."""
    templates = _templates(edge_px).astype(np.intp)
    (rows, a), (columns, b) = (divmod(margin + templates[..., axis], STRIDE) for axis in (1, 0))
    return np.asarray(np.ravel_multi_index((templates[..., 2], a, b, rows, columns), shape), np.intp)


def _best_places(maps: Bytes, margin: int, edge_px: float) -> Floats:
    """(N, 4): x, y, template number and score of the places that are most like a cube of that edge."""
    height, width = (side - math.ceil(2 * margin / STRIDE) for side in maps.shape[3:])
    columns, flat, starts = maps.shape[4], maps.ravel(), _starts(maps.shape, margin, edge_px)
    # Whole rows are added as one piece, margins included: what comes out there is not looked at.
    size = (height - 1) * columns + width
    best, total = np.zeros(height * columns, np.uint8), np.empty(size, np.uint8)
    for first, *others in starts.tolist():
        total[:] = flat[first : first + size]
        for start in others:
            np.add(total, flat[start : start + size], out=total)
        np.maximum(best[:size], total, out=best[:size])
    best = np.ascontiguousarray(best.reshape(height, columns)[:, :width])
    radius = max(1, round(edge_px * 0.3 / STRIDE))
    peaks = np.asarray(cv2.dilate(best, np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)))
    y, x = np.nonzero((best == peaks) & (best >= LEAST_SCORE * SAME * POINTS))
    top = np.argsort(-best[y, x].astype(float), kind="stable")[:PLACES_PER_SCALE]
    y, x = y[top], x[top]
    scores = flat[starts[..., None] + (y * columns + x)].sum(axis=1)
    places = (STRIDE * side + 0.5 for side in (x, y))
    return np.stack([*places, scores.argmax(axis=0).astype(float), best[y, x].astype(float)], axis=1)


def search_templates(lab: Image) -> Floats:
    """Pose vectors (N, 6) of likely cubes in an (H, W, 3) float32 Lab image, in its pixels."""
    found: list[Floats] = []
    for level in LEVELS:
        factor = level.side / max(lab.shape[:2])
        small = cv2.resize(lab, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        field = edge_field(np.asarray(small, dtype=np.float32), 0.8)
        margin = math.ceil(level.edges[-1] * 1.05) + 2
        stacks = {spread: _responses(field, spread, margin) for spread in (3, 5)}
        for edge in level.edges:
            places = _best_places(stacks[3 if edge < WIDE_SPREAD_FROM_PX else 5], margin, edge)
            poses = np.zeros((len(places), POSE_SIZE))
            poses[:, :2] = places[:, :2] / factor
            poses[:, 2] = math.log(edge / factor)
            poses[:, 3:5] = _angles()[places[:, 2].astype(int)]
            found.append(poses)
    return np.concatenate(found)
