"""Millimetres per pixel read off a ruler that lies in the photo.

Ticks give their spacing; that every fifth and tenth is longer says that they are millimetres; and how the spacing
changes along the ruler tells how it is turned away from the camera, so that the scale is that of its own distance and
not of its foreshortened picture.
"""

import math
from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.ruler_search import Band, find_bands
from mineral_desk.vision.measuring.ruler_strip import DECIMAL, OTHERS, Strip, TickRow, cut_strip, find_ticks, rhythms
from mineral_desk.vision.measuring.wireframe import Camera, Floats

LEAST_RHYTHM = 6.0
LEAST_LEAD = 1.5
"""How much surer the rhythm of millimetres must be than any other."""
LEAST_ERROR = 0.004
FOCAL_ERROR = 0.25
"""Of an assumed focal length (share, 1 sd)."""


@dataclass(frozen=True, slots=True, eq=False)
class RulerReading:
    """A ruler in pixels of the photo. ``ticks_px`` (N, 2) are its millimetre ticks in their order.

    ``mm_per_px`` (3,) is the scale at the distance of its first tick, its middle and its last tick; ``error`` is that
    of the scale in the middle (share, 1 sd); ``confidence`` (0 to 1) that it is a millimetre scale.
    """

    quad_px: Floats
    ticks_px: Floats
    mm_per_px: Floats
    error: float
    confidence: float
    text: str = ""

    @property
    def box_px(self) -> Box:
        """The upright box around the ticks."""
        return Box(*self.quad_px.min(axis=0).tolist(), *self.quad_px.max(axis=0).tolist())

    def mm_per_px_near(self, point: Floats) -> float:
        """The scale at the tick nearest to a point (2,) px."""
        nearest = int(np.linalg.norm(self.ticks_px - point, axis=1).argmin())
        places = np.array([0, (len(self.ticks_px) - 1) / 2, len(self.ticks_px) - 1])
        return float(np.interp(nearest, places, self.mm_per_px))


def read_ruler(photo: PreparedPhoto, pixels: Pixels) -> RulerReading | None:
    """The clearest millimetre scale in ``pixels`` (H, W, 3) uint8 RGB; None where none can be read."""
    readings = [_reading(photo, pixels, band) for band in find_bands(photo)]
    return max((one for one in readings if one is not None), key=lambda one: len(one.ticks_px), default=None)


def _reading(photo: PreparedPhoto, pixels: Pixels, band: Band) -> RulerReading | None:
    strip = cut_strip(pixels, band, photo.work_scale)
    ticks = find_ticks(strip)
    if ticks is None:
        return None
    sure = rhythms(strip, ticks)
    decimal, other = max(sure[n] for n in DECIMAL), max(sure[n] for n in OTHERS)
    if decimal < LEAST_RHYTHM or decimal < LEAST_LEAD * other:
        return None
    comb = ticks.comb
    numbers = np.array([comb.numbers.min(), 0.0, comb.numbers.max()])
    camera = photo.camera.scaled(1 / photo.work_scale)
    scales = np.array([_mm_per_px(strip, ticks, camera, float(number)) for number in numbers])
    places = strip.in_photo(comb.positions, np.full(len(comb.positions), ticks.row))
    confidence = (1 - other / decimal) * (1 - 1 / decimal)
    return RulerReading(_quad(strip, ticks), places, scales, _error(photo, strip, ticks, camera), float(confidence))


def _quad(strip: Strip, ticks: TickRow) -> Floats:
    """(4, 2): the corners of the part with ticks, going round."""
    ends = ticks.comb.position(np.array([ticks.comb.numbers.min() - 0.5, ticks.comb.numbers.max() + 0.5]))
    middle, half = len(strip.grey) / 2, len(strip.grey) / 2 * 0.6
    return strip.in_photo(ends[[0, 1, 1, 0]], middle + half * np.array([-1.0, -1.0, 1.0, 1.0]))


def _mm_per_px(strip: Strip, ticks: TickRow, camera: Camera, number: float, depth_change: float = 0.0) -> float:
    """The scale at a tick's distance Z from the camera, Z / f.

    With the spacing s' (px per mm) along the unit vector u at the place x, the change C of depth per mm (share) and
    the focal length f, the direction of the ruler is a unit vector if (|s' u + x C|^2 / f^2 + C^2) Z^2 = 1.
    """
    comb = ticks.comb
    change = (comb.coefficients[2] + depth_change) / comb.depth(number)
    spacing = abs(comb.period(number)) / strip.zoom
    place = strip.in_photo(comb.position(np.array([number])), np.array([ticks.row]))[0]
    away = place - np.array([camera.centre_x, camera.centre_y])
    across = np.linalg.norm(spacing * strip.along + away * change)
    return float(1 / math.hypot(across, change * camera.focal_px))


def _error(photo: PreparedPhoto, strip: Strip, ticks: TickRow, camera: Camera) -> float:
    """Error of the scale in the middle: the spacing, the turn away from the camera, the focal length."""
    here = _mm_per_px(strip, ticks, camera, 0.0)
    turn = float(np.sqrt(ticks.comb.covariance[2, 2]))
    turned = max(abs(_mm_per_px(strip, ticks, camera, 0.0, sign * turn) - here) for sign in (-1, 1)) / here
    other = camera if photo.focal_length_known else Camera(camera.focal_px * (1 + FOCAL_ERROR), *_centre(camera))
    focal = abs(_mm_per_px(strip, ticks, other, 0.0) - here) / here
    return math.hypot(ticks.comb.period_error(0.0), turned, focal, LEAST_ERROR)


def _centre(camera: Camera) -> tuple[float, float]:
    return camera.centre_x, camera.centre_y
