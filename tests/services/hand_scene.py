"""What the machine would say of a scene of which everything is known: a cube and an egg-shaped stone on a table."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.preparation import WORK_SIDE_PX, camera_of
from mineral_desk.vision.measuring.scale import specimen_scale
from mineral_desk.vision.measuring.wireframe import CubePose, hidden_corners, project_pose

WIDTH_PX, HEIGHT_PX, EDGE_MM = 4000, 3000, 10.0
CUBE = CubePose(1300.0, 2000.0, math.log(470.0), math.radians(25), math.radians(30), 0.02)
POSE_ERRORS = np.array([0.3, 0.3, 0.006, 0.01, 0.01, 0.01])


def scene(cube: CubePose = CUBE, *, found: bool = True) -> Analysis:
    """The analysis; where the cube is not ``found``, only the stone's outline."""
    angles = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    wave = 60 * np.sin(3 * angles)
    points = np.stack([2850 + 740 * np.cos(angles), 1560 + 470 * np.sin(angles) + wave], 1)
    outline = Outline((np.round(points / 6.25) * 6.25).astype(np.float32), 0.9)
    photo = Photo(Path("stone.jpg"), "0" * 64, 1, WIDTH_PX, HEIGHT_PX, focal_length_35mm=55.0)
    measurement = machine_size(cube, outline) if found else Measurement(MeasurementStatus.NOT_MEASURED)
    return Analysis(photo, QualityReport(Verdict.OK), outline=outline, measurement=measurement)


def machine_size(cube: CubePose, outline: Outline) -> Measurement:
    """What the engine makes of the true cube and outline."""
    work, points = WORK_SIDE_PX / WIDTH_PX, outline.points_px.astype(float)
    camera = camera_of(WIDTH_PX, HEIGHT_PX, 55.0)
    scale = specimen_scale(points * work, cube.scaled(work), camera.scaled(work), EDGE_MM, POSE_ERRORS)
    mm_per_px, size = scale.mm_per_px * work, feret(points)
    error = math.hypot(2 * POSE_ERRORS[2], scale.depth_error, 0.03)
    corners, faces = project_pose(cube, camera)
    return Measurement(
        MeasurementStatus.MEASURED,
        length_mm=size.length * mm_per_px,
        length_error_mm=size.length * mm_per_px * error,
        width_mm=size.width * mm_per_px,
        width_error_mm=size.width * mm_per_px * error,
        mm_per_px=mm_per_px,
        scale_error_fraction=float(POSE_ERRORS[2]),
        cube_edge_mm=EDGE_MM,
        cube_corners_px=tuple((float(x), float(y)) for x, y in corners),
        hidden_corners=hidden_corners(faces),
        length_line_px=size.length_line,
        width_line_px=size.width_line,
    )


def true_corners(cube: CubePose = CUBE) -> np.ndarray:
    """(8, 2) px."""
    return project_pose(cube, camera_of(WIDTH_PX, HEIGHT_PX, 55.0))[0]


def with_corners(marks: HandMarks, corners: np.ndarray, moved: tuple[int, ...]) -> HandMarks:
    """The marks with the cube's corners (8, 2) where a hand put those ``moved``."""
    return replace(marks, cube_corners_px=tuple((float(x), float(y)) for x, y in corners), moved_corners=moved)
