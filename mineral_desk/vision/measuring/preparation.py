"""A photo at the two sizes that measuring works at, with its edges and its background."""

from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.background import Background, ByteMask, differing, fit_background
from mineral_desk.vision.measuring.classes import Segment, SegmentMap
from mineral_desk.vision.measuring.closer_look import looked_closer
from mineral_desk.vision.measuring.edge_field import EdgeField, Image, edge_field
from mineral_desk.vision.measuring.wireframe import Camera

WORK_SIDE_PX = 1024
"""The long side at which cubes are fitted: larger photos are reduced, smaller ones enlarged."""
COARSE_SIDE_PX = 640
"""The long side at which cubes are proposed and the specimen is outlined."""
USUAL_FOCAL_LENGTH_35MM = 55.0
PLAUSIBLE_FOCAL_LENGTHS_35MM = (14.0, 400.0)
FILM_WIDTH_MM = 36.0
KNOWN_FOCAL_ERROR, UNKNOWN_FOCAL_ERROR = 0.1, 0.45
"""How far the focal length may be from the one in EXIF, which is rounded and of the uncropped photo, and from the
usual one (logarithm, 1 sd)."""
LAB_OF_BYTES: Image = (
    (np.arange(256, dtype=np.float32)[:, None] - np.array([0, 128, 128], np.float32))
    * np.array([100 / 255, 1, 1], np.float32)
)[None]
"""(1, 256, 3): what OpenCV's bytes stand for in each channel."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPhoto:
    """``work_*`` at :data:`WORK_SIDE_PX`, ``coarse_*`` at :data:`COARSE_SIDE_PX`.

    ``work_scale`` is work pixels per pixel of the photo, ``coarse_scale`` coarse pixels per work pixel.
    """

    work_lab: Image
    work_lab_bytes: Pixels
    """The same as OpenCV keeps it in bytes: :data:`LAB_OF_BYTES` says what they stand for."""
    work_edges: EdgeField
    coarse_rgb: Pixels
    coarse_lab: Image
    coarse_edges: EdgeField
    background: Background
    different: ByteMask
    """(H, W) at the coarse size: what is clearly no table."""
    camera: Camera
    """Of the work size."""
    focal_length_known: bool
    """EXIF tells it."""
    focal_error: float
    """How well it is known (logarithm, 1 sd)."""
    work_scale: float
    coarse_scale: float
    classes: SegmentMap | None = None
    """At the coarse size, where a segmentation network was given."""

    @property
    def coarse_camera(self) -> Camera:
        """The camera of the coarse size."""
        return self.camera.scaled(self.coarse_scale)


def to_lab(pixels: Pixels) -> Image:
    """(H, W, 3) uint8 sRGB to float32 CIE Lab, L from 0 to 100."""
    return np.asarray(cv2.LUT(_lab_bytes(pixels), LAB_OF_BYTES), dtype=np.float32)


def _lab_bytes(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), dtype=np.uint8)


def resized(pixels: Pixels, factor: float) -> Pixels:
    """The photo enlarged by ``factor``, averaged when that is less than 1."""
    if factor == 1.0:
        return pixels
    height, width = (max(1, round(side * factor)) for side in pixels.shape[:2])
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=how), dtype=np.uint8)


def is_plausible(focal_length_35mm: float | None) -> bool:
    """Whether EXIF names a focal length (mm on film 36 mm wide) that photos are taken with."""
    shortest, longest = PLAUSIBLE_FOCAL_LENGTHS_35MM
    return focal_length_35mm is not None and shortest <= focal_length_35mm <= longest


def camera_of(width: int, height: int, focal_length_35mm: float | None) -> Camera:
    """The camera from the focal length in EXIF (mm on film 36 mm wide), or a usual one where that says nothing."""
    plausible = is_plausible(focal_length_35mm)
    focal_length = focal_length_35mm if plausible and focal_length_35mm else USUAL_FOCAL_LENGTH_35MM
    return Camera(focal_length / FILM_WIDTH_MM * max(width, height), width / 2, height / 2)


def focal_length_35mm(camera: Camera) -> float:
    """The focal length of ``camera``, which looks at the photo's middle, in mm on film 36 mm wide."""
    return camera.focal_px / (2 * max(camera.centre_x, camera.centre_y)) * FILM_WIDTH_MM


def prepare(pixels: Pixels, focal_length_35mm: float | None, segment: Segment | None = None) -> PreparedPhoto:
    """Bring (H, W, 3) uint8 RGB to both sizes and, where a network is given, ``segment`` it."""
    work_scale = WORK_SIDE_PX / max(pixels.shape[:2])
    work = resized(pixels, work_scale)
    coarse_scale = COARSE_SIDE_PX / max(work.shape[:2])
    coarse = resized(work, coarse_scale)
    work_lab, coarse_lab = to_lab(work), to_lab(coarse)
    coarse_edges, background = edge_field(coarse_lab, 0.9), fit_background(coarse_lab)
    return PreparedPhoto(
        work_lab=work_lab,
        work_lab_bytes=_lab_bytes(work),
        work_edges=edge_field(work_lab, 1.1),
        coarse_rgb=coarse,
        coarse_lab=coarse_lab,
        coarse_edges=coarse_edges,
        background=background,
        different=differing(background, coarse_edges),
        camera=camera_of(work.shape[1], work.shape[0], focal_length_35mm),
        focal_length_known=is_plausible(focal_length_35mm),
        focal_error=KNOWN_FOCAL_ERROR if is_plausible(focal_length_35mm) else UNKNOWN_FOCAL_ERROR,
        work_scale=work_scale,
        coarse_scale=coarse_scale,
        classes=None if segment is None else looked_closer(segment, work, segment(coarse).at(*coarse.shape[:2])),
    )
