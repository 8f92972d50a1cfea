"""Sizes by hand in composed scenes, whose camera, cube and specimen are known: nothing is rendered."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.services.by_hand import MARK_ERROR_PX, measure_by_hand
from mineral_desk.training.scenes import Scene, compose
from mineral_desk.training.scenes.categories import Category
from mineral_desk.vision.measuring.feret import feret

SEEDS = [seed for seed in range(1, 16) if Category.draw(np.random.default_rng(seed)) is Category.STANDARD][:5]
LONG_SIDE_PX = 3000


def analysed(scene: Scene) -> Analysis:
    """The machine found nothing."""
    camera = scene.camera
    photo = Photo(Path("a.jpg"), "0" * 64, 1, camera.width, camera.height, focal_length_35mm=camera.focal_length_35mm)
    return Analysis(photo, QualityReport(Verdict.OK))


def true_size(scene: Scene) -> tuple[np.ndarray, float]:
    """The silhouette (N, 2) px and the length in mm at the distance of the specimen's middle."""
    vertices = np.concatenate([thing.mesh.vertices for thing in scene.specimen])
    middle = (vertices.max(0) + vertices.min(0)) / 2
    mm_per_px = float(scene.camera.project(middle[None])[1][0]) / scene.camera.focal_px
    silhouette = cv2.convexHull(scene.camera.project(vertices)[0]).reshape(-1, 2)
    return silhouette, feret(silhouette.astype(float)).length * mm_per_px


@pytest.mark.parametrize("seed", SEEDS)
def test_corners_dragged_to_the_true_ones_give_the_true_size_within_its_error(seed: int) -> None:
    scene = compose(seed, LONG_SIDE_PX)
    silhouette, true_mm = true_size(scene)
    shaky = np.random.default_rng(seed).normal(size=(8, 2)) * MARK_ERROR_PX
    corners = scene.camera.project(scene.cubes[0].corners)[0] + shaky
    marks = HandMarks(
        tuple((float(x), float(y)) for x, y in corners),
        tuple(range(8)),
        scene.cubes[0].edge_mm,
        outline_px=tuple((float(x), float(y)) for x, y in silhouette),
    )
    found = measure_by_hand(analysed(scene), marks)
    assert found.length_mm is not None
    assert found.length_error_mm is not None
    assert abs(found.length_mm - true_mm) < 3 * found.length_error_mm
    assert found.length_mm == pytest.approx(true_mm, rel=0.15)
    assert found.length_error_mm < 0.15 * found.length_mm
