"""Where a cube could be: poses from quadrilateral regions (one face), regions shaped like a cube, and edges alone."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.blobs import CubeBlob
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.segments import (
    Contour,
    convex_hulls,
    masks_by_colour,
    masks_by_contrast,
    quadrilateral,
)
from mineral_desk.vision.measuring.template_search import search_templates
from mineral_desk.vision.measuring.wireframe import (
    POSE_SIZE,
    Camera,
    CubePose,
    Floats,
    poses_of_rotation,
    project,
    yaw_difference,
)

FACE = np.array([[-0.5, 0.5, 0], [0.5, 0.5, 0], [0.5, -0.5, 0], [-0.5, -0.5, 0]], np.float32)
SILHOUETTE_SIDE = 48
SILHOUETTE_FILL = 1.8
"""The raster spans this many times the root of the silhouette's area."""
LEAST_OVERLAP = 0.8
POSES_PER_REGION = 5
POSES_PER_BLOB = 10
SAME_BOX_PX = 4
SMALLEST_EDGE_PX, LARGEST_EDGE_SHARE = 9.0, 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Silhouettes:
    """Outlines of a cube of edge 100 px at many angles, rastered at the same area and centre."""

    angles: Floats
    """(N, 2): elevation and yaw."""
    rasters: npt.NDArray[np.float32]
    """(N, side * side)."""
    filled: npt.NDArray[np.float32]
    """(N,): the pixels of each raster that are set."""
    offsets: Floats
    """(N, 2): from the projected centre to the silhouette's centroid, in edges."""
    areas: Floats
    """(N,): in squared edges."""


def _centroid(outline: npt.NDArray[np.float32]) -> Floats:
    moments = cv2.moments(outline)
    return np.array([moments["m10"], moments["m01"]]) / max(moments["m00"], 1e-9)


def _raster(outline: npt.NDArray[np.float32], centroid: Floats, area: float) -> npt.NDArray[np.float32]:
    placed = (outline - centroid) / math.sqrt(area) / SILHOUETTE_FILL * SILHOUETTE_SIDE + SILHOUETTE_SIDE / 2
    mask = np.zeros((SILHOUETTE_SIDE, SILHOUETTE_SIDE), np.uint8)
    cv2.fillPoly(mask, [np.round(placed * 16).astype(np.int32)], (1,), shift=4)
    return mask.ravel().astype(np.float32)


@cache
def silhouettes() -> Silhouettes:
    """The templates, made once."""
    elevations = np.radians([4, 8, *range(12, 90, 6), 90])
    angles = np.array([(e, y) for e in elevations for y in np.radians(np.arange(0, 90, 7.5))])
    poses = np.zeros((len(angles), POSE_SIZE))
    poses[:, 2], poses[:, 3:5] = math.log(100), angles
    corners = project(poses, Camera(1200.0, 0.0, 0.0))[0].astype(np.float32)
    hulls = [cv2.convexHull(one).reshape(-1, 2).astype(np.float32) for one in corners]
    centroids, areas = np.array([_centroid(hull) for hull in hulls]), [cv2.contourArea(hull) for hull in hulls]
    placed = zip(hulls, centroids, areas, strict=True)
    rasters = np.array([_raster(hull, middle, area) for hull, middle, area in placed])
    return Silhouettes(angles, rasters, rasters.sum(1), centroids / 100, np.array(areas) / 100**2)


def poses_of_region(hull: Contour, count: int = POSES_PER_REGION) -> Iterator[CubePose]:
    """The poses whose silhouettes are most like a region's hull, distinct ones, best first."""
    outline = hull.reshape(-1, 2).astype(np.float32) + np.float32(0.5)
    area, centroid = cv2.contourArea(outline), _centroid(outline)
    known, raster = silhouettes(), _raster(outline, centroid, area)
    shared = known.rasters @ raster
    overlaps = shared / (known.filled + raster.sum() - shared)
    taken: list[int] = []
    for index in np.argsort(-overlaps):
        if overlaps[index] < LEAST_OVERLAP or len(taken) == count:
            return
        elevation, yaw = known.angles[index]
        near = known.angles[taken]
        if taken and ((abs(near[:, 0] - elevation) < 0.12) & (yaw_difference(near[:, 1], yaw) < 0.15)).any():
            continue
        taken.append(int(index))
        edge = math.sqrt(area / known.areas[index])
        x, y = centroid - known.offsets[index] * edge
        yield CubePose(float(x), float(y), math.log(edge), float(elevation), float(yaw), 0.0)


def poses_of_face(corners: npt.NDArray[np.float32], camera: Camera) -> Iterator[CubePose]:
    """The cubes that have the quadrilateral ``corners`` (4, 2) as one face (both solutions of the planar pose)."""
    if cv2.contourArea(corners, True) < 0:
        corners = corners[::-1].copy()
    matrix = np.array(
        [[camera.focal_px, 0, camera.centre_x], [0, camera.focal_px, camera.centre_y], [0, 0, 1]], np.float64
    )
    try:
        _, turns, shifts, errors = cv2.solvePnPGeneric(
            FACE, corners.reshape(-1, 1, 2), matrix, np.zeros(4), flags=cv2.SOLVEPNP_IPPE_SQUARE
        )
    except cv2.error:  # raised for degenerate quadrilaterals
        return
    largest = 0.12 * math.sqrt(cv2.contourArea(corners))
    for turn, shift, error in zip(turns, shifts, np.ravel(errors), strict=True):
        rotation = np.asarray(cv2.Rodrigues(turn)[0], dtype=float)
        normal = rotation[:, 2] if rotation[:, 2] @ shift.ravel() < 0 else -rotation[:, 2]
        centre = shift.ravel() - 0.5 * normal
        if error > largest or centre[2] <= 0:
            continue
        x, y = camera.focal_px * centre[:2] / centre[2] + [camera.centre_x, camera.centre_y]
        yield from poses_of_rotation(rotation, float(x), float(y), camera.focal_px / centre[2])[:2]


def _distinct(hulls: Sequence[Contour]) -> list[Contour]:
    """The hulls whose boxes are not within a few pixels of an earlier one's."""
    boxes = np.array([cv2.boundingRect(hull) for hull in hulls]).reshape(-1, 4)
    kept: list[int] = []
    for number, box in enumerate(boxes):
        if not (np.abs(boxes[kept] - box) <= SAME_BOX_PX).all(1).any():
            kept.append(number)
    return [hulls[number] for number in kept]


def _plate_hull(plate: Box) -> Contour:
    corners = [[plate.x0, plate.y0], [plate.x1, plate.y0], [plate.x1, plate.y1], [plate.x0, plate.y1]]
    return np.round(np.array(corners)).astype(np.int32).reshape(-1, 1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Regions of a photo at the coarse size: the cubes that have one as a ``faces``, and ``hulls`` of whole cubes."""

    faces: list[CubePose]
    hulls: list[Contour]

    def __add__(self, other: "Regions") -> "Regions":
        return Regions([*self.faces, *other.faces], [*self.hulls, *other.hulls])


@dataclass(frozen=True, eq=False)
class SearchedPhoto:
    """A photo with its regions, each kind found when it is first asked for."""

    photo: PreparedPhoto

    @property
    def least_area(self) -> float:
        """Smaller regions are no cubes, px at the coarse size."""
        return max(100.0, 0.0004 * self.photo.coarse_edges.height * self.photo.coarse_edges.width)

    @cached_property
    def by_contrast(self) -> Regions:
        """What differs from the table, is lighter or darker, or lies between edges."""
        return self._regions(masks_by_contrast(self.photo))

    @cached_property
    def by_colour(self) -> Regions:
        """What is of one colour."""
        return self._regions(masks_by_colour(self.photo))

    def _regions(self, masks: Iterable[tuple[ByteMask, bool]]) -> Regions:
        largest = 0.45 * self.photo.coarse_edges.height * self.photo.coarse_edges.width
        found = Regions([], [])
        for mask, may_be_whole in masks:
            for hull in convex_hulls(mask, self.least_area, largest):
                corners = quadrilateral(hull)
                if corners is not None:
                    found.faces.extend(poses_of_face(corners, self.photo.coarse_camera))
                if may_be_whole:
                    found.hulls.append(hull)
        return found


def propose(
    searched: SearchedPhoto, writing: Sequence[Box], blobs: Sequence[CubeBlob] = (), *, everywhere: bool = True
) -> Floats:
    """Pose vectors (N, 6) at the coarse size; ``writing`` are boxes of text there, which may be a cube's engraving.

    ``blobs`` are what the segmentation takes for cubes. Where these are sure, the rest of the photo need not be
    searched ``everywhere`` with all means, which takes most of the time.
    """
    photo = searched.photo
    height, width = photo.coarse_edges.height, photo.coarse_edges.width
    regions = searched.by_contrast + searched.by_colour if everywhere else searched.by_contrast
    plates = [_plate_hull(box.padded(0.15 * box.height)) for box in writing if box.area > searched.least_area]
    poses = list(regions.faces)
    for hull in _distinct(sorted([*regions.hulls, *plates], key=cv2.contourArea, reverse=True)):
        poses += poses_of_region(hull)
    for blob in blobs:
        poses += poses_of_region(blob.hull, POSES_PER_BLOB)
    vectors = np.array([pose.vector for pose in poses]).reshape(-1, POSE_SIZE)
    if everywhere:
        vectors = np.concatenate([vectors, search_templates(photo.coarse_lab)])
    edge = np.exp(vectors[:, 2])
    inside = (vectors[:, :2] > 0).all(1) & (vectors[:, 0] < width) & (vectors[:, 1] < height)
    sensible = inside & (edge > SMALLEST_EDGE_PX) & (edge < LARGEST_EDGE_SHARE * max(height, width))
    return np.asarray(vectors[sensible])
