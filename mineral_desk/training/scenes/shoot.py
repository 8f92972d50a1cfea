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
from mineral_desk.training.scenes.expect import expected_of, is_faint
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
from mineral_desk.training.scenes.render import Effort, render
from mineral_desk.training.scenes.things import Cube, Thing


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """The upright ``pixels`` (H, W, 3) uint8, the ``mask`` (H, W) uint8 of :class:`MaskValue`, and the truth."""

    pixels: Bytes
    mask: Bytes
    truth: SceneTruth


def shoot(scene: Scene, effort: Effort, file: str) -> Shot:
    """Render ``scene``, develop it and write down what is true of it."""
    margin, k1 = _margin(scene), scene.lens.distortion
    camera = scene.camera.widened(margin) if margin else scene.camera
    picture = render(scene.things, scene.backdrop, camera, scene.rig, effort, scene.lens.aperture)
    small = cv2.resize(picture.kinds, (camera.width, camera.height), interpolation=cv2.INTER_NEAREST)
    bright = sum(scene.backdrop.colour) > 2.1 and not scene.backdrop.blown
    gain = expose(picture.light, small == MaskValue.SPECIMEN, bright)
    light = np.asarray(distort_picture(picture.light, k1, margin=margin), np.float32)
    pixels = finish(develop(light, scene.lens, gain, np.random.default_rng([scene.seed, 1])), scene.lens)
    map_margin = round(margin * picture.kinds.shape[1] / camera.width)
    kinds, things = (distort_picture(each, k1, True, map_margin) for each in (picture.kinds, picture.things))
    mask = cv2.resize(kinds, (scene.camera.width, scene.camera.height), interpolation=cv2.INTER_NEAREST)
    truth = _truth(scene, np.asarray(kinds, np.uint8), np.asarray(things, np.int16), file)
    if scene.varied and truth.expected is Expected.MEASURE and is_faint(pixels, mask == MaskValue.CUBE):
        truth = replace(truth, expected=Expected.EITHER)
    return Shot(pixels, np.asarray(mask, np.uint8), truth)


def _margin(scene: Scene) -> int:
    """Pixels to render beyond the frame, as a barrel-shaped lens pulls them in; a multiple of 4 stays whole on maps."""
    if not scene.varied or scene.lens.distortion <= 0:
        return 0
    return 4 * math.ceil(scene.lens.distortion * max(scene.camera.width, scene.camera.height) / 2 / 4 + 1)


def _truth(scene: Scene, kinds: Bytes, things: npt.NDArray[np.int16], file: str) -> SceneTruth:
    camera = scene.camera
    specimen = _specimen_truth(scene, kinds)
    first = len(scene.specimen)
    cubes = tuple(_cube_truth(scene, things == first + k, one) for k, one in enumerate(scene.cubes))
    return SceneTruth(
        file=file,
        seed=scene.seed,
        category=scene.category.label,
        expected=expected_of(scene, specimen, cubes),
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
    share = _area_px(scene, seen) / max(whole, 1.0)
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


def _area_px(scene: Scene, seen: npt.NDArray[np.uint8] | npt.NDArray[np.bool_]) -> float:
    """Area in pixels of the photo without distortion of what is ``seen`` in a map of any resolution."""
    height, width = seen.shape
    scale = float(scene.camera.width / width)
    if not scene.varied or not scene.lens.distortion:
        return float(seen.sum()) * scale * scale
    rows, columns = np.nonzero(seen)
    away = ((columns + 0.5 - width / 2) ** 2 + (rows + 0.5 - height / 2) ** 2) / ((width**2 + height**2) / 4)
    stretch = (1 + scene.lens.distortion * away) * (1 + 3 * scene.lens.distortion * away)
    return float(stretch.sum()) * scale * scale


def _cube_truth(scene: Scene, seen: npt.NDArray[np.bool_], cube: Cube) -> CubeTruth:
    scale = scene.camera.width / seen.shape[1]
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
        visible_fraction=round(min(_area_px(scene, seen) / max(whole, 1.0), 1.0), 4),
        edge_px=round(scene.camera.focal_px * cube.edge_mm / depth, 2),
        engraving=cube.engraving,
    )


def _label_truth(scene: Scene, corners: Floats, text: str) -> LabelTruth:
    points = _in_photo(scene, corners)
    frame = np.array([scene.camera.width, scene.camera.height])
    return LabelTruth(_pairs(points), text, bool(((points >= 0) & (points <= frame)).all()))
