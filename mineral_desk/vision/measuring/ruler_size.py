"""What a ruler adds to a measurement: a size where there is no cube, a check of the cube's edge where there is one.

A size from a ruler is never vouched for: it lies at a distance of its own, mostly in front of the specimen.
"""

import math
from dataclasses import replace

import cv2
import numpy as np

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.ruler import RulerReading
from mineral_desk.vision.measuring.wireframe import Camera, CubePose, Floats, rotations

BESIDE_RULER_SHARE = 0.12
"""Rulers lie before, beside or under the specimen: their distances differ by about this share (1 sd)."""
OUTLINE_ERROR_PX = 2.0
ELEVATION_ERROR = math.radians(2.0)
LEAST_CONTRADICTION = math.log(1.3)
"""Cube and ruler may differ so far, and by three standard deviations more, without contradicting each other."""
RULER_PROBABILITY = 0.5
LEAST_RULER_AREA = 0.003
"""Share of the photo."""


def ruler_region(photo: PreparedPhoto, reading: RulerReading | None) -> Region | None:
    """Where the ruler is, in pixels of the photo: the one that was read, else what the segmentation network sees."""
    if reading is not None:
        return Region(RegionKind.RULER, reading.box_px, reading.confidence, reading.text)
    if photo.classes is None:
        return None
    plane = photo.classes.of(SegmentClass.RULER)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((plane > RULER_PROBABILITY).astype(np.uint8))
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    if stats[largest, cv2.CC_STAT_AREA] < LEAST_RULER_AREA * plane.size:
        return None
    x, y, width, height = (float(value) for value in stats[largest, :4])
    seen = Region(RegionKind.RULER, Box(x, y, x + width, y + height), float(plane[labels == largest].mean()))
    return seen.scaled(1 / (photo.work_scale * photo.coarse_scale))


def sized_by_ruler(measurement: Measurement, outline: Outline | None, reading: RulerReading | None) -> Measurement:
    """The measurement of a photo without a cube, with the size by the ruler's scale where there is one.

    All in pixels of the photo. It stays flagged; its flag tells the ruler's scale.
    """
    if reading is None or outline is None or measurement.cube_corners_px:
        return measurement
    size = feret(outline.points_px.astype(float))
    mm_per_px = reading.mm_per_px_near(outline.points_px.mean(axis=0))
    shared = math.hypot(reading.error, BESIDE_RULER_SHARE)
    length_mm, width_mm = size.length * mm_per_px, size.width * mm_per_px
    told = tuple(
        replace(flag, values={**flag.values, "ruler_mm_per_px": mm_per_px}, evidence_px=reading.box_px)
        if flag.code is FlagCode.NO_CUBE
        else flag
        for flag in measurement.flags
    )
    return replace(
        measurement,
        status=MeasurementStatus.FLAGGED,
        flags=told,
        length_mm=length_mm,
        length_error_mm=length_mm * math.hypot(shared, OUTLINE_ERROR_PX / max(size.length, 1.0)),
        width_mm=width_mm,
        width_error_mm=width_mm * math.hypot(shared, OUTLINE_ERROR_PX / max(size.width, 1.0)),
        mm_per_px=mm_per_px,
        scale_error_fraction=shared,
        length_line_px=size.length_line,
        width_line_px=size.width_line,
    )


def ruler_flags(
    reading: RulerReading | None, pose: CubePose, camera: Camera, edge_mm: float, scale_error: float
) -> list[Flag]:
    """Whether the ruler contradicts the edge that is set for the cube; all in pixels of the photo.

    Both lie on the table: the cube's pose tells how far away the table is where the ruler lies.
    """
    if reading is None:
        return []
    place = reading.ticks_px[len(reading.ticks_px) // 2]
    tilts = (pose.elevation, pose.elevation - ELEVATION_ERROR, pose.elevation + ELEVATION_ERROR)
    scales = [table_scale(place, replace(pose, elevation=tilt), camera, edge_mm) for tilt in tilts]
    if min(scales) <= 0:
        return []
    unsure = abs(math.log(scales[2] / scales[1])) / 2
    apart = math.log(float(reading.mm_per_px[1]) / scales[0])
    if abs(apart) < LEAST_CONTRADICTION + 3 * math.hypot(unsure, reading.error, scale_error):
        return []
    told = f"{edge_mm * math.exp(apart):.3g} mm"
    numbers: dict[str, float | str] = {
        "engraving": told,
        "edge_mm": edge_mm,
        "ruler_mm_per_px": float(reading.mm_per_px[1]),
    }
    return [Flag(FlagCode.CUBE_EDGE_CONTRADICTED, numbers, reading.box_px)]


def table_scale(place: Floats, pose: CubePose, camera: Camera, edge_mm: float) -> float:
    """Millimetres per pixel where the ray through ``place`` (2,) px meets the cube's table; 0 where it does not."""
    up = rotations(pose.vector[None])[0][:, 2]
    standing = _ray(np.array([pose.x, pose.y]), camera) * (camera.focal_px / pose.edge_px * edge_mm)
    towards = float(up @ _ray(place, camera))
    depth = float(up @ (standing - up * edge_mm / 2)) / towards if towards < 0 else 0.0
    return max(depth, 0.0) / camera.focal_px


def _ray(place: Floats, camera: Camera) -> Floats:
    return np.array(
        [(place[0] - camera.centre_x) / camera.focal_px, (place[1] - camera.centre_y) / camera.focal_px, 1.0]
    )
