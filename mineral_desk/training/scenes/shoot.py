"""From a composed scene to the photo and its truth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.truth import CubeTruth, Expected, LabelTruth, MaskValue, SceneTruth, SpecimenTruth
from mineral_desk.training.scenes.compose import Scene
from mineral_desk.training.scenes.lens import (
    Bytes,
    develop,
    distort_picture,
    distort_points,
    expose,
    finish,
    straighten_points,
)
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.raster import rasterise
from mineral_desk.training.scenes.render import Effort, Picture, render
from mineral_desk.training.scenes.things import Cube, Thing

_LEAST_NATIVE_EDGE_PX = 12.0
"""A cube that was smaller than this before its photo was enlarged is more a guess than a scale."""
_RATIO_LIMITS = (0.5, 25.0)
"""Specimen to cube, paper section 5.1."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """The upright ``pixels`` (H, W, 3) uint8, the ``mask`` (H, W) uint8 of :class:`MaskValue`, and the truth."""

    pixels: Bytes
    mask: Bytes
    truth: SceneTruth


def shoot(scene: Scene, effort: Effort, file: str) -> Shot:
    """Render ``scene``, develop it and write down what is true of it."""
    picture = render(scene.things, scene.backdrop, scene.camera, scene.rig, effort, scene.lens.aperture)
    size = (scene.camera.width, scene.camera.height)
    small = cv2.resize(picture.kinds, size, interpolation=cv2.INTER_NEAREST)
    bright = sum(scene.backdrop.colour) > 2.1 and not scene.backdrop.blown
    gain = expose(picture.light, small == MaskValue.SPECIMEN, bright)
    light = np.asarray(distort_picture(picture.light, scene.lens.distortion), np.float32)
    pixels = finish(develop(light, scene.lens, gain, np.random.default_rng([scene.seed, 1])), scene.lens)
    kinds = np.asarray(distort_picture(picture.kinds, scene.lens.distortion, nearest=True), np.uint8)
    mask = cv2.resize(kinds, size, interpolation=cv2.INTER_NEAREST)
    truth = _truth(scene, picture, kinds, file)
    if scene.varied and truth.expected is Expected.MEASURE and is_faint(pixels, mask == MaskValue.CUBE):
        truth = replace(truth, expected=Expected.EITHER)
    return Shot(pixels, np.asarray(mask, np.uint8), truth)


_FAINT_LEVELS = 7.0
"""Less than this many of 255 grey levels between a cube and what is behind it: nobody is asked to see its edges."""


def is_faint(pixels: Bytes, cube: npt.NDArray[np.bool_]) -> bool:
    """Whether half of the rim of the ``cube`` (H, W) or more hardly differs from what is beside it."""
    if not cube.any():
        return False
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inside = cube.astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    within = inside - cv2.erode(inside, kernel, iterations=3)
    beyond = cv2.dilate(inside, kernel, iterations=4) - cv2.dilate(inside, kernel)
    near, far = (
        cv2.blur(grey * band, (7, 7)) / np.maximum(cv2.blur(floats(band), (7, 7)), 1e-3) for band in (within, beyond)
    )
    rim = (within > 0) & (cv2.erode(inside, kernel) == 0)
    return bool(rim.any()) and float(np.median(np.abs(near - far)[rim])) < _FAINT_LEVELS


def _truth(scene: Scene, picture: Picture, kinds: Bytes, file: str) -> SceneTruth:
    camera = scene.camera
    specimen = _specimen_truth(scene, kinds)
    first = len(scene.specimen)
    cubes = tuple(_cube_truth(scene, picture, one, first + k) for k, one in enumerate(scene.cubes))
    return SceneTruth(
        file=file,
        seed=scene.seed,
        category=scene.category.label,
        expected=_expected(scene, specimen, cubes),
        width_px=camera.width,
        height_px=camera.height,
        specimen=specimen,
        cubes=cubes,
        labels=tuple(_label_truth(scene, label.corners, label.text) for label in scene.labels),
        background=scene.backdrop.name,
        elevation_deg=round(scene.elevation, 2),
        focal_length_35mm=round(camera.focal_length_35mm, 2),
        exif_focal_length_35mm=_rounded(scene.lens.exif_focal_length),
        exif_orientation=scene.lens.orientation,
        blur_px=round(scene.lens.blur_px, 2),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(round(value))


def _expected(scene: Scene, specimen: SpecimenTruth | None, cubes: Sequence[CubeTruth]) -> Expected:
    """What the category asks for, unless this very picture turned out harder than meant."""
    wanted = scene.category.expected
    if wanted is not Expected.MEASURE:
        return wanted
    if specimen is None or not cubes or cubes[0].box_px is None:
        return Expected.FLAG
    ratio = specimen.length_mm / cubes[0].edge_mm
    if not _RATIO_LIMITS[0] <= ratio <= _RATIO_LIMITS[1]:
        return Expected.FLAG
    hidden = cubes[0].visible_fraction < 0.85 or specimen.visible_fraction < 0.9
    native = min(1.0, (scene.lens.native_px or math.inf) / max(scene.camera.width, scene.camera.height))
    if hidden or cubes[0].edge_px < 20 or cubes[0].edge_px * native < _LEAST_NATIVE_EDGE_PX:
        return Expected.EITHER
    return Expected.MEASURE


def _in_photo(scene: Scene, points: Floats) -> Floats:
    """World points (N, 3) as pixels (N, 2) of the finished photo."""
    ideal, _ = scene.camera.project(points)
    return distort_points(ideal, scene.lens.distortion, (scene.camera.width, scene.camera.height))


def _pairs(points: npt.NDArray[np.floating]) -> tuple[Point, ...]:
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in points)


def _specimen_truth(scene: Scene, kinds: Bytes) -> SpecimenTruth | None:
    """Outline, length and width from the visible part in the finished photo."""
    seen = (kinds == MaskValue.SPECIMEN).astype(np.uint8)
    outline = visible_outline(seen)
    if outline is None:
        return None
    camera = scene.camera
    outline = outline * np.float32(camera.width / kinds.shape[1])
    vertices = np.concatenate([thing.mesh.vertices for thing in scene.specimen])
    middle = (vertices.max(axis=0) + vertices.min(axis=0)) / 2
    mm_per_px = float(camera.project(middle[None])[1][0]) / camera.focal_px
    size = (camera.width, camera.height)
    k1 = scene.lens.distortion if scene.varied else 0.0
    start, end, width_px = longest_line(straighten_points(outline, k1, size))
    length_px = math.dist(start, end)
    if k1:
        start, end = _pairs(distort_points(floats([start, end]), k1, size))
    whole = sum(_silhouette(scene, scene.specimen).values())
    share = float(seen.sum()) * (scene.camera.width / kinds.shape[1]) ** 2 / max(whole, 1.0)
    return SpecimenTruth(
        outline_px=_pairs(floats(cv2.approxPolyDP(outline, 0.5, closed=True)).reshape(-1, 2)),
        box_px=Box.around(_pairs(outline)),
        length_mm=round(length_px * mm_per_px, 3),
        width_mm=round(width_px * mm_per_px, 3),
        length_line_px=(start, end),
        mm_per_px=round(mm_per_px, 6),
        visible_fraction=round(min(share, 1.0), 4),
        species=scene.look.species,
    )


def visible_outline(seen: Bytes) -> Floats | None:
    """The outer contour (N, 2) of the largest connected part, in continuous pixels; None where nothing is seen."""
    contours, _ = cv2.findContours(seen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea).reshape(-1, 2).astype(np.float32) + np.float32(0.5)
    middle = largest.mean(axis=0)
    away = largest - middle
    grown = middle + away * (1 + 0.5 / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1.0))
    return grown.astype(np.float32) if len(grown) >= 3 else None


def longest_line(outline: Floats) -> tuple[Point, Point, float]:
    """The two points of the outline that are farthest apart, and its extent at right angles to their line (px)."""
    hull = cv2.convexHull(outline.astype(np.float32)).reshape(-1, 2).astype(float)
    apart = np.linalg.norm(hull[:, None] - hull[None], axis=2)
    i, j = np.unravel_index(int(apart.argmax()), apart.shape)
    along = (hull[j] - hull[i]) / max(float(apart[i, j]), 1e-9)
    across = hull @ np.array([-along[1], along[0]])
    (ax, ay), (bx, by) = _pairs(hull[[i, j]])
    return (ax, ay), (bx, by), float(np.ptp(across))


def _silhouette(scene: Scene, things: Sequence[Thing]) -> dict[str, float]:
    """Area in pixels of all ``things`` as if nothing hid them and the frame were wide."""
    wide = scene.camera.scaled(0.5)
    margin = max(wide.width, wide.height)
    roomy = wide.shifted(margin, margin)
    roomy = type(roomy)(
        roomy.rotation, roomy.centre, roomy.focal_px, roomy.principal_x, roomy.principal_y,
        wide.width + 2 * margin, wide.height + 2 * margin,
    )  # fmt: skip
    covered = np.unique(np.concatenate([rasterise(thing.mesh, roomy).pixel for thing in things]))
    return {"px": 4.0 * len(covered)}


def _cube_truth(scene: Scene, picture: Picture, cube: Cube, thing_index: int) -> CubeTruth:
    seen = np.asarray(distort_picture((picture.things == thing_index).astype(np.uint8), scene.lens.distortion, True))
    scale = scene.camera.width / picture.things.shape[1]
    rows, columns = np.nonzero(seen)
    box = None
    if len(rows):
        edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        box = Box(*(round(float(value) * scale, 1) for value in edges))
    whole = _silhouette(scene, [cube.thing])["px"]
    depth = float(scene.camera.project(cube.corners.mean(axis=0)[None])[1][0])
    return CubeTruth(
        edge_mm=cube.edge_mm,
        corners_px=_pairs(_in_photo(scene, cube.corners)),
        box_px=box,
        visible_fraction=round(min(len(rows) * scale * scale / max(whole, 1.0), 1.0), 4),
        edge_px=round(scene.camera.focal_px * cube.edge_mm / depth, 2),
        engraving=cube.engraving,
    )


def _label_truth(scene: Scene, corners: Floats, text: str) -> LabelTruth:
    points = _in_photo(scene, corners)
    frame = np.array([scene.camera.width, scene.camera.height])
    return LabelTruth(_pairs(points), text, bool(((points >= 0) & (points <= frame)).all()))
