"""Photos with analyses made by hand: a specimen, a cube, a plate, drawn with NumPy."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import PhotoRow, PhotoState, StoredPhoto
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo, Pixels
from mineral_desk.domain.quality import IssueCode, QualityIssue, QualityReport, Verdict
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions

WIDTH, HEIGHT = 900, 600
SURE = (("Lazurite", 0.9), ("Sodalite", 0.05), ("Haüyne", 0.02), ("Lazulite", 0.01), ("Azurite", 0.01))
UNSURE = (("Enstatite", 0.2), ("Augite", 0.12), ("Chromite", 0.06))


def outline(width: float = WIDTH, height: float = HEIGHT) -> np.ndarray:
    """A lump in the middle, (80, 2) float32."""
    angle = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    radius = 1 + 0.08 * np.sin(3 * angle + 1) + 0.04 * np.sin(7 * angle)
    x = width * (0.42 + 0.26 * radius * np.cos(angle))
    y = height * (0.5 + 0.36 * radius * np.sin(angle))
    return np.stack([x, y], axis=1).astype(np.float32)


def cube_corners(box: Box) -> tuple[Point, ...]:
    """The eight corners of a cube seen a little from above; the first two axes go right and away."""
    x0, y0, x1, y1 = box
    depth = (y1 - y0) * 0.22
    corners = []
    for index in range(8):
        x, y, z = bool(index & 4), bool(index & 2), bool(index & 1)
        shrink = 0.06 * (x1 - x0) * (1 if not x else -1) if y else 0.0
        corners.append(((x1 if x else x0) + shrink, (y0 + depth if z else y1) - (depth if y else 0)))
    return tuple(corners)


@cache
def pixels(width: int = WIDTH, height: int = HEIGHT, colour: tuple[int, int, int] = (40, 60, 150)) -> Pixels:
    """A lump and a dark cube on a pale ground."""
    picture = np.full((height, width, 3), 236, np.uint8)
    points = outline(width, height)
    y, x = np.mgrid[0:height, 0:width]
    centre = points.mean(axis=0)
    angle = np.arctan2(y - centre[1], x - centre[0])
    reach = np.hypot(points[:, 0] - centre[0], points[:, 1] - centre[1])
    at = np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0])
    order = np.argsort(at)
    radius = np.interp(angle, at[order], reach[order], period=2 * np.pi)
    inside = np.hypot(x - centre[0], y - centre[1]) < radius
    grain = np.random.default_rng(4).integers(-18, 18, (height, width, 1))
    picture[inside] = np.clip(np.array(colour) + grain[inside], 0, 255)
    box = cube_box(width, height)
    picture[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = 60
    plate = picture[
        int(40 * height / HEIGHT) : int(90 * height / HEIGHT), int(60 * width / WIDTH) : int(260 * width / WIDTH)
    ]
    plate[:] = (250, 246, 226)
    plate[plate.shape[0] // 3 : -plate.shape[0] // 3, 10:-10:6] = 30
    return picture


def cube_box(width: float = WIDTH, height: float = HEIGHT) -> Box:
    """Where the cube is."""
    return Box(0.82 * width, 0.72 * height, 0.92 * width, 0.72 * height + 0.11 * width)


def measurement(flags: tuple[Flag, ...] = ()) -> Measurement:
    """68.8 x 55.1 mm, vouched for unless there are flags."""
    points = outline()
    far = points[[20, 60]]
    return Measurement(
        MeasurementStatus.FLAGGED if flags else MeasurementStatus.MEASURED,
        flags,
        68.8,
        1.5,
        55.1,
        1.2,
        mm_per_px=0.0169,
        scale_error_fraction=0.014,
        cube_edge_mm=10.0,
        cube_corners_px=cube_corners(cube_box()),
        hidden_corners=(2,),
        cube_engraving="1 CM",
        length_line_px=((float(points[0, 0]), float(points[0, 1])), (float(points[40, 0]), float(points[40, 1]))),
        width_line_px=((float(far[0, 0]), float(far[0, 1])), (float(far[1, 0]), float(far[1, 1]))),
    )


def flags() -> tuple[Flag, ...]:
    """Three reasons with their places."""
    box = cube_box()
    return (
        Flag(FlagCode.CUBE_AMBIGUOUS, {}, box),
        Flag(FlagCode.OUTLINE_UNCERTAIN, {}, Box(300, 430, 480, 540)),
        Flag(FlagCode.CUBE_IMPRECISE, {"error_percent": 4.1, "limit_percent": 3.0}, box),
    )


def hand_marks() -> HandMarks:
    """The size lines of the lump: its farthest points, and its extent at right angles."""
    points = outline().astype(float)
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    first, second = np.unravel_index(int(apart.argmax()), apart.shape)
    along = (points[second] - points[first]) / apart.max()
    across = np.array([-along[1], along[0]])
    offsets, middle = points @ across, points.mean(axis=0)
    ends = [middle + (offset - middle @ across) * across for offset in (offsets.min(), offsets.max())]
    lines = [(float(x), float(y)) for x, y in (points[first], points[second], *ends)]
    return HandMarks(length_line_px=(lines[0], lines[1]), width_line_px=(lines[2], lines[3]))


def analysis(path: Path, sha256: str, names: Sequence[tuple[str, float]] = SURE, flagged: bool = False) -> Analysis:
    """An analysis with everything in it."""
    items = tuple(Suggestion(name, probability) for name, probability in names)
    sure = bool(items) and items[0].probability >= 0.5
    points = outline()
    doubtful = np.zeros(len(points), np.bool_)
    if flagged:
        doubtful[12:28] = True
    y, x = np.mgrid[0:24, 0:36]
    heat = np.exp(-(((x - 15) / 6) ** 2 + ((y - 12) / 5) ** 2)).astype(np.float32)
    best = items[0].species if items else ""
    explanation = Explanation("gradcam++", best, heat, Box(0, 0, WIDTH, HEIGHT), 0.42, 0.31, True, 0.18)
    return Analysis(
        Photo(path, sha256, 1000, WIDTH, HEIGHT),
        QualityReport(Verdict.OK),
        (
            Region(RegionKind.LABEL, Box(60, 40, 260, 90), 0.9, "FMM 31907"),
            Region(RegionKind.CUBE, cube_box(), 0.9),
        ),
        Outline(points, 0.9, doubtful),
        measurement(flags() if flagged else ()),
        Suggestions(items, Recommendation.STRONG if sure else Recommendation.NONE),
        explanation if items else None,
        Box(100, 20, 800, 580),
    )


def stored(number: int, names: Sequence[tuple[str, float]] = SURE, flagged: bool = False) -> StoredPhoto:
    """A photo to be decided."""
    path, sha256 = Path(f"FMM_{31900 + number}_01.JPG"), f"sha-{number}"
    found = analysis(path, sha256, names, flagged)
    sure = found.suggestions.recommendation is not Recommendation.NONE
    row = PhotoRow(
        number,
        path,
        sha256,
        f"FMM {31900 + number}",
        PhotoState.TO_DECIDE,
        proposed=names[0][0] if sure else "",
        recommendation=found.suggestions.recommendation,
        size_status=found.measurement.status,
        flags=tuple(flag.code for flag in found.measurement.flags),
        verdict=Verdict.OK,
    )
    return StoredPhoto(row, number, found, None)


def waiting(number: int) -> StoredPhoto:
    """A photo that was only taken in."""
    row = replace(stored(number).row, state=PhotoState.WAITING, proposed="", recommendation=None, size_status=None)
    return StoredPhoto(row, None, None, None)


def failed(number: int) -> StoredPhoto:
    """A photo that cannot be opened."""
    made = stored(number)
    said = f"{made.row.path.name} ends after 1.2 of 31 MB."
    assert made.analysis is not None
    broken = Analysis(made.analysis.photo, QualityReport(Verdict.REJECT), error=said)
    row = replace(made.row, state=PhotoState.FAILED, error=said, proposed="", recommendation=None, size_status=None)
    return StoredPhoto(row, number, broken, None)


def set_aside(number: int, code: IssueCode, value: float, limit: float, duplicate_of: str | None = None) -> StoredPhoto:
    """A photo that the clean-up set aside."""
    made = stored(number)
    assert made.analysis is not None
    quality = QualityReport(Verdict.REJECT, (QualityIssue(code, value, limit),), duplicate_of, sharpness=188)
    row = replace(made.row, state=PhotoState.SET_ASIDE, verdict=Verdict.REJECT)
    return StoredPhoto(row, number, replace(made.analysis, quality=quality), None)
