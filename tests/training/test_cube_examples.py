import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.truth import CubeTruth, Expected, SceneTruth, SpecimenTruth
from mineral_desk.training.cube_examples import (
    QUARTER_TURNS,
    ScenePhoto,
    TrueCube,
    collect,
    departures,
    label,
    read_scenes,
    shrunk,
)
from mineral_desk.vision.measuring.features import CUBE_FEATURES
from mineral_desk.vision.measuring.wireframe import Floats, project_pose
from tests.vision.measuring.drawn import CUBE, STONE, draw


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    scene = draw()
    Image.fromarray(scene.pixels).save(tmp_path / "000001.png")
    corners, _ = project_pose(scene.cube, scene.camera)
    points = tuple((float(x), float(y)) for x, y in corners)
    truth = SceneTruth(
        "000001.png", 1, "plain", Expected.MEASURE, 1024, 768,
        SpecimenTruth((), Box(0, 0, 1, 1), 2 * STONE.half_length, 2 * STONE.half_width, ((0, 0), (1, 1)), 1.0, 1.0),
        (CubeTruth(10.0, points, None, 1.0, scene.cube.edge_px),),
    )  # fmt: skip
    (tmp_path / "truth.json").write_text(json.dumps([truth.as_dict()]), "utf-8")
    return tmp_path


def test_scenes_are_read_with_their_cubes(scenes: Path) -> None:
    (scene,) = read_scenes(scenes)
    assert scene.path == scenes / "000001.png"
    assert scene.focal_length_35mm is None
    assert scene.cubes[0].edge_px == pytest.approx(120, rel=0.005)


def labelled(poses: Floats, cubes: list[TrueCube], edge_px: float = 120.0) -> tuple[list[bool], list[bool]]:
    """Which poses are right and nearly right where the picture shows the cubes ``edge_px`` large."""
    right, near = label(departures(poses, draw().camera, cubes), np.full(len(cubes), edge_px))
    return right.tolist(), near.tolist()


def test_a_cube_that_a_lens_draws_smaller_counts_as_the_photo_shows_it(scenes: Path) -> None:
    file = scenes / "truth.json"
    (record,) = json.loads(file.read_text("utf-8"))
    corners = np.array(record["cubes"][0]["corners_px"])
    record["cubes"][0]["corners_px"] = (corners.mean(0) + 0.93 * (corners - corners.mean(0))).tolist()
    file.write_text(json.dumps([record]), "utf-8")
    (scene,) = read_scenes(scenes)
    assert scene.cubes[0].edge_px == pytest.approx(0.93 * CUBE.edge_px, rel=0.01)
    smaller = CUBE.vector[None] + np.array([0, 0, math.log(0.93), 0, 0, 0])
    assert labelled(smaller, list(scene.cubes)) == ([True], [False])
    assert labelled(CUBE.vector[None], list(scene.cubes))[0] == [False]


def test_a_fit_is_right_near_the_truth_and_left_out_when_nearly_right() -> None:
    corners, _ = project_pose(CUBE, draw().camera)
    shifts = np.array([[1, 1, 0.01, 0, 0, 0], [1, 1, 0.05, 0, 0, 0], [300, 0, 0, 0, 0, 0]])
    right, near = labelled(CUBE.vector + shifts, [TrueCube(corners, CUBE.edge_px)])
    assert right == [True, False, False]
    assert near == [False, True, False]


def test_a_cube_of_few_pixels_may_be_turned_a_little_more() -> None:
    corners, _ = project_pose(CUBE, draw().camera)
    turned = CUBE.vector[None] + np.array([0, 0, 0, 0, 0.27, 0])
    cubes = [TrueCube(corners, CUBE.edge_px)]
    assert labelled(turned, cubes) == ([False], [True])
    assert labelled(turned, cubes, edge_px=18.0) == ([True], [False])


def test_a_cube_turned_inside_out_is_wrong_and_one_turned_about_its_axis_is_right() -> None:
    corners, _ = project_pose(CUBE, draw().camera)
    for turn in QUARTER_TURNS:
        assert labelled(CUBE.vector[None], [TrueCube(corners[turn], CUBE.edge_px)])[0] == [True]
    assert labelled(CUBE.vector[None], [TrueCube(corners[::-1], CUBE.edge_px)]) == ([False], [False])


def test_without_cubes_nothing_is_right() -> None:
    assert labelled(CUBE.vector[None], []) == ([False], [False])


def test_examples_are_kept_and_taken_from_the_cache(scenes: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = list(collect(read_scenes(scenes), cache, first_number=5))
    assert [len(part.features) > 0 for part in first] == [True, True]
    assert first[0].features.shape[1] == len(CUBE_FEATURES)
    assert first[0].labels.any()
    assert set(first[0].photos.tolist()) == {5}
    stamps = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    again = list(collect(read_scenes(scenes), cache, first_number=5))
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == stamps
    assert np.array_equal(first[1].features, again[1].features)


def test_a_half_written_cache_is_written_again(scenes: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    photos: list[ScenePhoto] = read_scenes(scenes)
    (whole,) = collect(photos, cache, also_small=False)
    (stored,) = cache.iterdir()
    stored.rename(stored.with_suffix(".part.npz"))
    (again,) = collect(photos, cache, also_small=False)
    assert np.array_equal(whole.features, again.features)


def test_small_pictures_are_small_and_repeatable() -> None:
    pixels = draw().pixels
    small = shrunk(pixels, 3)
    assert 190 <= max(small.shape[:2]) <= 620
    assert small.shape[0] / small.shape[1] == pytest.approx(768 / 1024, rel=0.02)
    assert np.array_equal(small, shrunk(pixels, 3))
    assert small.shape != shrunk(pixels, 4).shape
    assert math.isclose(float(small.mean()), float(pixels.mean()), rel_tol=0.3)
